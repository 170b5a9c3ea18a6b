"""The baseline: known findings stay known when code moves, and only what is new is reported."""

import json
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from fastlint.engine import Report, Session
from fastlint.rules import load_rules
from fastlint.source.baseline_file import NAME, read_baseline, write_baseline
from fastlint.values import Settings, SettingsError

RULES = load_rules()
TWO = """\
import time


async def first() -> None:
    time.sleep(1)


async def second() -> None:
    time.sleep(1)
    time.sleep(1)
"""
OTHER = "import time\n\n\nasync def third() -> None:\n    time.sleep(3)\n"
SETTINGS = Settings(select=("FL101", "FL102"))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "main.py").write_text(TWO)
    (tmp_path / "other.py").write_text(OTHER)
    return tmp_path


def learn(folder: Path, *paths: str, settings: Settings = SETTINGS) -> tuple[int, int, int]:
    learned = Session(settings, str(folder), RULES).learn(paths or (".",))
    write_baseline(learned.path, learned.known)
    return len(learned.known), learned.added, learned.removed


def check(folder: Path, *paths: str, settings: Settings = SETTINGS) -> Report:
    return Session(settings, str(folder), RULES).check(paths or (".",))


def lines(report: Report) -> list[tuple[str, int]]:
    return [(each.span.path, each.span.line) for each in report.diagnostics]


def test_what_is_known_is_not_reported(project: Path) -> None:
    assert learn(project) == (4, 4, 0)

    report = check(project)

    assert report.diagnostics == ()
    assert len(report.baselined) == 4
    assert (report.summary.baselined, report.summary.gone) == (4, 0)


def test_known_findings_move_with_their_code(project: Path) -> None:
    learn(project)
    moved = TWO.replace("import time\n", "import time\nimport os\n\nNAME = 1\n").replace(
        "    time.sleep(1)\n\n\n", "    time.sleep(\n        1,  # a second\n    )\n\n\n"
    )
    (project / "main.py").write_text(moved)

    assert lines(check(project)) == []


def test_what_is_new_is_reported(project: Path) -> None:
    learn(project)
    (project / "main.py").write_text(TWO + "    time.sleep(1)\n    time.sleep(2)\n")

    report = check(project)

    assert lines(report) == [("main.py", 11), ("main.py", 12)]
    assert report.summary.baselined == 4


def test_what_is_gone_is_counted_and_forgotten_when_asked(project: Path) -> None:
    learn(project)
    (project / "main.py").write_text(TWO.replace("    time.sleep(1)\n    time.sleep(1)\n", "    time.sleep(1)\n"))
    (project / "other.py").unlink()

    assert check(project).summary.gone == 2
    assert check(project, "main.py").summary.gone == 2  # a file that is no longer there is gone in any run
    assert learn(project) == (2, 0, 2)
    assert check(project).summary.gone == 0


def test_a_part_speaks_only_of_itself(project: Path) -> None:
    learn(project)
    (project / "main.py").write_text(TWO.replace("time.sleep(1)", "time.sleep(2)"))

    assert check(project, "other.py").summary.gone == 0
    assert check(project, settings=Settings(select=("FL102",))).summary.gone == 0
    assert learn(project, "main.py") == (4, 3, 3)
    assert check(project).diagnostics == ()


def test_a_file_that_cannot_be_read_keeps_what_is_known_of_it(project: Path) -> None:
    learn(project)
    (project / "main.py").write_text("def (:\n")

    assert check(project).summary.gone == 0
    assert learn(project) == (4, 0, 0)


def test_hiding_one_of_two_that_are_alike_leaves_the_other_known(project: Path) -> None:
    learn(project)
    (project / "main.py").write_text(
        TWO.replace("    time.sleep(1)\n    time.sleep(1)\n", "    time.sleep(1)  # noqa: FL101\n    time.sleep(1)\n")
    )

    report = check(project)

    assert lines(report) == []
    assert (report.summary.suppressed, report.summary.baselined) == (1, 3)


def test_the_working_directory_does_not_matter(project: Path) -> None:
    (project / "pkg").mkdir()
    (project / "pkg" / "deep.py").write_text(OTHER)
    (project / ".git").mkdir()
    learn(project)

    assert Session(SETTINGS, str(project / "pkg"), RULES).check([".", "../main.py"]).diagnostics == ()


def test_the_file_is_sorted_and_merges_by_lines(project: Path) -> None:
    learn(project)
    text = (project / NAME).read_text()
    findings = text.splitlines()[2:-2]

    assert all(line.endswith("},") for line in findings)
    assert [json.loads(line[:-1])["path"] for line in findings] == ["main.py", "main.py", "main.py", "other.py"]
    assert json.loads(text)["version"] == 1
    before = (project / NAME).read_bytes()
    learn(project)
    assert (project / NAME).read_bytes() == before


def test_two_branches_that_learn_merge(project: Path) -> None:
    def git(*arguments: str) -> None:
        command = ["git", "-c", "user.name=x", "-c", "user.email=x@y", *arguments]
        subprocess.run(command, cwd=project, check=True, capture_output=True)

    git("init", "-b", "main")
    learn(project)
    git("add", ".")
    git("commit", "-m", "one")
    git("checkout", "-b", "branch")
    (project / "zebra.py").write_text(OTHER)
    learn(project)
    git("add", ".")
    git("commit", "-m", "two")
    git("checkout", "main")
    (project / "alpha.py").write_text(OTHER)
    learn(project)
    git("add", ".")
    git("commit", "-m", "three")
    git("merge", "branch")

    assert check(project).diagnostics == ()
    assert len(read_baseline(str(project / NAME), "baseline")) == 6


def test_a_configured_file_is_written_and_read(project: Path) -> None:
    settings = replace(SETTINGS, baseline=str(project / "known.json"))
    learn(project, settings=settings)

    assert (project / "known.json").exists()
    assert check(project, settings=settings).diagnostics == ()
    assert len(check(project).diagnostics) == 4
    assert len(check(project, settings=replace(SETTINGS, baseline="")).diagnostics) == 4


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("{", "not valid JSON"),
        ("[]", "no baseline of fastlint's"),
        ('{"version": 9}', "a baseline of version 9, not 1"),
        ('{"version": 1}', "`findings` must be a list"),
        ('{"version": 1, "findings": [1]}', "finding 1 must be an object"),
        ('{"version": 1, "findings": [{"rule": "FL101"}]}', "finding 1 has no text under `path`"),
        (
            '{"version": 1, "findings": [{"rule": "", "path": "", "in": "", "digest": "", "number": "x"}]}',
            "`number` must be an integer",
        ),
        ("[" * 100_000, "not valid JSON"),
    ],
)
def test_a_file_that_is_no_baseline_is_named_with_the_reason(project: Path, text: str, complaint: str) -> None:
    (project / NAME).write_text(text)

    with pytest.raises(SettingsError) as error:
        check(project)
    assert str(project / NAME) in str(error.value)
    assert complaint in str(error.value)


def test_a_configured_file_that_is_missing_is_named(project: Path) -> None:
    with pytest.raises(SettingsError, match=r"there is no file .*known.json; `fastlint baseline` writes one"):
        check(project, settings=replace(SETTINGS, baseline=str(project / "known.json")))
