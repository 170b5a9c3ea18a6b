"""What a run saw on the disk, and whether it is still so."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from fastlint.source import observations
from fastlint.source.discovery import find_files, told
from fastlint.source.observations import Observations, ObservedTree, Observer, state_of, still_so
from fastlint.values import Settings

LONG_AGO = 1_000_000_000


@pytest.fixture
def project(tmp_path: Path) -> Path:
    top = tmp_path / "project"
    (top / "app").mkdir(parents=True)
    for name in ("pyproject.toml", "app/main.py", "app/db.py"):
        (top / name).write_text(f"# {name}\n")
        os.utime(top / name, (LONG_AGO, LONG_AGO))
    return top


def files(top: Path) -> list[str]:
    return sorted(map(str, top.rglob("*.py")))


def observed(top: Path) -> Observations:
    """What is seen by a run that searches the project, reads a file, and looks for modules."""
    observer = Observer()
    observer.is_about(str(top))
    observer.searched([str(top)], files(top), is_plain=False)
    path = str(top / "app" / "main.py")
    observer.read(path, state_of(path), Path(path).read_bytes(), 1000)
    tree = ObservedTree(str(top), observer)
    for folder in (top / "app", top, top.parent, top / "missing"):
        tree.list(str(folder))
    assert tree.read(str(top / "pyproject.toml"), 100) == "# pyproject.toml\n"
    assert tree.read(str(top / "setup.cfg"), 100) == ""
    observer.asked(str(top / "gone.py"), exists=False)
    return observer.seen


def is_still_so(seen: Observations, top: Path) -> bool:
    return still_so(seen, lambda paths: [file for path in paths for file in files(Path(path))]) is not None


def test_nothing_has_changed(project: Path) -> None:
    assert is_still_so(observed(project), project)


CHANGES: dict[str, Callable[[Path], object]] = {
    "a file that was read": lambda top: (top / "app/main.py").write_text("# other text"),
    "the same size": lambda top: (top / "app/main.py").write_text("# app/MAIN.py\n"),
    "a file that was glanced at": lambda top: (top / "pyproject.toml").write_text("# pyproject!toml\n"),
    "a missing file appears": lambda top: (top / "setup.cfg").write_text("[metadata]"),
    "a module appears": lambda top: (top / "app/requests.py").write_text(""),
    "a module goes": lambda top: (top / "app/db.py").unlink(),
    "a folder appears": lambda top: (top / "requests").mkdir(),
    "a missing folder appears": lambda top: (top / "missing").mkdir(),
    "a lock file appears": lambda top: (top / "uv.lock").write_text(""),
    "a path appears": lambda top: (top / "gone.py").write_text(""),
    "the project is part of a repository": lambda top: (top.parent / ".git").mkdir(),
    "the project is part of a package": lambda top: (top.parent / "__init__.py").write_text(""),
    "requirements above": lambda top: (top.parent / "requirements-dev.txt").write_text(""),
    "a file goes": lambda top: (top / "app/main.py").unlink(),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_something_has_changed(project: Path, change: Callable[[Path], object]) -> None:
    seen = observed(project)
    change(project)
    assert not is_still_so(seen, project)


STAYING: dict[str, Callable[[Path], object]] = {
    "the times of a file": lambda top: (top / "app/main.py").touch(),
    "a log": lambda top: (top / "server.log").write_text("started"),
    "a cache": lambda top: (top / "__pycache__").mkdir(),
    "our cache": lambda top: (top / ".fastlint_cache").mkdir(),
    "a neighbour of the project": lambda top: (top.parent / "another").mkdir(),
}


@pytest.mark.parametrize("change", STAYING.values(), ids=STAYING)
def test_what_decides_nothing_may_change(project: Path, change: Callable[[Path], object]) -> None:
    seen = observed(project)
    change(project)
    assert is_still_so(seen, project)


def searched(top: Path) -> Observations:
    """What a search for files in a project sees."""
    observer = Observer()
    observer.is_about(str(top))
    found = find_files([str(top)], Settings(), str(top), observer)
    assert len(found.files) >= 2
    return observer.seen


def finds_the_same(seen: Observations, top: Path) -> bool:
    return still_so(seen, lambda paths: told(find_files(paths, Settings(), str(top)))) is not None


def test_a_search_through_folders_and_files_is_not_made_again(project: Path) -> None:
    assert still_so(searched(project), lambda paths: pytest.fail("it was made again")) is not None


FOUND: dict[str, Callable[[Path], object]] = {
    "a new file": lambda top: (top / "app/new.py").write_text(""),
    "a file less": lambda top: (top / "app/db.py").unlink(),
    "a new folder": lambda top: (top / "lib").mkdir(),
    "a pattern": lambda top: (top / ".gitignore").write_text("db.py\n"),
    "a pattern in a folder": lambda top: (top / "app/.gitignore").write_text("db.py\n"),
    "an environment": lambda top: (top / "app/pyvenv.cfg").write_text(""),
    "a cache": lambda top: (top / "app/CACHEDIR.TAG").write_text(""),
}


@pytest.mark.parametrize("change", FOUND.values(), ids=FOUND)
def test_what_changes_a_search_is_seen(project: Path, change: Callable[[Path], object]) -> None:
    seen = searched(project)
    change(project)
    assert not finds_the_same(seen, project)


def test_another_pattern_is_seen(project: Path) -> None:
    (project / ".gitignore").write_text("db.py\n")
    (project / "app/other.py").write_text("")
    seen = searched(project)
    assert finds_the_same(seen, project)
    (project / ".gitignore").write_text("dd.py\n")
    assert not finds_the_same(seen, project)


def test_a_search_that_met_a_link_is_made_again(project: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (project / "app/link").symlink_to(tmp_path / "elsewhere")
    seen = searched(project)
    asked: list[tuple[str, ...]] = []
    still_so(seen, lambda paths: asked.append(paths) or [])  # type: ignore[func-returns-value]
    assert asked == [(str(project),)]
    assert finds_the_same(seen, project)


def test_folders_that_are_skipped_by_their_name_may_change(project: Path) -> None:
    (project / "node_modules").mkdir()
    seen = searched(project)
    (project / "node_modules/setup.py").write_text("")
    assert finds_the_same(seen, project)


def test_a_change_that_does_not_show_is_found_just_after_another(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a coarse file system, a second change within a moment leaves the same times."""
    path = project / "app/main.py"
    seen = observed(project)
    path.write_text("# app/MAIN.py\n")
    state = state_of(str(path))
    same = seen._replace(files=tuple(each._replace(state=state_of(each.path)) for each in seen.files))
    assert state is not None and not state.is_settled(same.when)
    assert not is_still_so(same, project)


def test_what_was_read_again_is_believed_next_time(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(observations, "COARSE", -1)
    seen = observed(project)
    (project / "app/main.py").touch()
    again = still_so(seen, lambda paths: files(project))
    assert again is not None and again != seen
    monkeypatch.setattr(observations, "content", lambda path, limit: pytest.fail("it was read"))
    assert still_so(again, lambda paths: files(project)) is again
