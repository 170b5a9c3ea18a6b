"""Prove the rows of the knowledge base against the real packages, newest from PyPI, in a throw-away environment.

    python scripts/verify_knowledge.py requests redis          # files of rows, by name
    python scripts/verify_knowledge.py --all
    python scripts/verify_knowledge.py --here requests         # with what is installed in this environment

For every row: the symbol exists, and it is a coroutine function exactly if the row says so. Prints what is wrong and
what could not be verified; exits with 1 if anything is wrong.
"""

import argparse
import importlib
import inspect
import re
import subprocess
import sys
import tempfile
import venv
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from fastlint.knowledge.library import ROWS  # noqa: E402
from fastlint.knowledge.row_file import RowFile, read  # noqa: E402
from fastlint.knowledge.schema import FunctionRow  # noqa: E402
from fastlint.knowledge.type_expression import TypeExpression, parse  # noqa: E402

_RETURNING = ("call", "enter", "async_enter", "iterate", "async_iterate", "item")


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
    arguments = parser.parse_args()
    names = sorted(path.stem for path in ROWS.glob("*.toml") if path.stem != "index")
    wanted = names if arguments.all else arguments.files
    if arguments.here:
        return _verify_here(wanted)
    return max([_verify_apart(name) for name in wanted], default=0)


def _verify_apart(name: str) -> int:
    """Verify one file in an environment of its own."""
    packages = read(ROWS / f"{name}.toml").packages
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder) / ("Scripts" if sys.platform == "win32" else "bin") / "python"
        if packages:
            subprocess.run([python, "-m", "pip", "install", "--quiet", "--only-binary", ":all:", *packages], check=True)
        return subprocess.run([python, __file__, "--here", name]).returncode


def _verify_here(names: list[str]) -> int:
    wrong = 0
    for name in names:
        rows = read(ROWS / f"{name}.toml")
        problems = list(verify(rows))
        count = len(rows.functions) + len(rows.values) + len(rows.aliases)
        count += sum(len(row.methods) + len(row.attributes) + 1 for row in rows.types.values())
        print(f"{name}: {count} rows, {len(problems)} remarks")
        for problem in problems:
            print(f"    {'WRONG' if problem.certain else 'unverified'}  {problem.name}: {problem.reason}")
        wrong += sum(problem.certain for problem in problems)
    return 1 if wrong else 0


def verify(rows: RowFile) -> Iterator[Problem]:
    """What is wrong with the rows of a file, as far as the running environment can tell."""
    absent: set[str] = set()
    for problem in _verify(rows):
        root = problem.name.split(".")[0]
        if problem.name.startswith(rows.older or ("\n",)):
            continue
        if root not in absent and find(root) is not None:
            yield problem
        elif root not in absent:
            absent.add(root)
            yield Problem(root, "cannot be imported here", certain=False)


def _verify(rows: RowFile) -> Iterator[Problem]:
    warnings.simplefilter("ignore")
    for name, row in rows.functions.items():
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
        if name in rows.invented:
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
            if not method.startswith("*"):
                yield from _method(cls, name, method, method_row)
        for attribute in type_row.attributes:
            if not attribute.startswith("*") and not _has_attribute(cls, attribute):
                yield Problem(f"{name}.{attribute}", "no such attribute to be seen", certain=False)
    yield from _types(rows)


def _types(rows: RowFile) -> Iterator[Problem]:
    """Types that rows speak of below the file's own modules, and that do not exist."""
    own = {name.split(".")[0] for name in [*rows.functions, *rows.types]}
    for name in sorted(_mentioned(rows)):
        if "." in name and name.split(".")[0] in own and name not in rows.invented and name not in rows.types:
            if find(name) is None:
                yield Problem(name, "is mentioned as a type, and does not exist")


def _mentioned(rows: RowFile) -> set[str]:
    texts = {row.returns for row in rows.functions.values()} | set(rows.values.values())
    for type_row in rows.types.values():
        special = (getattr(type_row, slot) for slot in _RETURNING)
        texts |= {row.returns for row in [*type_row.methods.values(), *special] if row}
        texts |= {row.type for row in type_row.attributes.values()}
    return {name for text in texts if text for name in _names(parse(text))}


def _names(expression: TypeExpression) -> Iterator[str]:
    yield expression.name
    for each in expression.arguments:
        yield from _names(each)


def find(dotted: str) -> object | None:
    """The object of a dotted name, its module imported."""
    first, *rest = dotted.split(".")
    try:
        found: object = importlib.import_module(first)
    except Exception:
        return None
    path = first
    for part in rest:
        path += f".{part}"
        try:
            found = getattr(found, part)
        except Exception:
            try:
                found = importlib.import_module(path)
            except Exception:
                return None
    return found


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
