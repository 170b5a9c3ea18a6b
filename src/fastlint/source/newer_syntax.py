"""Files whose syntax is newer than the running interpreter: read by LibCST, handed on as the `ast` everybody knows."""

import ast
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from fastlint.values.late import pattern

if TYPE_CHECKING:
    import libcst as cst

_LINE_END = pattern(r"\r\n?")
_DEEPEST_NESTING = 200  # brackets in brackets: what CPython's own tokenizer allows
_RECURSION_LIMIT = 4_000
_IRRELEVANT_TO_NESTING = pattern(
    r"#[^\n]*|'''.*?'''|\"\"\".*?\"\"\"|'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\"", re.DOTALL
)
_FORM_FEED = pattern(r"^[ \t\f]*\f", re.MULTILINE)  # the indentation is what comes after it
_TEMPLATE_PREFIX = pattern(r"""(?<![A-Za-z0-9_])([rR]?)[tT](?=[rR]?["'])""")
_SPACE_AFTER_CONVERSION = pattern(r"(![rsa])([ \t]+)(?=[:}])")
_PARSER_ERROR = pattern(r"parser error: error at (\d+):(\d+): ")


def parse_newer(source: str | bytes, filename: str) -> ast.Module:
    """Reads a file that `ast.parse` refuses, and gives what `ast.parse` of a newer Python would, in the old words.

    Nodes and positions are those of the running interpreter's `ast`. What Python 3.11's `ast` cannot say becomes what
    it can say:

    - `except A, B:` (PEP 758) catches a `Tuple`;
    - t-strings (PEP 750) are `JoinedStr`s: the calls between the braces stay visible;
    - type parameters, their bounds and their defaults (PEP 695, 696) are left out, and `type X[T] = Y` is the `Assign`
      `X = Y`;
    - `lazy import x` (PEP 810) is the `Import`, or the `ImportFrom`;
    - `[*a for a in b]` (PEP 798) has a `Starred` element, and `{**a for a in b}` is `{**{None: a for a in b}}`.

    LibCST looks less closely than the compiler: a tree that comes back may still be refused by `compile`. Raises
    `SyntaxError`, with `msg`, `filename` and `lineno`, when LibCST cannot read the file either, or when it is too
    deeply nested to be read. Bytes are decoded as Python does it; a `DecodeError` goes through.
    """
    import libcst as cst
    from libcst.metadata import MetadataWrapper, PositionProvider

    from fastlint.source.concrete.places import Places
    from fastlint.source.concrete.statements import convert_module
    from fastlint.source.decode import decode

    text = decode(source) if isinstance(source, bytes) else source.removeprefix("\ufeff")
    text = _LINE_END.sub("\n", text)
    try:
        _refuse_what_overflows(text)
        with _room_to_recurse():
            wrapper = MetadataWrapper(_parse(_FORM_FEED.sub("", text)), unsafe_skip_copy=True)
            return convert_module(wrapper.module, Places(text, wrapper.resolve(PositionProvider), _shifts(text)))
    except cst.ParserSyntaxError as error:
        line, column = _error_position(error.message, error.raw_line, error.raw_column)
        message = "too deeply nested to be read" if "too many indentation" in error.message else "invalid syntax"
        raise _syntax_error(message, filename, line, column, text) from None
    except (cst.CSTLogicError, UnicodeEncodeError):  # the latter: half a surrogate pair in a string
        raise _syntax_error("invalid syntax", filename, 1, 0, text) from None
    except RecursionError:
        raise _syntax_error("too deeply nested to be read", filename, 1, 0, text) from None
    except SyntaxError as error:
        raise _syntax_error(error.msg, filename, error.lineno or 1, (error.offset or 1) - 1, text) from None


def _parse(text: str) -> "cst.Module":
    """The concrete tree, from a text that is changed where LibCST 1.9 stumbles, without moving anything.

    What the literals say is never read from this tree but from the true text, at the same positions.
    """
    import libcst as cst

    try:
        module = cst.parse_module(text)
    except (cst.CSTLogicError, cst.ParserSyntaxError):
        # t-strings side by side, or with some spellings of the prefix: the same tree as f-strings.
        text, found = _TEMPLATE_PREFIX.subn(r"\1f", text)
        if not found:
            raise
        module = cst.parse_module(text)
    if module.code != text:  # the space in `{x!r }` is forgotten: the one in `{x !r}` is not
        text = _SPACE_AFTER_CONVERSION.sub(r"\2\1", text)
        module = cst.parse_module(text)
    return module


@contextmanager
def _room_to_recurse() -> Iterator[None]:
    """LibCST needs several calls for each level of a tree, and a long `a + b + c ...` has many levels."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, _RECURSION_LIMIT))
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)


def _shifts(text: str) -> dict[int, int]:
    """How far form feeds before the code move it to the right: column by line (from 1). LibCST never sees them."""
    if "\f" not in text:
        return {}
    lines = enumerate(text.split("\n"), start=1)
    return {number: match.end() for number, line in lines if (match := _FORM_FEED.match(line))}


def _refuse_what_overflows(text: str) -> None:
    """Raises for what CPython refuses and LibCST's parser would spend minutes or the whole stack on."""
    if "\0" in text:
        error = SyntaxError("source code cannot contain null bytes")
        error.lineno = text.count("\n", 0, text.index("\0")) + 1
        raise error
    depth = 0
    for bracket in re.findall(r"[][(){}]", _IRRELEVANT_TO_NESTING.sub("", text)):
        depth += 1 if bracket in "([{" else -1
        if depth > _DEEPEST_NESTING:
            raise SyntaxError("too deeply nested to be read: too many nested parentheses")


def _error_position(message: str, line: int, column: int) -> tuple[int, int]:
    """The line (from 1) and column (from 0) of an error of LibCST's, whose message knows better than its fields."""
    match = _PARSER_ERROR.match(message)
    return (int(match[1]), int(match[2])) if match else (line, column)


def _syntax_error(message: str, filename: str, line: int, column: int, text: str) -> SyntaxError:
    lines = text.split("\n")
    line = max(1, min(line, len(lines)))
    return SyntaxError(message, (filename, line, column + 1, lines[line - 1]))
