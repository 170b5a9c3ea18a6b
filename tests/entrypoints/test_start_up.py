"""What is imported on the ways that have to be quick."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

#: Slow to import, and needed by few runs: the parsers of the slow way, the language server, the heavy parts of rich.
NEVER = {"libcst", "astroid", "pygls", "multiprocessing", "concurrent", "subprocess", "tempfile", "ssl", "_hashlib"}
#: Quick, but needed by runs that fail, or by other commands; `pathlib` brings networks and addresses with it.
SELDOM = {"logging", "difflib", "pathlib", "urllib", "http", "fastlint.source.environment", "fastlint.source.changes"}
RICH_HEAVY = {"rich.progress", "rich.live", "rich.syntax", "rich.markdown", "rich.traceback", "pygments", "markdown_it"}

LIST = """
import json, sys
from fastlint.entrypoints.cli import main
try:
    main(sys.argv[1:])
except SystemExit:
    pass
sys.stdout.flush()
print()
print(json.dumps(sorted(sys.modules)))
"""


def imported(cwd: Path, *arguments: str) -> set[str]:
    """The modules that a run of the command line imports."""
    done = subprocess.run([sys.executable, "-c", LIST, *arguments], cwd=cwd, capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout.splitlines()[-1]))


def below(modules: set[str], *packages: str) -> set[str]:
    return {each for each in modules if any(each == name or each.startswith(f"{name}.") for name in packages)}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "main.py").write_text("import time\n\n\nasync def main():\n    time.sleep(1)\n")
    return tmp_path


def test_the_version_needs_click_and_nothing_else(tmp_path: Path) -> None:
    modules = imported(tmp_path, "--version")
    own = below(modules, "fastlint")
    assert own == {
        "fastlint",
        "fastlint.entrypoints",
        "fastlint.entrypoints.cli",
        "fastlint.entrypoints.cli.failures",
        "fastlint.entrypoints.cli.layout",
        "fastlint.entrypoints.cli.program",
        "fastlint.entrypoints.cli.services",
    }
    assert not below(modules, "rich", *NEVER)


@pytest.mark.parametrize("output_format", ["json", "concise", "text"])
def test_a_run_needs_no_heavy_library(project: Path, output_format: str) -> None:
    modules = imported(project, "check", "--no-cache", "--output-format", output_format)
    assert "fastlint.project.execution.interpreter" in modules
    assert not below(modules, *NEVER, *RICH_HEAVY)
    assert not below(modules, *SELDOM)
    assert not below(modules, "rich") or output_format != "json"


@pytest.mark.parametrize("output_format", ["json", "text"])
def test_a_run_that_finds_nothing_neither_fixes_nor_wraps(tmp_path: Path, output_format: str) -> None:
    (tmp_path / "main.py").write_text("import time\n")
    modules = imported(tmp_path, "check", "--no-cache", "--output-format", output_format)
    assert "rich.console" not in modules
    assert below(modules, "fastlint.fixes") == {"fastlint.fixes", "fastlint.fixes.change", "fastlint.fixes.fixing"}


def test_a_report_that_is_known_needs_no_engine(project: Path) -> None:
    imported(project, "check", "--output-format", "json")
    modules = imported(project, "check", "--output-format", "json")
    assert "fastlint.engine.answers" in modules
    assert not below(modules, *(f"fastlint.{floor}" for floor in ("project", "rules", "knowledge", "facts", "fixes")))
    assert not below(modules, "sqlite3", "hashlib", "logging", "shutil", "rich", *NEVER)
