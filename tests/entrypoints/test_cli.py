"""The command line, with a session that knows its answers."""

import json
import subprocess
import sys
from dataclasses import dataclass, field

import pytest
from click.testing import CliRunner

from fastlint.entrypoints.cli.output import wants_color
from fastlint.entrypoints.cli.program import program
from fastlint.entrypoints.cli.progress import ProgressBar
from fastlint.entrypoints.cli.services import Services
from fastlint.entrypoints.cli.targets import FORMATS
from fastlint.rule import Profile, Rule
from fastlint.rules import RuleModule
from fastlint.values import (
    AppTable,
    Confidence,
    Diagnostic,
    InspectReport,
    RouteReport,
    Section,
    Settings,
    SettingsError,
    Severity,
    Span,
    Summary,
    Suppressed,
)

FINDING = Diagnostic(
    "FL101", "blocking-sleep", Severity.ERROR, Confidence.HIGH, "`time.sleep` blocks", Span("a.py", 1, 1, 1, 11)
)
SUMMARY = Summary(1, 1, 0, 1)


@dataclass
class Report:
    diagnostics: tuple[Diagnostic, ...] = (FINDING,)
    summary: Summary = SUMMARY
    suppressed: tuple[Suppressed, ...] = ()

    def sources(self, path: str) -> list[str] | None:
        return ["time.sleep(1)"]


@dataclass
class FakeSession:
    """Remembers what it was asked; `error` is raised instead of an answer."""

    report: Report = field(default_factory=Report)
    error: BaseException | None = None
    settings: Settings | None = None
    asked: list[object] = field(default_factory=list)

    def open(self, settings, cwd, rules, progress=None, **more):
        self.settings = settings
        return self

    def answer(self, asked, value):
        self.asked.append(asked)
        if self.error is not None:
            raise self.error
        return value

    def check(self, paths):
        return self.answer(paths, self.report)

    def routes(self, paths):
        return self.answer(paths, RouteReport((AppTable("main:app", "main.py", 1),)))

    def inspect(self, path):
        return self.answer(path, InspectReport(path, (Section("Routes", ("GET /",)),)))


def rule_module(code: str, name: str, on: bool = True) -> RuleModule:
    module = f"fastlint.rules.event_loop.{name.replace('-', '_')}"
    rule = Rule(
        module=module,
        code=code,
        summary=f"summary of {name}",
        subject=object,
        severity=Severity.ERROR,
        since="0.1.0",
        profile=Profile.DEFAULT if on else Profile.ALL,
    )
    return RuleModule(rule, f"## What it does\n\nReports `{name}`.", lambda subject, project: iter(()))


RULES = (rule_module("FL101", "blocking-sleep"), rule_module("FL119", "trivial-sync-dependency", on=False))


@pytest.fixture
def session() -> FakeSession:
    return FakeSession()


@pytest.fixture
def run(session, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "a.py").write_text("time.sleep(1)\n")

    def run(*arguments, **environment):
        services = Services(session.open, lambda: RULES, lambda *each, **more: None)
        return CliRunner().invoke(program, arguments, obj=services, prog_name="fastlint", env=environment)

    return run


def test_findings_exit_with_1(run, session):
    result = run("check")

    assert result.exit_code == 1
    assert session.asked == [(".",)]
    assert result.stdout.startswith("a.py:1:1: FL101 blocking-sleep [error]\n  `time.sleep` blocks\n")


def test_nothing_found_exits_with_0(run, session):
    session.report = Report((), Summary(1, 1))

    assert run("check", "a.py").exit_code == 0
    assert session.asked == [("a.py",)]


@pytest.mark.parametrize("options", [(), ("--exit-zero",)])
def test_an_internal_error_exits_with_2(run, session, options):
    failed = FINDING._replace(code="FL004", name="internal-error", message="the analysis of `a.f` failed: KeyError: 1")
    session.report = Report((FINDING, failed), Summary(1, 1, 0, 2))

    assert run("check", *options).exit_code == 2


def test_exit_zero(run):
    result = run("check", "--exit-zero")

    assert result.exit_code == 0
    assert "FL101" in result.stdout


def test_quiet_leaves_only_the_findings(run):
    assert run("check", "-q", "--output-format", "concise").stdout == (
        "a.py:1:1: FL101 blocking-sleep [error] `time.sleep` blocks\n"
    )


def test_json(run):
    report = json.loads(run("check", "--output-format", "json").stdout)

    assert report["version"] == 1
    assert report["diagnostics"][0]["code"] == "FL101"
    assert report["summary"]["errors"] == 1


def test_output_file(run, tmp_path):
    result = run("check", "--output-format", "json", "--output-file", "report.json")

    assert (result.exit_code, result.stdout) == (1, "")
    assert json.loads((tmp_path / "report.json").read_text())["summary"]["files"] == 1


def test_an_output_file_that_cannot_be_written(run):
    result = run("check", "-o", "no/such/folder/report.json")

    assert result.exit_code == 2
    assert result.stderr == "fastlint: no/such/folder/report.json: cannot be written: No such file or directory\n"


def test_statistics(run):
    assert run("check", "--statistics").stdout.endswith("\n\n1  FL101  blocking-sleep\n")


def test_options_become_settings(run, session, tmp_path):
    (tmp_path / "lib").mkdir()
    run(
        *("check", "--select", "FL1, FL2", "--select", "routing", "--ignore", "FL104", "--extend-select", "FL900"),
        *("--min-confidence", "high", "--min-severity", "warning", "--src", "lib", "--exclude", "old,*_pb2.py"),
        *("--python", "python3", "--startup"),
    )

    assert session.settings == Settings(
        src=(str(tmp_path / "lib"),),
        extend_exclude=("old", "*_pb2.py"),
        select=("FL1", "FL2", "routing"),
        extend_select=("FL900",),
        ignore=("FL104",),
        min_confidence=Confidence.HIGH,
        min_severity=Severity.WARNING,
        startup=True,
        python="python3",
    )


def test_configuration_is_read_unless_isolated(run, session, tmp_path):
    (tmp_path / "fastlint.toml").write_text('select = ["FL1"]\n')
    (tmp_path / "other.toml").write_text('select = ["FL2"]\n')

    run("check")
    assert session.settings.select == ("FL1",)
    run("check", "--config", "other.toml")
    assert session.settings.select == ("FL2",)
    run("check", "--isolated")
    assert session.settings == Settings()


def test_a_wrong_configuration_exits_with_2_and_one_line(run, tmp_path):
    (tmp_path / "fastlint.toml").write_text('selekt = ["FL1"]\n')
    result = run("check")

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("fastlint: ")
    assert "`selekt`" in result.stderr
    assert "did you mean `select`" in result.stderr
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "arguments",
    [("check", "gone.py"), ("check", "--min-severity", "bad"), ("check", "--wrong"), ("inspect",), ("chek",)],
)
def test_wrong_usage_exits_with_2(run, arguments):
    result = run(*arguments)

    assert result.exit_code == 2
    assert result.stdout == ""


def test_an_unknown_command_names_the_nearest(run):
    assert "Did you mean 'check'?" in run("chek").stderr
    assert "fastlint check a.py" in run("a.py").stderr


def test_an_internal_error_exits_with_2_and_one_line(run, session):
    session.error = ZeroDivisionError("division by zero")
    result = run("check")

    assert result.exit_code == 2
    assert result.stderr == (
        "fastlint: internal error: ZeroDivisionError: division by zero (--verbose shows the traceback)\n"
    )


def test_verbose_shows_the_traceback_of_an_internal_error(run, session):
    session.error = ZeroDivisionError("division by zero")
    result = run("check", "--verbose")

    assert result.exit_code == 2
    assert result.stderr.startswith("Traceback")


def test_an_error_of_the_settings_that_the_engine_finds_is_a_usage_error(run, session):
    session.error = SettingsError("--select: unknown rule `FL9`")
    result = run("check")

    assert (result.exit_code, result.stderr) == (2, "fastlint: --select: unknown rule `FL9`\n")


def test_ctrl_c_exits_with_130_and_one_line(run, session):
    session.error = KeyboardInterrupt()
    result = run("check")

    assert (result.exit_code, result.stdout, result.stderr) == (130, "", "fastlint: interrupted\n")


@pytest.mark.parametrize(
    ("arguments", "environment", "colored"),
    [
        ([], {}, False),
        (["--color", "always"], {}, True),
        (["--color", "always"], {"NO_COLOR": "1"}, True),
        ([], {"FORCE_COLOR": "1"}, True),
        ([], {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        (["--color", "never"], {"FORCE_COLOR": "1"}, False),
        ([], {"FORCE_COLOR": "0"}, False),
    ],
)
def test_colour(run, arguments, environment, colored):
    assert ("\x1b[" in run("check", *arguments, **environment).stdout) is colored


def test_a_terminal_has_colour():
    assert wants_color("auto", True, {})
    assert not wants_color("auto", True, {"NO_COLOR": "1"})


def test_narrow(run):
    assert max(map(len, run("check", COLUMNS="40").stdout.splitlines())) <= 40


def test_routes(run):
    assert run("routes").stdout == "main:app  main.py:1\n\n0 routes in 1 application\n"
    assert json.loads(run("routes", "--output-format", "json").stdout) == {
        "version": 1,
        "apps": [{"app": "main:app", "path": "main.py", "line": 1, "routes": [], "unresolved": []}],
    }


def test_inspect(run):
    result = run("inspect", "a.py")

    assert (result.exit_code, result.stdout) == (0, "a.py\n\nRoutes\n  GET /\n")


def test_rules(run):
    rows = run("rules").stdout.splitlines()

    assert rows[0] == "event-loop"
    assert rows[1].split() == ["FL101", "blocking-sleep", "error", "on", "summary", "of", "blocking-sleep"]
    assert rows[2].split()[:4] == ["FL119", "trivial-sync-dependency", "error", "all"]


def test_rules_as_json(run):
    first = json.loads(run("rules", "--output-format", "json").stdout)["rules"][0]

    assert first == {
        "code": "FL101",
        "name": "blocking-sleep",
        "family": "event-loop",
        "severity": "error",
        "on_by_default": True,
        "profile": "default",
        "fix": None,
        "options": [],
        "summary": "summary of blocking-sleep",
        "since": "0.1.0",
        "url": "docs/rules/event-loop/blocking-sleep.md",
    }


@pytest.mark.parametrize("word", ["FL101", "fl101", "blocking-sleep", "blocking_sleep"])
def test_explain_into_a_pipe_is_markdown(run, word):
    result = run("explain", word)

    assert result.exit_code == 0
    assert result.stdout.startswith("# blocking-sleep (FL101)\n\nsummary of blocking-sleep. Severity error")
    assert result.stdout.endswith("## What it does\n\nReports `blocking-sleep`.\n")


def test_explain_in_colour_is_rendered(run):
    output = run("explain", "FL101", "--color", "always").stdout

    assert "\x1b[" in output
    assert "##" not in output


@pytest.mark.parametrize(
    ("word", "nearest"), [("blocking-slep", "`blocking-sleep`"), ("FL102", "`FL101`"), ("xyzzy", "fastlint rules")]
)
def test_explain_of_an_unknown_rule_names_the_nearest(run, word, nearest):
    result = run("explain", word)

    assert result.exit_code == 2
    assert nearest in result.stderr


def test_help_shows_headings_and_examples(run):
    overview = run("--help").stdout
    check = run("check", "--help").stdout

    for heading in ("Check:", "Understand the project:", "Read about the rules:", "Examples:"):
        assert f"\n{heading}\n" in overview
    for heading in ("Rules:", "Project:", "Output:", "Examples:"):
        assert f"\n{heading}\n" in check


def python(code: str, *arguments: str, **options: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,  # type: ignore[call-overload]
    )


def test_help_imports_neither_rich_nor_a_rule_nor_the_engine():
    code = (
        "import sys\n"
        "from fastlint.entrypoints.cli import main\n"
        "try:\n    main(['--help'])\n"
        "finally:\n    print([name for name in sys.modules if name.split('.')[0] == 'rich' or "
        "name.startswith(('fastlint.rules', 'fastlint.engine', 'fastlint.project'))], file=sys.stderr)"
    )
    process = python(code)

    assert process.communicate()[1] == "[]\n"


MANY = """
import sys
from fastlint.entrypoints.cli.program import program
from fastlint.entrypoints.cli.services import Services
from fastlint.entrypoints.cli.targets import FORMATS
from fastlint.values import Confidence, Diagnostic, Severity, Span, Summary

class Report:
    diagnostics = tuple(
        Diagnostic("FL101", "blocking-sleep", Severity.ERROR, Confidence.HIGH, f"m{n}", Span("a.py", n, 1, n, 2))
        for n in range(1, 5000)
    )
    summary = Summary()
    sources = staticmethod(lambda path: None)
    fingerprints = dict

class Session:
    def check(self, paths):
        return Report

services = Services(lambda *each, **more: Session(), lambda: (), lambda *each, **more: None)
program.main(["check", "--isolated", "--output-format", sys.argv[1]], obj=services)
"""


@pytest.mark.parametrize("output_format", FORMATS)
def test_a_reader_that_leaves_early_sees_no_traceback(output_format):
    process = python(MANY, output_format)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()

    assert process.stderr.read() == ""
    assert process.wait() == 1


def test_the_version():
    process = python("from fastlint.entrypoints.cli import main; main(['--version'])")

    assert process.communicate()[0].startswith("fastlint ")
    assert process.returncode == 0


def test_the_progress_bar_waits_a_second(capsys):
    now = [0.0]
    with ProgressBar(True, lambda: now[0]) as progress:
        progress("Reading", 1, 10)
        assert progress.bar is None
        now[0] = 1.5
        progress("Reading", 5, 10)
        assert progress.bar is not None
        progress("Joining", 0, 0)
        assert progress.bar.tasks[0].description == "Joining"
    assert capsys.readouterr().out == ""


def test_no_progress_bar_where_nobody_looks():
    progress = ProgressBar(False, lambda: 100.0)
    progress("Reading", 1, 10)

    assert progress.bar is None


SUPPRESSED = Suppressed(FINDING, Span("a.py", 2, 3, 2, 9), "# noqa: FL101", "the clock is ours")


def test_what_is_suppressed_is_shown_when_asked_for(run, session):
    session.report = Report((), Summary(1, 1, suppressed=1), (SUPPRESSED,))

    assert "`# noqa: FL101`" not in run("check").stdout
    told = run("check", "--show-suppressed")
    assert "suppressed by `# noqa: FL101`: the clock is ours (line 2)" in told.stdout
    assert told.exit_code == 0


def test_what_is_suppressed_is_in_the_json_when_asked_for(run, session):
    session.report = Report((), Summary(1, 1, suppressed=1), (SUPPRESSED,))

    assert "suppressed" not in json.loads(run("check", "--output-format", "json").stdout)
    report = json.loads(run("check", "--output-format", "json", "--show-suppressed").stdout)
    assert [(each["code"], each["suppression"]["reason"]) for each in report["suppressed"]] == [
        ("FL101", "the clock is ours")
    ]
