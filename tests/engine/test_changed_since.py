"""Only what concerns lines that have changed since a revision, while everything is analysed."""

import subprocess
from pathlib import Path

import pytest

from fastlint.engine import Session
from fastlint.rules import load_rules
from fastlint.source.changes import changes_since
from fastlint.values import Settings, SettingsError

RULES = load_rules()
MAIN = """\
from app.clock import pause


async def work() -> None:
    pause()


async def other() -> None:
    pause()
"""
CLOCK = "def pause() -> None:\n    print(1)\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "app").mkdir()
    for name, text in (("__init__", ""), ("main", MAIN), ("clock", CLOCK), ("slow", MAIN.replace("clock", "sleep"))):
        (tmp_path / "app" / f"{name}.py").write_text(text)
    (tmp_path / "app" / "sleep.py").write_text("import time\n\n\ndef pause() -> None:\n    time.sleep(1)\n")
    git(tmp_path, "init", "-b", "main")
    commit(tmp_path)
    return tmp_path


def git(folder: Path, *arguments: str) -> None:
    command = ["git", "-c", "user.name=x", "-c", "user.email=x@y", *arguments]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)


def commit(folder: Path) -> None:
    git(folder, "add", ".")
    git(folder, "commit", "-m", "work")


def found(folder: Path, revision: str = "HEAD") -> list[tuple[str, int]]:
    settings = Settings(select=("FL101",), changed_since=revision)
    report = Session(settings, str(folder), RULES).check(["."])
    return [(each.span.path, each.span.line) for each in report.diagnostics]


def test_nothing_has_changed(project: Path) -> None:
    assert found(project) == []


def test_a_changed_line_is_reported_alone(project: Path) -> None:
    path = project / "app" / "slow.py"
    path.write_text(path.read_text().replace("other() -> None:\n    pause()", "other() -> None:\n    pause( )"))

    assert found(project) == [("app/slow.py", 9)]


def test_a_changed_line_of_a_statement_is_enough(project: Path) -> None:
    path = project / "app" / "slow.py"
    path.write_text(
        path.read_text().replace("    pause()\n\n\n", "    print(\n        pause(),\n        1,\n    )\n\n\n")
    )
    commit(project)
    path.write_text(path.read_text().replace("        1,\n", "        2,\n"))

    assert found(project) == [("app/slow.py", 6)]


def test_a_change_at_the_end_of_a_chain_is_reported_where_the_loop_enters(project: Path) -> None:
    (project / "app" / "clock.py").write_text("import time\n\n\ndef pause() -> None:\n    time.sleep(1)\n")

    assert found(project) == [("app/main.py", 5), ("app/main.py", 9)]


def test_new_files_are_new_as_a_whole(project: Path) -> None:
    (project / "app" / "grün 1.py").write_text("import time\n\n\nasync def f() -> None:\n    time.sleep(1)\n")

    assert found(project) == [("app/grün 1.py", 5)]
    commit(project)
    assert found(project, "HEAD~1") == [("app/grün 1.py", 5)]
    assert found(project) == []


def test_a_renamed_file_has_not_changed(project: Path) -> None:
    git(project, "mv", "app/slow.py", "app/slower.py")

    assert found(project) == []


def test_what_the_other_branch_did_since_does_not_count(project: Path) -> None:
    git(project, "checkout", "-b", "branch")
    (project / "app" / "new.py").write_text("import time\n\n\nasync def f() -> None:\n    time.sleep(1)\n")
    commit(project)
    git(project, "checkout", "main")
    path = project / "app" / "slow.py"
    text = path.read_text()
    path.write_text(text.replace("pause()", "print()"))
    commit(project)
    git(project, "checkout", "branch")

    assert found(project, "main") == [("app/new.py", 5)]


def test_lines_that_look_like_headers_are_lines(project: Path) -> None:
    (project / "app" / "main.py").write_text('TEXT = """\n++ b/app/slow.py\n@@ -1 +1,9 @@\n"""\n')

    changes = changes_since("HEAD", str(project))

    assert not changes.knows(str(project / "app" / "slow.py"))
    assert changes.touch(str(project / "app" / "main.py"), 1, 1)


def test_the_configuration_of_git_does_not_matter(project: Path) -> None:
    for name, value in (("diff.noprefix", "true"), ("color.ui", "always"), ("diff.mnemonicPrefix", "true")):
        git(project, "config", name, value)
    path = project / "app" / "slow.py"
    path.write_text(path.read_text().replace("    pause()", "    pause( )"))

    assert len(found(project)) == 2


@pytest.mark.parametrize("revision", ["nowhere", "", "-x", "--output=x", "HEAD^{blob}", "a..b"])
def test_an_unknown_revision_is_named(project: Path, revision: str) -> None:
    with pytest.raises(SettingsError, match="--changed-since") as error:
        found(project, revision)
    assert "no such revision" in str(error.value) or "no revision" in str(error.value)


def test_outside_of_a_repository(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text("")
    with pytest.raises(SettingsError, match="is not in a git repository"):
        found(tmp_path)


def test_without_git(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(SettingsError, match="git cannot be run"):
        found(project)


def test_a_repository_without_a_commit(tmp_path: Path) -> None:
    git(tmp_path, "init")
    (tmp_path / "main.py").write_text("")
    with pytest.raises(SettingsError, match="no such revision"):
        found(tmp_path)
