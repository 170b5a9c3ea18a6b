"""Prove the rows of the knowledge base against the real packages, newest from PyPI, in a throw-away environment.

    python scripts/verify_knowledge.py requests redis          # files of rows, by name
    python scripts/verify_knowledge.py --all --record          # all, and write down what was proved
    python scripts/verify_knowledge.py --here requests         # with what is installed in this environment

For every row: the symbol exists in the releases that the row speaks of, it is a coroutine function exactly if the row
says so, and where its annotation says what it returns, the row says the same. `[proofs]` are evaluated. What the real
thing does not show must be listed under `[unverified]`, with the reason. Exits with 1 if anything is wrong.
"""

import argparse
import functools
import importlib
import importlib.metadata
import inspect
import json
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import types
import typing
import venv
import warnings
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from fastlint.knowledge.library import ROWS  # noqa: E402
from fastlint.knowledge.row_file import SPECIAL, RowFile, read  # noqa: E402
from fastlint.knowledge.schema import FunctionRow  # noqa: E402
from fastlint.knowledge.type_expression import TypeExpression, parse  # noqa: E402
from fastlint.knowledge.versions import EVERY, Bounds, library_of, version_of  # noqa: E402

#: What `--record` writes: for each library, against which release how many of its rows were proved.
VERIFIED = ROOT / "src" / "fastlint" / "knowledge" / "verified.toml"

_RETURNING = ("call", "enter", "async_enter", "iterate", "async_iterate", "item", "get")


class Problem(NamedTuple):
    """What does not hold of a row. `certain` is False where the real thing does not let itself be examined."""

    name: str
    reason: str
    certain: bool = True


def main() -> int:
    """Verify the files named on the command line."""
    parser = argparse.ArgumentParser(description="Prove rows of the knowledge base against the real packages.")
    parser.add_argument("files", nargs="*", help="names of files of rows, without .toml")
    parser.add_argument("--all", action="store_true", help="verify every file")
    parser.add_argument("--here", action="store_true", help="use the running environment, install nothing")
    parser.add_argument("--record", action="store_true", help=f"write what was proved to {VERIFIED.name}")
    parser.add_argument("--json", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    names = sorted(path.stem for path in Path(ROWS).glob("*.toml") if path.stem != "index")
    wanted = names if arguments.all else arguments.files
    verify_file = examine if arguments.here else _examine_apart
    wrong = 0
    for name in wanted:
        result = verify_file(name)
        if arguments.json:
            print(json.dumps(result))
            continue
        print(f"{name}: {sum(each['rows'] for each in result['libraries'].values())} rows")
        for problem in result["problems"]:
            print(f"    {'WRONG' if problem[2] else 'remark'}  {problem[0]}: {problem[1]}")
            wrong += problem[2]
        sys.stdout.flush()
        if arguments.record:
            record(result["libraries"])
    return 1 if wrong else 0


def _examine_apart(name: str) -> dict[str, typing.Any]:
    """Verify one file in an environment of its own."""
    packages = read(Path(ROWS) / f"{name}.toml").packages
    with tempfile.TemporaryDirectory() as folder:
        uv = shutil.which("uv")  # it does in a second what takes pip a minute
        venv.create(folder, with_pip=uv is None)
        python = Path(folder) / ("Scripts" if sys.platform == "win32" else "bin") / "python"
        if packages:
            install = [uv, "pip", "install", "--python", python] if uv else [python, "-m", "pip", "install"]
            subprocess.run([*install, "--quiet", "--only-binary", ":all:", *packages], check=True)
        command = [python, __file__, "--here", "--json", name]
        output = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
    found: dict[str, typing.Any] = json.loads(output.splitlines()[-1])
    return found


def examine(name: str) -> dict[str, typing.Any]:
    """What the running environment says of a file: its problems, and what was proved of each library."""
    rows = read(Path(ROWS) / f"{name}.toml")
    problems = list(verify(rows))
    versions = installed_versions(rows)
    total, proved = Counter(map(library_of, _names_of(rows))), Counter(map(library_of, _provable(rows, versions)))
    libraries = {}
    for library in total:
        distribution = _distribution(library, rows)
        libraries[library] = {
            "file": name,
            "rows": total[library],
            "proved": 0 if find(library) is None else proved[library],
            "package": distribution or "",
            "version": versions.get(library, "" if distribution else platform.python_version()),
            "source": _documentation(distribution) if distribution else rows.source,
        }
    return {"file": name, "libraries": libraries, "problems": problems}


def record(libraries: dict[str, dict[str, typing.Any]]) -> None:
    """Put what was proved of some libraries into the file that holds it for all."""
    import tomllib

    known = tomllib.loads(VERIFIED.read_text(encoding="utf-8")) if VERIFIED.exists() else {}
    files = {each["file"] for each in libraries.values()}
    known = {name: each for name, each in known.items() if each["file"] not in files}
    for name, each in libraries.items():
        key = f"{name} in {each['file']}" if name in known else name  # rows of a library may be in two files
        known[key] = {**each, "date": date.today().isoformat()}
    lines = ["# Written by scripts/verify_knowledge.py --record: not by hand.\n"]
    for name in sorted(known):
        entries = (f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in known[name].items())
        lines += ["\n", f'["{name}"]\n', *entries]
    VERIFIED.write_text("".join(lines), encoding="utf-8")


def _names_of(rows: RowFile) -> list[str]:
    """The name of every row of a file."""
    return [*rows.functions, *rows.values, *rows.aliases, *(name for name, _ in _members(rows)), *rows.types]


def _members(rows: RowFile) -> Iterator[tuple[str, str]]:
    for name, row in rows.types.items():
        for member in (*row.methods, *row.attributes, *(key for key, slot in SPECIAL.items() if getattr(row, slot))):
            yield f"{name}.{member}", name


def _provable(rows: RowFile, versions: dict[str, str]) -> list[str]:
    """The rows that can be held against something real in these versions, and are not listed as exceptions."""
    shapes = {name for name, row in rows.types.items() if name in rows.dynamic or "sdk.Resource" in row.bases}
    unseen = (
        shapes
        | rows.invented.keys()
        | {name for name, bounds in rows.bounds.items() if not _holds(name, bounds, versions)}
    )
    names = [name for name, row in rows.functions.items() if _holds(name, row.bounds, versions)]
    names += [*rows.values, *rows.aliases, *(name for name in rows.types if name not in unseen - shapes)]
    for name, row in rows.types.items():
        if name not in unseen:
            methods = [key for key, each in row.methods.items() if _holds(name, each.bounds, versions)]
            special = [key for key, slot in SPECIAL.items() if getattr(row, slot)]
            names += [f"{name}.{key}" for key in (*methods, *row.attributes, *special)]
    older = rows.older or ("\n",)
    return [name for name in names if "*" not in name and name not in rows.unverified and not name.startswith(older)]


def _holds(name: str, bounds: Bounds, versions: dict[str, str]) -> bool:
    """Whether the release that is installed here has something."""
    return bounds == EVERY or bounds.hold(version_of(name, versions) or _python_of(name))


_ABSENT = "cannot be imported here"


def verify(rows: RowFile) -> Iterator[Problem]:
    """What is wrong with the rows of a file, as far as the running environment can tell."""
    absent: set[str] = set()
    excused: set[str] = set()
    if rows.setup:
        try:
            exec(rows.setup, {})
        except ImportError:
            pass  # nothing is installed that it could prepare
    for problem in _verify(rows, installed_versions(rows)):
        name = problem.name.partition(" ")[0]
        root = library_of(name)
        if problem.name.startswith(rows.older or ("\n",)) or root in absent:
            continue
        if find(root) is None:
            absent.add(root)
            if root not in rows.unverified:
                yield Problem(root, _ABSENT, certain=False)
        elif name in rows.unverified:
            excused.add(name)
        elif needed := _needs(name):
            yield Problem(name, f"needs {needed}, which is not installed", certain=False)
        elif not problem.certain:
            yield Problem(problem.name, f"{problem.reason}; if that cannot be helped, say so under [unverified]")
        else:
            yield problem
    for name in rows.unverified.keys() - excused:
        if library_of(name) not in absent:
            yield Problem(name, "is listed under [unverified], and was verified", certain=False)


def _verify(rows: RowFile, versions: dict[str, str]) -> Iterator[Problem]:
    warnings.simplefilter("ignore")
    for name, row in rows.functions.items():
        if "*" in name or not _holds(name, row.bounds, versions):
            continue
        found = find(name)
        if found is None:
            yield Problem(name, "does not exist")
        else:
            yield from _callable(name, row, found)
    for name in rows.values:
        if find(name) is None:
            yield Problem(name, "does not exist")
    for name, canonical in rows.aliases.items():
        if not canonical.startswith(tuple(rows.invented)) or not rows.invented:
            left, right = find(name), find(canonical)
            if left is None or right is None:
                yield Problem(f"{name} -> {canonical}", f"{name if left is None else canonical} does not exist")
    for name, type_row in rows.types.items():
        if name in rows.invented or not _holds(name, rows.bounds.get(name, EVERY), versions):
            continue
        cls = find(name)
        if cls is None:
            yield Problem(name, "does not exist")
            continue
        if not inspect.isclass(cls):
            yield Problem(name, "is not a class", certain=False)
        for base in type_row.bases:
            real = find(base)
            if inspect.isclass(cls) and inspect.isclass(real) and not issubclass(cls, real):
                yield Problem(name, f"does not inherit from {base}", certain=False)
        if name in rows.dynamic or "sdk.Resource" in type_row.bases:
            continue  # its methods are those of its parts, or made at run time
        for method, method_row in type_row.methods.items():
            if not method.startswith("*") and _holds(name, method_row.bounds, versions):
                yield from _method(cls, name, method, method_row)
        for attribute in type_row.attributes:
            if not attribute.startswith("*") and not _has_attribute(cls, attribute):
                yield Problem(f"{name}.{attribute}", "no such attribute to be seen", certain=False)
    yield from _types(rows)
    yield from _symbols(rows)
    for text, expected in rows.proofs.items():
        yield from _proof(text, expected)


def _symbols(rows: RowFile) -> Iterator[Problem]:
    """Constants that conditions compare with, and that do not exist."""
    special = (getattr(each, slot) for each in rows.types.values() for slot in SPECIAL.values())
    methods = (row for each in rows.types.values() for row in each.methods.values())
    for row in (*rows.functions.values(), *methods, *filter(None, special)):
        for condition in (*row.unless, *row.when, *(each for each, _ in row.variants)):
            for name in condition.symbols:
                if find(name) is None:
                    yield Problem(name, "is compared with, and does not exist")


def _types(rows: RowFile) -> Iterator[Problem]:
    """Types that rows speak of below the file's own modules, and that do not exist."""
    own = {name.split(".")[0] for name in [*rows.functions, *rows.types]}
    for name in sorted(_mentioned(rows)):
        if "." in name and name.split(".")[0] in own and name not in rows.invented and name not in rows.types:
            if find(name) is None:
                yield Problem(name, "is mentioned as a type, and does not exist")


def _proof(text: str, expected: str) -> Iterator[Problem]:
    """Evaluate an expression of the row file's author: it must give an instance of the type."""
    names = {match: find(match) for match in re.findall(r"\b[a-z_]\w*(?=\.)", text)}
    try:
        value = eval(text, {name: found for name, found in names.items() if found is not None})
    except Exception as error:
        yield Problem(text, f"raises {type(error).__name__}: {error}")
        return
    cls = find(expected)
    if not (inspect.isclass(cls) and isinstance(value, cls)):
        yield Problem(text, f"gives {type(value).__module__}.{type(value).__qualname__}, not {expected}")


def _mentioned(rows: RowFile) -> set[str]:
    texts = {row.returns for row in rows.functions.values()} | set(rows.values.values())
    for type_row in rows.types.values():
        special = (getattr(type_row, slot) for slot in _RETURNING)
        texts |= {row.returns for row in [*type_row.methods.values(), *special] if row and row.bounds == EVERY}
        texts |= {row.type for row in type_row.attributes.values()}
    return {name for text in texts if text for name in _names(parse(text))}


def _names(expression: TypeExpression) -> Iterator[str]:
    yield expression.name
    for each in expression.arguments:
        yield from _names(each)


def find(dotted: str) -> object | None:
    """The object of a dotted name, its module imported."""
    first, *rest = dotted.split(".")
    found = _module(first)
    path = first
    for part in rest:
        path += f".{part}"
        try:
            found = getattr(found, part)
        except Exception:
            found = _module(path)
        if found is None:
            return None
    return found


@functools.cache
def _module(dotted: str) -> object | None:
    try:
        return importlib.import_module(dotted)
    except ModuleNotFoundError as error:
        if error.name and error.name.partition(".")[0] != dotted.partition(".")[0]:
            _NEEDED[dotted] = error.name
    except Exception:
        pass
    return None


#: Modules that could not be imported, because they need another that is not installed.
_NEEDED: dict[str, str] = {}


def _needs(dotted: str) -> str | None:
    """What is missing for a name to be imported."""
    return next((needed for module, needed in _NEEDED.items() if f"{dotted}.".startswith(f"{module}.")), None)


def installed_versions(rows: RowFile) -> dict[str, str]:
    """The versions of the libraries that a file speaks of, as far as they are installed here."""
    found = {}
    for library in set(map(library_of, _names_of(rows))):
        distribution = _distribution(library, rows)
        if distribution:
            found[library] = importlib.metadata.version(distribution)
    return found


def _python_of(name: str) -> str | None:
    return platform.python_version() if name.partition(".")[0] in sys.stdlib_module_names else None


def _distribution(library: str, rows: RowFile) -> str | None:
    """The distribution that brings a library: of several that share its first name, the one the file names."""
    top = library.partition(".")[0]
    brings = _packages().get(top, [])
    if len(set(brings)) == 1:
        return brings[0]
    wanted = library.replace(".", "").replace("_", "").lower()
    for each in brings:
        if re.sub(r"[-_.]+", "", each).lower() in (wanted, f"{wanted}s"):
            return each
    named = {re.sub(r"[-_.]+", "-", re.split(r"[\[<=>! ]", each)[0]).lower() for each in rows.packages}
    own = [each for each in brings if re.sub(r"[-_.]+", "-", each).lower() in named]
    close = [each for each in own if each.replace("-", ".").startswith(library)]
    return (close or own or [None])[0]


@functools.cache
def _packages() -> typing.Mapping[str, list[str]]:
    return importlib.metadata.packages_distributions()


def _documentation(distribution: str) -> str:
    """Where a package's metadata says that its documentation is; failing that, its home."""
    metadata = importlib.metadata.metadata(distribution)
    urls = {}
    for text in metadata.get_all("Project-URL") or ():
        label, _, url = text.partition(",")
        urls[label.strip().lower()] = url.strip()
    for label in ("documentation", "docs", "homepage", "home", "repository", "source", "source code", "github"):
        if label in urls:
            return urls[label]
    return metadata.get("Home-page") or next(iter(urls.values()), f"https://pypi.org/project/{distribution}/")


def _method(cls: object, owner: str, name: str, row: FunctionRow) -> Iterator[Problem]:
    try:
        found = getattr(cls, name)
    except Exception:
        if not _has_attribute(cls, name):
            bases = getattr(cls, "__mro__", ())
            certain = inspect.isclass(cls) and not any("__getattr__" in vars(each) for each in bases)
            yield Problem(f"{owner}.{name}", "no such method", certain)
        return
    yield from _callable(f"{owner}.{name}", row, found)


def _callable(name: str, row: FunctionRow, found: object) -> Iterator[Problem]:
    if not callable(found) and not isinstance(found, (property, staticmethod, classmethod)):
        yield Problem(name, "is not callable", certain=False)
        return
    function = inspect.unwrap(found) if callable(found) else found
    if inspect.iscoroutinefunction(found) and not row.coroutine:
        yield Problem(name, "is a coroutine function")
    elif row.coroutine and not inspect.iscoroutinefunction(function) and not _returns_awaitable(function):
        yield Problem(name, "is not declared as a coroutine function", certain=False)
    else:
        yield from _returns(name, row, function)


def _returns(name: str, row: FunctionRow, function: object) -> Iterator[Problem]:
    """Where both the annotation and the row name a class as what is returned, it is the same, or one inherits."""
    if row.returns is None or row.infer:
        return
    try:
        annotation = typing.get_type_hints(function)["return"]
    except Exception:
        return
    members = typing.get_args(annotation) if isinstance(annotation, types.UnionType) else (annotation,)
    if typing.get_origin(annotation) is typing.Union:
        members = typing.get_args(annotation)
    real = [each for each in members if inspect.isclass(each) and each is not type(None) and each is not object]
    said = [cls for each in parse(row.returns).members if inspect.isclass(cls := find(each.name))]
    if not real or len(real) != len([each for each in members if each is not type(None)]) or not said:
        return
    vague = ("typing", "abc", "collections.abc")
    if any(
        getattr(each, "_is_protocol", False) or each.__module__ in vague or inspect.isabstract(each) for each in real
    ):
        return
    if not any(_related(one, other) for one in real for other in said):
        yield Problem(name, f"returns {annotation}, not {row.returns}", certain=False)


def _related(one: type, other: type) -> bool:
    try:
        return issubclass(one, other) or issubclass(other, one)
    except TypeError:
        return True


def _returns_awaitable(function: object) -> bool:
    returns = str(getattr(function, "__annotations__", {}).get("return", ""))
    return bool(re.search(r"Awaitable|Coroutine|Future|ContextManager|Async", returns))


def _has_attribute(cls: object, name: str) -> bool:
    """Whether a class shows an attribute: on itself, annotated, or assigned to `self` in its source."""
    try:
        if hasattr(cls, name):
            return True
    except Exception:  # a stand-in for a package that is not installed
        return False
    for each in getattr(cls, "__mro__", ()):
        if name in getattr(each, "__annotations__", {}) or name in getattr(each, "model_fields", {}):
            return True
        try:
            source = inspect.getsource(each)
        except (OSError, TypeError):
            continue
        if re.search(rf"\bself\.{name}\b|^\s+{name}\s*[:=]|[\"']{name}[\"']", source, re.MULTILINE):
            return True
    return False


if __name__ == "__main__":
    sys.exit(main())
