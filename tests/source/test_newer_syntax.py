"""The fallback parser gives the trees of the interpreter's own parser, and reads what that one cannot."""

import ast
import subprocess
import sys
import sysconfig
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

import fastlint
from fastlint.source.decode import DecodeError
from fastlint.source.newer_syntax import parse_newer

# Inside f-strings 3.11 gives positions of another text, and 3.12 had faults that 3.13 has not.
TRUE_POSITIONS_IN_STRINGS = sys.version_info >= (3, 13)

STANDARD_LIBRARY = Path(sysconfig.get_path("stdlib"))
STANDARD_FILES = [
    "abc.py",
    "asyncio/taskgroups.py",
    "asyncio/timeouts.py",
    "bisect.py",
    "contextvars.py",
    "copyreg.py",
    "graphlib.py",
    "html/__init__.py",
    "json/decoder.py",
    "keyword.py",
    "reprlib.py",
    "string.py",
    "struct.py",
    "textwrap.py",
]
OWN_FILES = sorted(Path(fastlint.__file__).parent.joinpath("source", "concrete").glob("*.py"))

# What every supported interpreter reads too: the two trees must be the same to the last column.
KNOWN_SYNTAX = r'''
x = 1,
x = *a, (b)
x = y = (z)
(x).y += (1)
x: (int) = (1)
x.y: int
x[0]: int = *a, b
del a,
del (a), (b)
del (a, b), [c]
((a, b)); (((a), (b))); (); ( a , )
((x for x in y)); f((x for x in y)); f( (x) for x in y ); f (x for x in y) (z)
-(a), not (a), ~+-a, not not a
(a) + (b) * (c) ** -(d) @ e // f % g << h >> i & j | k ^ l
(a) if (b) else (c) if d else e
(a) < (b) <= c != d is not e not in f is g in h == i >= j > k
(a) and (b) and (c) or d or (e or f) or (g and h)
lambda: (a)
lambda x, /, y=1, *z, w, v=(2), **k: (x)
lambda *, a: a
a[1 : ], a[ : 1 : ], a[ :: ], a[(1):(2):(3)], a[1, ], a[(b), :(c)], a[*b], a[*b, c], a[b:=1], a[...]
print(*(a), **(b), c=(d)), f(a := 1), f()
{**(a), (b): (c)}, {*a, (b)}, {(a): (b) for c in d for e in f}, {(a) for b in c}, [], {}
[(a) for (b), *c in (d) if (e) if f for g in h]
(a := (b))
1_000 + 0x_ff + 0b1 + 0o7 + 1e5 + 1_0.5j + 00 + .5 + 1., None, True, False, ...
'a' 'b', u'a' 'b', b'a' rb'\b', 'a\x41\101\u00e9\N{BULLET}é\n', r'\d', '\ud800'
'é' + é; (é) . é
global a, b
import a . b . c as d, e
from . import a
from .. a import (b as c, d,)
from ... import *
raise
raise (a) from (b)
assert (a), (b)
x ; y ;
a . b . c (d) [e] . f
type (x); match [x]; match = case = type = _
###
if a: b;
elif c: d
else: e;  # x
###
while a: break
else:
    continue
###
for a, in b, : pass
for (a, b), c in d, e:
    pass
else: f
###
try: a
except: b
else: c
finally: d;
###
try:
    a
except (A, B) as e:
    b
except C: pass
###
try: a
except* A: b
except* (B, C) as d: e
###
with a, (b) as (c), d as e.f: pass
with (a, b): pass
with (a, b) as c: pass
with (a as b, c,): pass
with (yield): pass
###
@a
@b . c (d)
async def f(a: (b), *c: (d), e: f = (1), **g: h) -> (i):
    """Doc."""
    async with a as b, c: pass
    async for a in b: return
    else: return (yield)
    await (x); yield; yield a, (b); yield from (y)
    return [x async for x in y if (a)]
    def g(a, b=1, /, c=2, *, d, e=(3)): nonlocal x
###
def f(*a: *b): return *a, b
###
@ (d)
class A ( B , *C , d=(e), **f ): x; y
class B(): """Doc."""
class C: pass
###
match x, :
    case (a): pass
    case (a, b) | (a,): pass
    case [a] | ([a]) | [] | (): pass
    case a, *_ : pass
    case * b , c: pass
    case *_, : pass
    case ((1) | 2) as x: pass
    case {1: a, 'b' 'c': _, -1: _, a.b: _, **c}: pass
    case {** c } | {}: pass
    case A() | A.b(1, c=(2),): pass
    case -1 - 2j if (a): pass
    case None | True | (None): pass
    case 1.5 | b'x' | 'a' 'b': pass; e;
match *a, b:
    case _ as c if d: pass
###
x = \
    1 + \
  2
###
if a:
	x
	if b:
		y
# end
###
f'a{{' f'{{a}}' '{{' f'{x}}}'
f'{x!r:>{w}}', f'{x = !r:^20}', f'{x=}', f'{ x = }b', f'{x:}', f'{x:%H:%M}', f'{x!r:\n}'
f'a' 'b' f'{c}' 'd' f'' ''
u'a' f'b{c}' rf'\d{x}\d' f'\N{DIGIT ONE}}}{x}' f'é\n{é}é'
f'{(lambda x: x)}', f'{a,}', f'{*a, b}', f'{a["b"]:{c["d"]}}', f'{f"{a}" + "b"}'
f"""
 {x
 } é {
 y}
"""; b
'''.strip("\n").split("###\n")

# New words and the old words that say the same: the trees are equal but for their positions.
NEWER_SYNTAX = {
    "except without parentheses": (
        "try: a()\nexcept A, B.c:\n    b()\nexcept C: pass",
        "try: a()\nexcept (A, B.c):\n    b()\nexcept C: pass",
    ),
    "except* without parentheses": ("try: a()\nexcept* A, B: b()", "try: a()\nexcept* (A, B): b()"),
    "a template": ("t'a{b():>{c()}}d{e!r}'", "f'a{b():>{c()}}d{e!r}'"),
    "a raw template": (r"rt'\d{b()}' + tr'\\\\d'", r"rf'\d{b()}' + fr'\\\\d'"),
    "every spelling of the prefix": (
        "t'' + T'{a}' + rt'{a}' + tr'{a}' + Rt'{a}' + tR'{a}' + RT'{a}' + TR'{a}'",
        "f'' + f'{a}' + f'{a}' + f'{a}' + f'{a}' + f'{a}' + f'{a}' + f'{a}'",
    ),
    "templates side by side": ("x = t'a' t'b{c}', \"t't\" + t''", "x = f'a' f'b{c}', \"t't\" + f''"),
    "a generic function": ("def f[T: int = str, *Ts = *a, **P = [b]](x: T) -> T: pass", "def f(x: T) -> T: pass"),
    "a generic coroutine": ("@d\nasync def f[T](): pass", "@d\nasync def f(): pass"),
    "a generic class": (
        "class A[T: (int, str)](B, c=d): pass\nclass E[T]: pass",
        "class A(B, c=d): pass\nclass E: pass",
    ),
    "a type alias": ("type A[T] = list[T]\nif b: type C = D; e", "A = list[T]\nif b: C = D; e"),
    "the same quotes in an f-string": ("f'{a['b']} {f'{c('d')}'}'", """f'''{a["b"]} {f"{c('d')}"}'''"""),
    "a backslash in an f-string": (r"f'{'\n'.join(a)}'", "f'''{\"\"\"\n\"\"\".join(a)}'''"),
    "comments and lines in an f-string": ("f'{  # so\n  a(\n    b  # } it goes\n  )\n}'", "f'{a(b)}'"),
    "a space after a conversion": ("f'{a!r }' + 'b' f'{c!s :>3}'", "f'{a!r}' + 'b' f'{c!s:>3}'"),
    "lazy imports": ("lazy import a.b as c\nlazy from .d import e", "import a.b as c\nfrom .d import e"),
}


def _nodes(tree: ast.AST, positions: bool = True) -> Iterator[object]:
    """Everything a tree says, in order, so that a failing comparison shows the first difference."""
    where = tuple(getattr(tree, name, None) for name in tree._attributes) if positions else ()
    yield type(tree).__name__, where
    for name, value in ast.iter_fields(tree):
        inside = positions and (TRUE_POSITIONS_IN_STRINGS or not isinstance(tree, ast.JoinedStr))
        for item in value if isinstance(value, list) else [value]:
            if name in ("type_params", "kind"):
                continue
            if isinstance(tree, ast.JoinedStr) and isinstance(item, ast.Constant) and item.value == "":
                continue  # 3.12 puts one at the end of some format specs
            if isinstance(item, ast.AST):
                yield from _nodes(item, inside)
            else:
                yield name, type(item), item


def _same(source: str | bytes) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected, tree = ast.parse(source), parse_newer(source, "file.py")
    assert list(_nodes(tree)) == list(_nodes(expected))
    compile(tree, "file.py", "exec", dont_inherit=True)


def _text(source: str, node: ast.AST) -> str | None:
    return ast.get_source_segment(source, node)


@pytest.mark.parametrize("source", KNOWN_SYNTAX)
def test_known_syntax_gives_the_interpreters_own_tree(source: str) -> None:
    expected, tree = ast.parse(source), parse_newer(source, "file.py")
    assert list(_nodes(tree)) == list(_nodes(expected))


@pytest.mark.parametrize("source", [block for block in KNOWN_SYNTAX if "\\\n" not in block and '"""' not in block])
def test_columns_are_bytes_of_indented_lines(source: str) -> None:
    indented = "class É:\n\tif É:\n" + "".join(f"\t\t{line}\n" for line in source.splitlines())
    expected, tree = ast.parse(indented), parse_newer(indented, "file.py")
    assert list(_nodes(tree)) == list(_nodes(expected))


@pytest.mark.parametrize("name", STANDARD_FILES)
def test_the_standard_library(name: str) -> None:
    _same((STANDARD_LIBRARY / name).read_bytes())


@pytest.mark.parametrize("path", OWN_FILES, ids=lambda path: str(path.name))
def test_our_own_files(path: Path) -> None:
    _same(path.read_bytes())


@pytest.mark.parametrize(
    "source",
    [
        b"\xef\xbb\xbfx = '\xc3\xa9' + y\n",
        "# coding: latin-1\nx = 'é' + y\n".encode("latin-1"),
        b"x = '''a\r\nb''' + c\r\nif d:\r\n  e\r\n",
        b"x = 1\ry = '''\r'''\r",
        b"x = 1\n\x0cy = 2\n\x0c\nif z:\n  \x0c  a = b\n",
        b"\x0c'''\n\x0c''' + a",
        b"x",
        b"",
        b"# nothing\n\n",
        b"if x:\n  y\n  # end",
    ],
)
def test_bytes_of_every_kind(source: bytes) -> None:
    _same(source)


@pytest.mark.parametrize(("newer", "older"), NEWER_SYNTAX.values(), ids=NEWER_SYNTAX)
def test_newer_syntax_is_told_in_old_words(newer: str, older: str) -> None:
    tree = parse_newer(newer, "file.py")
    assert list(_nodes(tree, positions=False)) == list(_nodes(ast.parse(older), positions=False))
    for node in ast.walk(tree):
        if isinstance(node, (ast.Call, ast.Name, ast.Attribute)):
            assert node.end_col_offset is not None
            assert isinstance(ast.parse(_text(newer, node) or "", mode="eval").body, type(node))


@pytest.mark.parametrize(("newer", "older"), NEWER_SYNTAX.values(), ids=NEWER_SYNTAX)
def test_newer_syntax_as_a_newer_interpreter_reads_it(newer: str, older: str) -> None:
    try:
        expected = ast.parse(newer)
    except SyntaxError:
        pytest.skip("newer than this interpreter too")
    for node in ast.walk(expected):
        if type(node).__name__ in ("TypeAlias", "TemplateStr"):
            pytest.skip("said in other words on purpose")
    assert list(_nodes(parse_newer(newer, "file.py"))) == list(_nodes(expected))


def test_positions_in_newer_syntax() -> None:
    source = (
        "é = 1\ntry:\n    pass\nexcept É, B:\n    t'é{f'{g('x')}'}'\ntype X = list[int]\nasync def h[T](a): await b()\n"
    )
    tree = parse_newer(source, "file.py")
    attempt, alias, function = tree.body[1:]
    assert isinstance(attempt, ast.Try) and attempt.handlers[0].type is not None
    assert _text(source, attempt.handlers[0].type) == "É, B"
    [call] = [node for node in ast.walk(attempt) if isinstance(node, ast.Call)]
    assert _text(source, call) == "g('x')"
    assert isinstance(alias, ast.Assign)
    assert [_text(source, node) for node in (alias, alias.targets[0], alias.value)] == [
        "type X = list[int]",
        "X",
        "list[int]",
    ]
    assert isinstance(function, ast.AsyncFunctionDef)
    assert _text(source, function) == "async def h[T](a): await b()"
    assert (function.lineno, function.col_offset) == (7, 0)


def test_unpacking_in_comprehensions() -> None:
    tree = parse_newer("[*a() for a in b]; {*c for c in d}; f(*g for g in h); {**i() for i in j}", "file.py")
    assert [node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    assert sum(isinstance(node, ast.Starred) for node in ast.walk(tree)) == 3
    assert "i()" in ast.unparse(tree)


@pytest.mark.parametrize(
    ("source", "line", "message"),
    [
        ("x = 1\n\ny = = 2\n", 3, "invalid syntax"),
        ("def f():\nx\n", 2, "invalid syntax"),
        ("x = [\n", 2, "invalid syntax"),
        ("x = 'a\n", 1, "invalid syntax"),
        ("{% if x %}\nfrom {{ y }} import z\n", 1, "invalid syntax"),
        ("x = 1\ny = b'é'\n", 2, "bytes can only contain ASCII literal characters"),
        ("x = 1\ny = 'a' b'c'\n", 1, "Cannot concatenate string and bytes"),
        ("x = 1\ny = '\\x'\n", 2, "(unicode error)"),
        ("x = 1\ny = f'{z}\\x'\n", 2, "(unicode error)"),
        ("x\n\0", 2, "source code cannot contain null bytes"),
        ("(" * 500 + "x" + ")" * 500, 1, "too deeply nested to be read"),
        ("if x: pass\n" + "elif y: pass\n" * 5000, 1, "too deeply nested to be read"),
        ("".join(" " * depth + "if x:\n" for depth in range(120)) + " " * 120 + "y", 1, "too deeply nested to be read"),
    ],
)
def test_what_cannot_be_read(source: str, line: int, message: str) -> None:
    limit = sys.getrecursionlimit()
    with pytest.raises(SyntaxError) as caught:
        parse_newer(source, "file.py")
    assert (caught.value.lineno, caught.value.filename) == (line, "file.py")
    assert caught.value.msg.startswith(message)
    assert sys.getrecursionlimit() == limit


def test_long_chains_are_no_deep_nesting() -> None:
    _same(" + ".join(["x"] * 400))
    _same("if x: pass\n" + "elif y: pass\n" * 300)
    _same("(" + "'a'\n" * 400 + ")")


def test_bytes_that_are_no_text() -> None:
    with pytest.raises(DecodeError):
        parse_newer(b"x = '\xff'", "file.py")


def test_libcst_sleeps_until_it_is_needed() -> None:
    program = "import sys, fastlint.source.newer_syntax; print('libcst' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
