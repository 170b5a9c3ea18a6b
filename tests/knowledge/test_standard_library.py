"""The rows of the standard library, proved against the interpreter that runs the tests."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from fastlint.knowledge.library import ROWS
from fastlint.knowledge.row_file import read

ROOT = Path(__file__).resolve().parents[2]

#: Names that came after Python 3.11, with the version that brought them, and names that only some systems have.
NEWER = {
    "pathlib._local -> pathlib": (3, 13),
    "pathlib.PurePath.with_segments": (3, 12),
    "pathlib.PurePath.full_match": (3, 13),
    "pathlib.Path.is_junction": (3, 12),
    "pathlib.Path.walk": (3, 12),
    "pathlib.Path.from_uri": (3, 13),
    "pathlib.Path.copy": (3, 14),
    "pathlib.Path.copy_into": (3, 14),
    "pathlib.Path.move": (3, 14),
    "pathlib.Path.move_into": (3, 14),
    "os.path.isjunction": (3, 12),
    "os.path.isdevdrive": (3, 13),
    "queue.Queue.shutdown": (3, 13),
    "asyncio.Queue.shutdown": (3, 13),
    "concurrent.futures.InterpreterPoolExecutor": (3, 14),
}
SOME_SYSTEMS = {"os.lchmod", "os.path.isdevdrive", "pathlib._local -> pathlib"}

STANDARD = sorted(
    path.stem for path in ROWS.glob("*.toml") if path.stem != "index" and "docs.python.org" in read(path).source
)


def verifier() -> ModuleType:
    """The script that proves rows, as a module."""
    path = ROOT / "scripts" / "verify_knowledge.py"
    spec = importlib.util.spec_from_file_location("verify_knowledge", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["verify_knowledge"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.skipif(sys.platform == "win32", reason="the rows name functions that only POSIX has")
@pytest.mark.parametrize("name", STANDARD)
def test_every_symbol_exists(name: str) -> None:
    wrong = [
        f"{problem.name}: {problem.reason}"
        for problem in verifier().verify(read(ROWS / f"{name}.toml"))
        if problem.certain and problem.name not in SOME_SYSTEMS and NEWER.get(problem.name, (0,)) <= sys.version_info
    ]
    assert wrong == []


def test_the_standard_library_is_there() -> None:
    assert {"asyncio", "files", "os", "pathlib", "queue", "subprocess", "threading", "time"} <= set(STANDARD)
