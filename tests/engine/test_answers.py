"""Reports of earlier runs, through the command line: when they are given again, and that they are the same."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from fastlint.engine import answers
from fastlint.entrypoints.cli.program import program
from fastlint.entrypoints.cli.services import Services, all_rules, open_engine

MAIN = """
import time

from fastapi import FastAPI

from app.clock import wait

app = FastAPI()


@app.get("/slow")
async def slow():
    wait()


@app.get("/slower")
async def slower():
    time.sleep(2)
"""
CLOCK = "import time\n\n\ndef wait():\n    time.sleep(1)\n"
HARMLESS = "def wait():\n    pass\n"


class Engine:
    """The engine, and how often it was needed."""

    def __init__(self) -> None:
        self.runs = 0

    def open(self, *given, **more):  # type: ignore[no-untyped-def]
        self.runs += 1
        return open_engine(*given, **more)


@pytest.fixture
def engine() -> Engine:
    return Engine()


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "app").mkdir()
    for name, text in {"pyproject.toml": "", "app/__init__.py": "", "app/main.py": MAIN, "app/clock.py": CLOCK}.items():
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def check(engine: Engine, project: Path) -> Callable[..., Result]:
    services = Services(engine.open, all_rules)

    def check(*arguments: str) -> Result:
        return CliRunner().invoke(program, ["check", "--select", "FL101", *arguments], obj=services)

    return check


def test_the_second_run_needs_no_engine_and_says_the_same(check: Callable[..., Result], engine: Engine) -> None:
    for style in ("text", "concise", "json", "sarif", "gitlab", "markdown"):
        first = check("--output-format", style)
        engine.runs = 0
        second = check("--output-format", style)
        assert (engine.runs, second.exit_code, second.output) == (0, 1, first.output)
        assert check("--output-format", style, "--no-cache").output == first.output


def test_an_edit_is_seen(check: Callable[..., Result], engine: Engine, project: Path) -> None:
    check()
    (project / "app/clock.py").write_text(HARMLESS)
    edited = check("--output-format", "concise")
    assert "wait" not in edited.output and "slower" in edited.output
    assert edited.output == check("--output-format", "concise", "--no-cache").output
    engine.runs = 0
    (project / "app/clock.py").write_text(CLOCK)
    assert "wait" in check("--output-format", "concise").output
    assert engine.runs == 1


def test_an_edit_of_the_context_is_seen(check: Callable[..., Result], project: Path) -> None:
    before = check("app/main.py", "--output-format", "concise").output
    (project / "app/clock.py").write_text(HARMLESS)
    assert check("app/main.py", "--output-format", "concise").output != before


def test_a_new_module_is_seen(check: Callable[..., Result], project: Path) -> None:
    (project / "app/main.py").write_text(MAIN.replace("app.clock", "clocks.wall"))
    assert "wait" not in check("--output-format", "concise").output
    (project / "clocks").mkdir()
    (project / "clocks/wall.py").write_text(CLOCK)
    assert "wait" in check("--output-format", "concise").output


@pytest.mark.parametrize(
    "arguments", [("--ignore", "FL102"), ("--min-severity", "error"), ("app",), ("--output-format", "gitlab")]
)
def test_another_question_has_another_answer(
    check: Callable[..., Result], engine: Engine, arguments: tuple[str, ...]
) -> None:
    check()
    engine.runs = 0
    check(*arguments)
    assert engine.runs == 1


def test_a_changed_configuration_counts(check: Callable[..., Result], project: Path) -> None:
    check()
    (project / "fastlint.toml").write_text("[per-file-ignores]\n'main.py' = ['FL1']\n")
    assert check().exit_code == 0


def test_a_changed_baseline_counts(check: Callable[..., Result], project: Path) -> None:
    assert check().exit_code == 1
    assert CliRunner().invoke(program, ["baseline", "--select", "FL101"]).exit_code == 0
    assert check().exit_code == 0
    (project / ".fastlint-baseline.json").unlink()
    assert check().exit_code == 1


@pytest.mark.parametrize("arguments", [("--no-cache",), ("--fix",), ("--diff",)])
def test_these_runs_are_not_kept(check: Callable[..., Result], project: Path, arguments: tuple[str, ...]) -> None:
    check(*arguments)
    assert not (project / ".fastlint_cache" / "reports").exists()


def test_no_cache_makes_no_folder(check: Callable[..., Result], project: Path) -> None:
    check("--no-cache")
    assert not (project / ".fastlint_cache").exists()


def test_the_cache_lies_where_the_user_wants_it(check: Callable[..., Result], project: Path) -> None:
    check("--cache-dir", "var/kept")
    (project / "fastlint.toml").write_text('cache-dir = "configured"\n')
    check()
    assert (project / "var/kept/reports").exists()
    assert (project / "configured/reports").exists()
    assert not (project / ".fastlint_cache").exists()


@pytest.mark.parametrize("damage", [b"", b"nonsense", None])
@pytest.mark.parametrize("suffix", [".seen", ".report"])
def test_a_broken_answer_is_none(
    check: Callable[..., Result], engine: Engine, project: Path, suffix: str, damage: bytes | None
) -> None:
    before = check().output
    [path] = (project / ".fastlint_cache/reports").glob(f"*{suffix}")
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2] + whole[len(whole) // 2 + 1 :] if damage is None else damage)
    engine.runs = 0
    assert check().output == before
    assert engine.runs == 1


def test_a_cache_that_cannot_be_written_is_no_fault(check: Callable[..., Result], project: Path) -> None:
    (project / ".fastlint_cache").write_text("a file in the way")
    assert check().exit_code == check().exit_code == 1


def test_only_the_last_reports_are_kept(
    check: Callable[..., Result], project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "MOST", 2)
    folder = project / ".fastlint_cache/reports"
    for number, name in enumerate(("FL102", "FL103", "FL104", "FL105")):
        check("--ignore", name)
        for path in folder.iterdir():
            os.utime(path, (path.stat().st_mtime - 10, path.stat().st_mtime - 10))
        assert len(list(folder.iterdir())) == 2 * min(number + 1, 2)


def test_info_and_clean(check: Callable[..., Result], project: Path) -> None:
    check()
    info = CliRunner().invoke(program, ["cache", "info"]).output.split()
    assert info[0] == str(project / ".fastlint_cache")
    assert info[1:3] == ["facts:", "3"]
    assert CliRunner().invoke(program, ["cache", "clean"]).exit_code == 0
    assert not (project / ".fastlint_cache").exists()
    (project / ".fastlint_cache").mkdir()
    (project / ".fastlint_cache" / "thesis.txt").write_text("my own")
    refused = CliRunner().invoke(program, ["cache", "clean"])
    assert refused.exit_code == 2 and "no cache of fastlint" in refused.output
    assert (project / ".fastlint_cache" / "thesis.txt").exists()
