"""Rows, held against what is installed: the standard library, and the pinned packages of the development environment.

`scripts/verify_knowledge.py --all` does the same with the newest release of every package.
"""

import importlib.metadata
import importlib.util
import re
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

from fastlint.knowledge.library import ROWS
from fastlint.knowledge.row_file import RowFile, from_tables, read

ROOT = Path(__file__).resolve().parents[2]


def verifier() -> ModuleType:
    """The script that proves rows, as a module."""
    if "verify_knowledge" not in sys.modules:
        spec = importlib.util.spec_from_file_location("verify_knowledge", ROOT / "scripts" / "verify_knowledge.py")
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules["verify_knowledge"] = module
        spec.loader.exec_module(module)
    return sys.modules["verify_knowledge"]


def pinned() -> set[str]:
    """The distributions of the `dev` group, by normal name."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    requirements = project["optional-dependencies"]["dev"] + project["dependencies"]
    return {re.sub(r"[-_.]+", "-", re.split(r"[\[<=>;! ]", each)[0]).lower() for each in requirements}


def is_pinned(rows: RowFile) -> bool:
    return any(re.split(r"[\[<=>;! ]", each)[0].lower().replace("_", "-") in pinned() for each in rows.packages)


FILES = {path.stem: read(path) for path in sorted(Path(ROWS).glob("*.toml")) if path.stem != "index"}
STANDARD = [name for name, rows in FILES.items() if "docs.python.org" in rows.source]
PINNED = [name for name, rows in FILES.items() if is_pinned(rows)]


@pytest.mark.skipif(sys.platform == "win32", reason="the rows name functions that only POSIX has")
@pytest.mark.parametrize("name", STANDARD)
def test_the_standard_library_is_as_its_rows_say(name: str) -> None:
    assert [problem for problem in verifier().verify(FILES[name]) if problem.certain] == []


@pytest.mark.parametrize("name", PINNED)
def test_the_pinned_packages_are_as_their_rows_say(name: str) -> None:
    assert [problem for problem in verifier().verify(FILES[name]) if problem.certain] == []


def test_enough_is_pinned() -> None:
    assert {"requests", "httpx", "sqlalchemy", "starlette", "asgiref", "terminal"} <= set(PINNED)


# The verifier itself


def problems(tables: dict[str, object]) -> list[str]:
    return [f"{problem.name}: {problem.reason}" for problem in verifier().verify(from_tables("test", tables))]


def test_what_does_not_exist_is_found() -> None:
    assert problems({"json": {"frobnicate": "file"}}) == ["json.frobnicate: does not exist"]
    assert problems({"zipfile:ZipFile": {"frobnicate": "file"}}) == ["zipfile.ZipFile.frobnicate: no such method"]


def test_colours_are_compared() -> None:
    assert problems({"asyncio": {"sleep": "sleep"}}) == ["asyncio.sleep: is a coroutine function"]
    [problem] = problems({"time": {"sleep": "async"}})
    assert problem.startswith("time.sleep: is not declared as a coroutine function")


def test_return_types_are_compared() -> None:
    [problem] = problems({"shutil": {"get_archive_formats": ""}, "click": {"format_filename": "-> pathlib.Path"}})
    assert problem.startswith("click.format_filename: returns <class 'str'>, not pathlib.Path")


def test_what_cannot_be_seen_must_be_listed() -> None:
    row = {"os:_wrap_close": {"read": "file"}}
    assert problems(row)[0].endswith("say so under [unverified]")
    assert problems({**row, "unverified": {"os._wrap_close.read": "handed on"}}) == []
    assert problems({"json": {"load": "file"}, "unverified": {"json.load": "?"}}) == [
        "json.load: is listed under [unverified], and was verified"
    ]


def test_only_releases_that_have_it_are_asked() -> None:
    assert problems({"json": {"frobnicate": "file; since 99"}}) == []
    assert problems({"json": {"frobnicate": "file; until 3.2"}}) == []
    assert problems({"json:Gone": {"__until__": "3.2", "load": "file"}}) == []
    click = importlib.metadata.version("click")
    assert problems({"click": {"frobnicate": f"file; since {click}"}}) == ["click.frobnicate: does not exist"]


def test_proofs_are_evaluated() -> None:
    assert problems({"io": {}, "proofs": {"io.BytesIO(b'')": "io.BytesIO"}}) == []
    assert problems({"io": {}, "proofs": {"io.BytesIO(b'')": "io.StringIO"}}) == [
        "io.BytesIO(b''): gives _io.BytesIO, not io.StringIO"
    ]
