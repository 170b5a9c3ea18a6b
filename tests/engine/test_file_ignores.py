"""`per-file-ignores` and `severity`."""

from pathlib import Path

import pytest

from fastlint.engine import Report, Session
from fastlint.rules import load_rules
from fastlint.source.settings import read_settings
from fastlint.values import Settings, SettingsError, Severity

RULES = load_rules()
SLEEP = "import time\n\n\nasync def work() -> None:\n    time.sleep(1)\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in ("app/main.py", "app/jobs/one.py", "tools/main.py"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(SLEEP)
    return tmp_path


def check(project: Path, configuration: str, *paths: str) -> Report:
    config = project / "fastlint.toml"
    config.write_text(configuration)
    return Session(read_settings(str(config)), str(project), RULES).check(paths or (".",))


@pytest.mark.parametrize(
    ("pattern", "left"),
    [
        ("app/**", ["tools/main.py"]),
        ("app/", ["tools/main.py"]),
        ("main.py", ["app/jobs/one.py"]),
        ("/main.py", ["app/jobs/one.py", "app/main.py", "tools/main.py"]),
        ("app/*.py", ["app/jobs/one.py", "tools/main.py"]),
        ("**/jobs", ["app/main.py", "tools/main.py"]),
        ("*", []),
    ],
)
def test_a_pattern_takes_files_out(project: Path, pattern: str, left: list[str]) -> None:
    report = check(project, f'[per-file-ignores]\n"{pattern}" = ["blocking-sleep"]\n')

    assert [each.span.path for each in report.diagnostics if each.code == "FL101"] == left


def test_selectors_are_those_of_select(project: Path) -> None:
    configuration = '[per-file-ignores]\n"app/**" = ["event-loop"]\n"tools/**" = ["FL1", "FL2"]\n'

    assert check(project, configuration).diagnostics == ()


def test_a_suppression_of_a_rule_that_is_ignored_in_the_file_is_not_unused(project: Path) -> None:
    (project / "tools" / "main.py").write_text("x = 1  # fastlint: ignore[FL101]\n")
    configuration = 'select = ["FL0", "FL101"]\n[per-file-ignores]\n"app/**" = ["ALL"]\n"tools/**" = ["FL101"]\n'

    assert check(project, configuration).diagnostics == ()


@pytest.mark.parametrize(
    ("configuration", "complaint"),
    [
        (
            '[per-file-ignores]\n"a" = ["FL1O1"]',
            "fastlint.toml: `per-file-ignores`: 'a': no rule.*did you mean `FL101`",
        ),
        ('[per-file-ignores]\n"a" = "FL101"', "`per-file-ignores.a` must be a list of strings, not a string"),
        ('[per-file-ignores]\n"!a" = []', "'!a' begins with `!`"),
        ('[per-file-ignores]\n" " = []', "is not a pattern"),
        ('per-file-ignores = ["a"]', "`per-file-ignores` must be a table of patterns"),
        ('[severity]\nFL1O1 = "info"', "fastlint.toml: `severity`: no rule.*did you mean `FL101`"),
        ('[severity]\nFL101 = "eror"', "`severity.FL101` must be one of .* did you mean `error`?"),
        ('severity = "info"', "`severity` must be a table of rules"),
        ('select = ["blocking-slep"]', "fastlint.toml: `select`: no rule.*did you mean `blocking-sleep`"),
    ],
)
def test_mistakes_are_named(project: Path, configuration: str, complaint: str) -> None:
    with pytest.raises(SettingsError, match=complaint):
        check(project, configuration)


def test_the_narrowest_severity_counts(project: Path) -> None:
    configuration = 'select = ["FL101", "FL111"]\n[severity]\nALL = "error"\nblocking-sleep = "info"\nFL1 = "warning"\n'

    report = check(project, configuration)

    assert {each.severity for each in report.diagnostics if each.code == "FL101"} == {Severity.INFO}
    assert report.summary.infos == 3
    assert report.summary.errors == 0


def test_thresholds_look_at_the_users_severity(project: Path) -> None:
    configuration = 'select = ["FL101"]\nmin-severity = "error"\n[severity]\nFL101 = "warning"\n'

    assert check(project, configuration).diagnostics == ()


def test_without_a_file_patterns_count_from_the_working_directory(project: Path) -> None:
    settings = Settings(select=("FL101",), per_file_ignores=(("app/**", ("ALL",)),))

    report = Session(settings, str(project), RULES).check(["."])

    assert [each.span.path for each in report.diagnostics] == ["tools/main.py"]
