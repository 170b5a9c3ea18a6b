"""`fastlint check --fix`, `--unsafe-fixes` and `--diff`, on files."""

import json
import os
import stat
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from fastlint.entrypoints.cli.program import program
from fastlint.entrypoints.cli.services import Services

FAULTY = """\
import time

from fastapi import FastAPI

app = FastAPI()


@app.get("/slow")
async def slow() -> str:
    time.sleep(1)  # why: "é"
    return "slow"


@app.get("/file")
async def file() -> str:
    with open("file") as handle:
        return handle.read()
"""
FIXED = FAULTY.replace("import time\n", "import asyncio\nimport time\n").replace("time.sleep", "await asyncio.sleep")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "main.py").write_text(FAULTY, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def check(*arguments: str) -> Result:
    return CliRunner().invoke(program, ["check", "--select", "FL1", *arguments], obj=Services())


def test_safe_fixes_are_written_and_the_rest_is_reported(home: Path) -> None:
    result = check("--fix", "--output-format", "concise")

    assert (home / "main.py").read_text(encoding="utf-8") == FIXED
    assert result.exit_code == 1
    assert "FL101" not in result.stdout
    assert "FL104" in result.stdout
    assert "1 finding fixed" in result.stdout


def test_nothing_is_left_after_unsafe_fixes(home: Path) -> None:
    result = check("--fix", "--unsafe-fixes")

    assert "\ndef file()" in (home / "main.py").read_text(encoding="utf-8")
    assert result.exit_code == 0
    assert check("--fix", "--unsafe-fixes").exit_code == 0


def test_a_diff_shows_and_writes_nothing(home: Path) -> None:
    result = check("--diff")

    assert result.exit_code == 1
    assert (home / "main.py").read_text(encoding="utf-8") == FAULTY
    assert result.stdout == (
        "--- main.py\n+++ main.py\n@@ -1,3 +1,4 @@\n+import asyncio\n import time\n \n from fastapi import FastAPI\n"
        '@@ -7,7 +8,7 @@\n \n @app.get("/slow")\n async def slow() -> str:\n'
        '-    time.sleep(1)  # why: "é"\n+    await asyncio.sleep(1)  # why: "é"\n     return "slow"\n \n \n'
    )
    assert result.stderr == "1 finding in 1 file would be fixed, 2 would be left\n"


def test_git_understands_the_diff(home: Path) -> None:
    (home / "main.py").write_bytes(FAULTY.replace("\n", "\r\n").rstrip().encode())
    check("--diff", "--unsafe-fixes", "-o", "change.diff")

    subprocess.run(["git", "apply", "-p0", "change.diff"], check=True)

    assert "await asyncio.sleep(1)" in (home / "main.py").read_bytes().decode()
    assert check("--diff").stdout == ""


def test_the_report_says_what_can_be_fixed(home: Path) -> None:
    concise = check("--output-format", "concise").stdout
    text = check().stdout
    found = json.loads(check("--output-format", "json").stdout)

    assert "FL101 blocking-sleep [error] [*] `time.sleep`" in concise
    assert "[*] 1 can be fixed with `--fix`, 2 more with `--fix --unsafe-fixes`" in concise
    assert "fix: Await `asyncio.sleep`" in text
    assert found["summary"]["fixable"] == 3
    fix = found["diagnostics"][0]["fixes"][0]
    assert (fix["title"], fix["safety"]) == ("Await `asyncio.sleep`", "safe")
    assert fix["edits"] == [
        {"path": "main.py", "line": 1, "column": 1, "end_line": 1, "end_column": 1, "text": "import asyncio\n"},
        {"path": "main.py", "line": 10, "column": 5, "end_line": 10, "end_column": 15, "text": "await asyncio.sleep"},
    ]


def test_what_is_suppressed_is_not_fixed(home: Path) -> None:
    text = FAULTY.replace("time.sleep(1)", "time.sleep(1)  # noqa: FL101")
    (home / "main.py").write_text(text, encoding="utf-8")

    check("--fix")

    assert (home / "main.py").read_text(encoding="utf-8") == text


def test_only_files_that_are_reported_on_are_changed(home: Path) -> None:
    other = FAULTY.replace("app = ", "from main import app as first\n\napp = ")
    (home / "other.py").write_text(other, encoding="utf-8")

    check("--fix", "other.py")

    assert (home / "main.py").read_text(encoding="utf-8") == FAULTY
    assert (home / "other.py").read_text(encoding="utf-8") != other


def test_modes_and_links_stay(home: Path) -> None:
    real = home / "real"
    real.mkdir()
    os.replace(home / "main.py", real / "main.py")
    (real / "main.py").chmod(0o750)
    (home / "main.py").symlink_to(real / "main.py")

    check("--fix", "main.py")

    assert (home / "main.py").is_symlink()
    assert (real / "main.py").read_text(encoding="utf-8") == FIXED
    assert stat.S_IMODE((real / "main.py").stat().st_mode) == 0o750
    assert sorted(path.name for path in real.iterdir()) == ["main.py"]


def test_a_file_that_cannot_be_written_is_told(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "replace", refuse)

    result = check("--fix")

    assert result.exit_code == 2
    assert "main.py: cannot be written: Permission denied" in result.stderr
    assert {path.name for path in home.iterdir()} == {"main.py", ".fastlint_cache"}
