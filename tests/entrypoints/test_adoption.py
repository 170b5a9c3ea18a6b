"""The command line on old code: baseline, changes, exit codes. A real session in a real folder."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from fastlint.entrypoints.cli.program import program

SLEEP = "import time\n\n\nasync def work() -> None:\n    time.sleep(1)\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "main.py").write_text(SLEEP)
    (tmp_path / "fastlint.toml").write_text('select = ["FL0", "FL101"]\n')
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(program, arguments, prog_name="fastlint")


def test_a_baseline_is_written_and_then_holds(project: Path) -> None:
    written = run("baseline")
    assert written.exit_code == 0, written.output
    assert written.stdout == ".fastlint-baseline.json: 1 known finding, 1 of them new, 0 gone\n"

    checked = run("check")
    assert checked.exit_code == 0, checked.output
    assert "Baseline: 1 known finding is left" in checked.stdout

    (project / "main.py").write_text(SLEEP.replace("1", "2"))
    assert "0 known findings are left, 1 is gone (`fastlint baseline` forgets it)" in run("check").stdout
    assert run("check").exit_code == 1


def test_another_file_and_none(project: Path) -> None:
    assert run("baseline", "--baseline", "known.json").exit_code == 0
    assert run("check").exit_code == 1
    assert run("check", "--baseline", "known.json").exit_code == 0
    assert run("check", "--baseline", "known.json", "--no-baseline").exit_code == 1
    (project / "fastlint.toml").write_text('baseline = "known.json"\n')
    assert run("check").exit_code == 0
    assert run("check", "--no-baseline").exit_code == 1
    (project / "known.json").unlink()
    missing = run("check")
    assert missing.exit_code == 2
    assert "fastlint.toml: `baseline`: there is no file" in missing.stderr


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("check", "--baseline", "nowhere.json"), "nowhere.json"),
        (("check", "--baseline", "main.py"), "main.py: not valid JSON"),
        (("check", "--changed-since", "HEAD"), "--changed-since HEAD: "),
        (("baseline", "--baseline", "no/such/folder.json"), "cannot be written"),
        (("check", "--fail-on", "warn"), "--fail-on"),
    ],
)
def test_mistakes_end_with_2_and_a_reason(project: Path, arguments: tuple[str, ...], reason: str) -> None:
    done = run(*arguments)

    assert done.exit_code == 2
    assert reason in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("configuration", "arguments", "code"),
    [
        ("", (), 1),
        ("", ("--fail-on", "error"), 1),
        ("", ("--fail-on", "never"), 0),
        ("", ("--exit-zero",), 0),
        ('fail-on = "never"', (), 0),
        ('fail-on = "never"', ("--fail-on", "info"), 1),
        ('severity = {FL101 = "warning"}', ("--fail-on", "error"), 0),
        ('severity = {FL101 = "warning"}', ("--fail-on", "warning"), 1),
        ('severity = {FL101 = "info"}\nfail-on = "warning"', (), 0),
    ],
)
def test_the_exit_code_follows_the_severity(
    project: Path, configuration: str, arguments: tuple[str, ...], code: int
) -> None:
    (project / "fastlint.toml").write_text(f'select = ["FL101"]\n{configuration}\n')

    assert run("check", *arguments).exit_code == code


def test_counts_are_in_the_json(project: Path) -> None:
    run("baseline")

    summary = json.loads(run("check", "--output-format", "json").stdout)["summary"]

    assert (summary["baselined"], summary["gone"], summary["suppressed"]) == (1, 0, 0)
