"""`fastlint config`, `--show-settings` and `fastlint init`."""

import json
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from fastlint.entrypoints.cli.program import program
from fastlint.source.settings import read_settings
from fastlint.values import Settings


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)
    (tmp_path / "main.py").write_text("x = 1\n")
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(program, arguments, prog_name="fastlint")


def test_each_setting_says_where_it_comes_from(project: Path) -> None:
    (project / "shared.toml").write_text('# ours\nprofile = "strict"\n\n[severity]\nFL101 = "info"\n')
    (project / "pyproject.toml").write_text(
        '[project]\nname = "x"\ndependencies = ["pydantic<2"]\n[tool.fastlint]\nextend = "shared.toml"\n'
        'min-severity = "info"\ntarget-fastapi = "0.100"\n'
    )
    (project / "uv.lock").write_text('[[package]]\nname = "starlette"\nversion = "0.40.0"\n')

    done = run("config", "--min-severity", "error")

    assert done.exit_code == 0, done.output
    lines = [" ".join(line.split()) for line in done.stdout.splitlines()]
    assert lines[0] == "# pyproject.toml"
    assert 'profile = "strict" # shared.toml:2' in lines
    assert 'severity = {"FL101" = "info"} # shared.toml:4' in lines
    assert 'min-severity = "error" # --min-severity' in lines
    assert 'target-fastapi = "0.100" # pyproject.toml:7' in lines
    assert 'min-confidence = "medium" # default' in lines
    assert "# baseline is not set # default" in lines
    assert lines[-4:] == [
        "# fastapi 0.100 # target-fastapi",
        "# starlette 0.40.0 # uv.lock",
        "# pydantic below 2 # pyproject.toml",
        "# sqlalchemy newest # no file bounds it",
    ]
    assert run("check", "--show-settings", "--min-severity", "error").stdout == done.stdout


def test_the_text_is_toml(project: Path) -> None:
    (project / "fastlint.toml").write_text(
        'select = ["FL1"]\nstartup = true\n[per-file-ignores]\n"a b/**" = ["FL1", "FL2"]\n'
        '[knowledge."m:T"]\nask = "u -> str"\n'
    )

    shown = tomllib.loads(run("config").stdout)

    assert shown["select"] == ["FL1"]
    assert shown["per-file-ignores"] == {"a b/**": ["FL1", "FL2"]}
    assert shown["knowledge"] == {"m:T": {"ask": "u -> str"}}


def test_json_for_tools(project: Path) -> None:
    (project / "fastlint.toml").write_text('[per-file-ignores]\n"a" = ["FL1"]\n')

    for arguments in (("config",), ("check", "--show-settings")):
        shown = json.loads(run(*arguments, "--output-format", "json").stdout)
        assert shown["config_file"] == "fastlint.toml"
        assert shown["settings"]["per-file-ignores"] == {"value": {"a": ["FL1"]}, "origin": "fastlint.toml:1"}
        assert shown["settings"]["profile"] == {"value": "default", "origin": "default"}
        assert shown["versions"]["fastapi"]["release"] == "newest"


def test_each_option_of_a_rule_is_shown(project: Path) -> None:
    (project / "shared.toml").write_text('[rules.FL315]\nmaximum = 9\nnames = ["first"]\n')
    (project / "fastlint.toml").write_text('extend = "shared.toml"\n\n[rules.unbounded-pagination]\nmaximum = 5\n')

    done = run("config")

    assert done.exit_code == 0, done.output
    lines = [" ".join(line.split()) for line in done.stdout.splitlines()]
    assert "rules.unbounded-pagination.maximum = 5 # fastlint.toml:4" in lines
    assert 'rules.unbounded-pagination.names = ["first"] # shared.toml:3' in lines
    assert "rules.missing-response-model.allow-any-annotation = false # default" in lines
    assert "# rules.exception-detail-leak.ignore-statuses is not set # default" in lines
    assert tomllib.loads(done.stdout)["rules"]["unbounded-pagination"] == {"maximum": 5, "names": ["first"]}
    assert run("check", "--show-settings").stdout == done.stdout
    shown = json.loads(run("config", "--output-format", "json").stdout)["settings"]
    assert shown["rules.unbounded-pagination.maximum"] == {"value": 5, "origin": "fastlint.toml:4"}
    assert shown["rules.exception-detail-leak.ignore-statuses"] == {"value": None, "origin": "default"}


def test_the_options_of_rules_are_listed_and_explained(project: Path) -> None:
    rules = json.loads(run("rules", "--output-format", "json").stdout)["rules"]

    options = {rule["code"]: rule["options"] for rule in rules}
    assert options["FL101"] == []
    assert options["FL315"][1] == {
        "name": "maximum",
        "default": None,
        "summary": "A bound above this number is reported, too.",
    }
    assert "- `maximum`, by default not set: A bound above" in run("explain", "FL315").stdout


def test_options_change_what_a_check_finds(project: Path) -> None:
    (project / "main.py").write_text(
        "from fastapi import FastAPI\n\napp = FastAPI()\n\n\n"
        '@app.get("/")\ndef read(first: int = 10) -> int:\n    return first\n'
    )
    assert run("check", "--select", "FL315").exit_code == 0
    (project / "fastlint.toml").write_text('[rules.FL315]\nnames = ["first"]\n')

    done = run("check", "--select", "FL315", "--output-format", "concise")

    assert done.exit_code == 1
    assert "`first` has no upper bound" in done.stdout
    assert run("check", "--isolated", "--select", "FL315").exit_code == 0


def test_a_baseline_that_is_found_is_shown(project: Path) -> None:
    (project / ".fastlint-baseline.json").write_text('{"version": 1, "findings": []}')

    assert 'baseline = ".fastlint-baseline.json"' in run("config").stdout
    assert "# found by its name" in run("config").stdout


def test_a_mistake_is_named(project: Path) -> None:
    (project / "fastlint.toml").write_text("slect = []\n")

    done = run("config")

    assert done.exit_code == 2
    assert "fastlint.toml: unknown key `slect`; did you mean `select`?" in done.stderr


def test_a_first_configuration_is_written_once(project: Path) -> None:
    for name in ("tests/test_main.py", "app/api_pb2.py", "alembic/env.py", "alembic/versions/one.py"):
        path = project / name
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text("")
    (project / "requirements.txt").write_text("fastapi==0.115.3\n")

    done = run("init")

    assert done.exit_code == 0, done.output
    text = (project / "fastlint.toml").read_text()
    assert "5 Python files" in text
    assert 'extend-exclude = ["*_pb2.py", "alembic/versions"]' in text
    assert "#   fastapi 0.115.3 (requirements.txt)" in text
    assert '# "tests/**" = ["event-loop"]' in text
    again = run("init")
    assert again.exit_code == 2
    assert "fastlint.toml: there is a configuration already; it is not overwritten" in again.stderr
    assert (project / "fastlint.toml").read_text() == text


def test_the_first_configuration_changes_nothing_by_itself(project: Path) -> None:
    run("init")

    assert read_settings(str(project / "fastlint.toml")) == Settings(config_file=str(project / "fastlint.toml"))
    commented = (project / "fastlint.toml").read_text()
    lines = [line.removeprefix("# ") for line in commented.splitlines() if " = " in line or line.startswith("# [")]
    (project / "fastlint.toml").write_text("\n".join(lines))
    assert run("check").exit_code == 2  # the baseline that is suggested is not there
    (project / "fastlint.toml").write_text("\n".join(line for line in lines if "baseline" not in line))
    assert run("check").exit_code == 0


@pytest.mark.parametrize("name", [".fastlint.toml", "pyproject.toml"])
def test_another_configuration_is_left_alone(project: Path, name: str) -> None:
    (project / name).write_text("[tool.fastlint]\n" if name == "pyproject.toml" else "")

    done = run("init")

    assert done.exit_code == 2
    assert name in done.stderr
    assert not (project / "fastlint.toml").exists()


def test_a_pyproject_without_our_table_is_none(project: Path) -> None:
    (project / "pyproject.toml").write_text("[project]\nname = 'x'\n")

    assert run("init").exit_code == 0
