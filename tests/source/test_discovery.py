"""Discovery: which files are reported on, and what is said about what cannot be read."""

import os
from collections.abc import Iterable
from pathlib import Path

import pytest

from fastlint.source.discovery import Discovery, PathError, Problem, find_files, shown
from fastlint.values import Settings, SettingsError


def grow(top: Path, *names: str, **texts: str) -> None:
    """Make empty files, and files with text (`__` in the name stands for a slash)."""
    for name, text in [*((name, "") for name in names), *texts.items()]:
        path = top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def found(top: Path, *paths: str, settings: Settings | None = None) -> list[str]:
    return names(find_files(paths or ["."], settings or Settings(), str(top)), top)


def names(discovery: Discovery, top: Path) -> list[str]:
    return [shown(path, str(top)) for path in discovery.files]


def test_python_files_sorted_and_once(tmp_path: Path) -> None:
    grow(tmp_path, "b.py", "a.py", "pkg/c.py", "pkg/readme.md", "pkg/stub.pyi", "README")
    assert found(tmp_path, ".", "pkg", "a.py") == ["a.py", "b.py", "pkg/c.py"]


def test_without_paths_the_working_directory_is_meant(tmp_path: Path) -> None:
    grow(tmp_path, "a.py")
    assert names(find_files([], Settings(), str(tmp_path)), tmp_path) == ["a.py"]


def test_path_that_does_not_exist(tmp_path: Path) -> None:
    with pytest.raises(PathError, match=r"^app/nowhere: no such file or folder$"):
        find_files(["app/nowhere"], Settings(), str(tmp_path))


def test_given_file_is_always_taken(tmp_path: Path) -> None:
    grow(tmp_path, "run", ".venv/x.py", "ignored.py")
    write(tmp_path / ".gitignore", "ignored.py")
    settings = Settings(exclude=("ignored.py",))
    assert found(tmp_path, "run", ".venv/x.py", "ignored.py", settings=settings) == [".venv/x.py", "ignored.py", "run"]


@pytest.mark.parametrize(
    "inside",
    [
        ".venv/lib/a.py",
        "node_modules/x/a.py",
        "__pycache__/a.py",
        ".git/hooks/a.py",
        "lib/site-packages/requests/api.py",
        "build/lib/app/main.py",
        "dist/a.py",
        "venv/a.py",
        ".tox/py311/a.py",
        "app.egg-info/a.py",
    ],
)
def test_what_is_not_the_users_code_is_skipped(tmp_path: Path, inside: str) -> None:
    grow(tmp_path, "main.py", inside)
    assert found(tmp_path) == ["main.py"]


def test_environment_is_known_by_its_mark_whatever_its_name(tmp_path: Path) -> None:
    grow(tmp_path, "main.py", "my-env/pyvenv.cfg", "my-env/lib/a.py")
    assert found(tmp_path) == ["main.py"]


def test_folder_that_says_that_it_is_a_cache_is_skipped(tmp_path: Path) -> None:
    grow(tmp_path, "main.py", "kept/CACHEDIR.TAG", "kept/a.py")
    assert found(tmp_path) == ["main.py"]
    assert found(tmp_path, "kept") == ["kept/a.py"]


def test_package_called_build_is_the_users_code(tmp_path: Path) -> None:
    grow(tmp_path, "app/build/__init__.py", "app/build/a.py")
    assert found(tmp_path) == ["app/build/__init__.py", "app/build/a.py"]


def test_given_folder_is_entered_whatever_it_is(tmp_path: Path) -> None:
    grow(tmp_path, ".git/config", ".venv/pyvenv.cfg", ".venv/lib/a.py", "corpora/x/a.py", "corpora/x/a_gen.py")
    write(tmp_path / ".gitignore", "corpora/\n")
    write(tmp_path / "corpora" / "x" / ".gitignore", "*_gen.py")
    assert found(tmp_path) == []
    assert found(tmp_path, ".venv") == [".venv/lib/a.py"]
    assert found(tmp_path, "corpora/x") == ["corpora/x/a.py"]


def test_exclude_replaces_and_extend_exclude_adds(tmp_path: Path) -> None:
    grow(tmp_path, "a.py", "gen/b.py", ".tox/c.py", "node_modules/d.py", "app/gen/e.py")
    assert found(tmp_path, settings=Settings(extend_exclude=("/gen/",))) == ["a.py", "app/gen/e.py"]
    assert found(tmp_path, settings=Settings(exclude=("gen",))) == [".tox/c.py", "a.py"]


def test_patterns_are_anchored_at_the_settings_file(tmp_path: Path) -> None:
    grow(tmp_path, "app/gen/a.py", "app/b.py", "gen/c.py")
    settings = Settings(extend_exclude=("/gen",), config_file=str(tmp_path / "app" / "fastlint.toml"))
    assert found(tmp_path, settings=settings) == ["app/b.py", "gen/c.py"]


def test_pattern_that_means_nothing(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="`exclude`: '!'"):
        found(tmp_path, settings=Settings(exclude=("!",)))


def test_gitignore_negation_and_nesting(tmp_path: Path) -> None:
    grow(
        tmp_path,
        ".git/config",
        "a_pb2.py",
        "keep_pb2.py",
        "sub/b_pb2.py",
        "sub/deep/c_pb2.py",
        "logs/x.py",
        "logs/y.py",
    )
    write(tmp_path / ".gitignore", "*_pb2.py\n!keep_pb2.py\nlogs/**\n!logs/y.py\n")
    write(tmp_path / "sub" / "deep" / ".gitignore", "!c_pb2.py\n")
    assert found(tmp_path) == ["keep_pb2.py", "logs/y.py", "sub/deep/c_pb2.py"]


def test_nothing_comes_back_from_an_ignored_folder(tmp_path: Path) -> None:
    grow(tmp_path, ".git/config", "out/a.py", "out/keep.py")
    write(tmp_path / ".gitignore", "out/\n!out/keep.py\n")
    assert found(tmp_path) == []


def test_gitignore_of_the_parents_up_to_the_repository(tmp_path: Path) -> None:
    repository = tmp_path / "repo"
    grow(repository, ".git/config", "app/a.py", "app/b_gen.py", "app/c_local.py", "app/outside.py")
    write(tmp_path / ".gitignore", "outside.py")
    write(repository / ".gitignore", "app/*_gen.py")
    write(repository / ".git" / "info" / "exclude", "*_local.py")
    assert found(repository, "app") == ["app/a.py", "app/outside.py"]


def test_gitignore_can_be_disregarded(tmp_path: Path) -> None:
    grow(tmp_path, "a.py")
    write(tmp_path / ".gitignore", "a.py\n")
    assert found(tmp_path) == []
    assert found(tmp_path, settings=Settings(respect_gitignore=False)) == ["a.py"]


def test_broken_gitignore_line_does_not_spoil_the_rest(tmp_path: Path) -> None:
    grow(tmp_path, "a.py", "b.py")
    write(tmp_path / ".gitignore", "# generated\n\n!\n\\\na.py\n")
    assert found(tmp_path) == ["b.py"]


def link(path: Path, target: str, *, is_folder: bool = True) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        path.symlink_to(target, target_is_directory=is_folder)
    except OSError:
        pytest.skip("no symbolic links here")


def test_loops_of_links_end(tmp_path: Path) -> None:
    grow(tmp_path, "pyproject.toml", "app/a.py")
    link(tmp_path / "app" / "self", ".")
    link(tmp_path / "app" / "up", "..")
    link(tmp_path / "app" / "circle", "circle")
    discovery = find_files(["."], Settings(), str(tmp_path))
    assert names(discovery, tmp_path) == ["app/a.py"]


def test_link_is_followed_within_the_project_only(tmp_path: Path) -> None:
    grow(tmp_path, "outside/x.py", "repo/pyproject.toml", "repo/shared/s.py", "repo/service/main.py")
    link(tmp_path / "repo" / "service" / "shared", "../shared")
    link(tmp_path / "repo" / "service" / "outside", "../../outside")
    assert found(tmp_path / "repo", "service") == ["service/main.py", "service/shared/s.py"]
    # The whole project holds the shared folder under its own name: reported once.
    assert found(tmp_path / "repo") == ["service/main.py", "shared/s.py"]


def test_link_that_leads_nowhere_is_reported(tmp_path: Path) -> None:
    grow(tmp_path, "a.py")
    link(tmp_path / "gone.py", "nowhere.py", is_folder=False)
    link(tmp_path / ".#a.py", "somebody@host", is_folder=False)
    discovery = find_files(["."], Settings(), str(tmp_path))
    assert names(discovery, tmp_path) == ["a.py"]
    assert discovery.problems == (Problem(str(tmp_path / "gone.py"), "the link leads nowhere"),)


def test_unreadable_folder_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    grow(tmp_path, "a.py", "secret/b.py", "z/c.py")
    real = os.scandir

    # chmod does not keep root out, and tests often run as root.
    def guarded(path: str) -> Iterable[os.DirEntry[str]]:
        if os.path.basename(path) == "secret":
            raise PermissionError(13, "Permission denied", path)
        return real(path)

    monkeypatch.setattr(os, "scandir", guarded)
    discovery = find_files(["."], Settings(), str(tmp_path))
    assert names(discovery, tmp_path) == ["a.py", "z/c.py"]
    assert discovery.problems == (Problem(str(tmp_path / "secret"), "Permission denied"),)


def test_very_deep_folders(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["d"] * 150)
    deep.mkdir(parents=True)
    (deep / "a.py").touch()
    assert len(found(tmp_path)) == 1


def test_paths_are_shown_relative_to_the_working_directory(tmp_path: Path) -> None:
    assert shown(str(tmp_path / "a" / "b.py"), str(tmp_path / "a")) == "b.py"
    assert shown(str(tmp_path / "b.py"), str(tmp_path / "a")) == "../b.py"
