"""The hook in the real pre-commit, which installs fastlint afresh."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHIPPED = ("src", "pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml")
FAULTY = """\
from fastapi import FastAPI

from work import remember

app = FastAPI()


@app.get("/slow")
async def slow() -> None:
    remember()
"""
CALM = FAULTY.replace("async def", "def")
WORK = 'def remember() -> None:\n    with open("log", "a") as file:\n        file.write("slow")\n'

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="there is no git")


def run(*command: str | Path, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command that knows nothing of the git repository and the settings around this one."""
    inherited = {key: value for key, value in os.environ.items() if not key.startswith(("GIT_", "PYTHON"))}
    identity = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    return subprocess.run(
        list(map(str, command)), cwd=cwd, env={**inherited, **identity, **environment}, capture_output=True, text=True
    )


def git(folder: Path, *arguments: str) -> str:
    """What git says, in the name of somebody."""
    identity = ("-c", "user.name=somebody", "-c", "user.email=somebody@example.org")
    result = run("git", *identity, *arguments, cwd=folder)
    assert result.returncode == 0, result.stderr
    return result.stdout.strip()


def commit(folder: Path) -> str:
    """Commit all there is."""
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "state")
    return git(folder, "rev-parse", "HEAD")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pre-commit keeps what it installs."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A repository with fastlint as it is, and its revision."""
    folder = tmp_path_factory.mktemp("fastlint")
    for name in SHIPPED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / name)
    git(folder, "init", "--quiet")
    return folder, commit(folder)


@pytest.fixture
def hook(tmp_path: Path, home: Path, released: tuple[Path, str]):
    """Run the hook on what is staged in a project."""
    repository, revision = released
    (tmp_path / ".pre-commit-config.yaml").write_text(
        f"repos:\n- repo: {repository.as_posix()}\n  rev: {revision}\n  hooks:\n  - id: fastlint\n"
        "  - id: fastlint-fix\n    stages: [manual]\n"
        "  - id: fastlint\n    alias: changed\n    args: [--changed-since, HEAD, .]\n"
        "    pass_filenames: false\n    always_run: true\n    stages: [manual]\n"
    )
    (tmp_path / "work.py").write_text(WORK)
    (tmp_path / "main.py").write_text(CALM)
    git(tmp_path, "init", "--quiet")
    commit(tmp_path)

    def hook(*arguments: str) -> subprocess.CompletedProcess[str]:
        git(tmp_path, "add", "--all")
        command = [sys.executable, "-m", "pre_commit", "run", "--color", "never", *arguments]
        result = run(*command, cwd=tmp_path, PRE_COMMIT_HOME=str(home))
        if "No matching distribution found" in result.stdout or "NewConnectionError" in result.stdout:
            pytest.skip("there is no network to install fastlint's dependencies from")
        return result

    return hook


def test_a_clean_commit_passes(hook, tmp_path):
    (tmp_path / "main.py").write_text(CALM + "\n")
    result = hook()

    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.splitlines()[-1].endswith("Passed")


def test_changed_files_are_reported_on_and_the_project_is_context(hook, tmp_path):
    (tmp_path / "main.py").write_text(FAULTY)
    (tmp_path / "notes.txt").write_text("not python\n")
    result = hook()

    assert result.returncode == 1
    assert "main.py:10:5: FL104 blocking-file-io [warning]" in result.stdout
    assert "1 file checked (2 read)" in result.stdout


def test_what_has_not_changed_is_not_reported_on(hook, tmp_path):
    (tmp_path / "main.py").write_text(FAULTY)
    git(tmp_path, "add", "--all")
    git(tmp_path, "commit", "--quiet", "--message", "a fault")
    (tmp_path / "work.py").write_text(WORK + "\n")

    assert hook().returncode == 0
    assert hook("--all-files").returncode == 1


def test_the_whole_project_can_be_asked_what_a_change_does(hook, tmp_path):
    (tmp_path / "main.py").write_text(FAULTY)
    (tmp_path / "work.py").write_text("def remember() -> None:\n    pass\n")
    git(tmp_path, "add", "--all")
    git(tmp_path, "commit", "--quiet", "--message", "no fault yet")
    (tmp_path / "work.py").write_text(WORK)
    result = hook("changed", "--hook-stage", "manual")

    assert result.returncode == 1
    assert "main.py:10:5: FL104 blocking-file-io" in result.stdout


def test_what_can_be_fixed_is_fixed(hook, tmp_path):
    (tmp_path / "main.py").write_text(
        "from fastapi import FastAPI, HTTPException\n\napp = FastAPI()\n\n\n"
        '@app.get("/none")\ndef none() -> None:\n    HTTPException(status_code=404)\n'
    )
    result = hook("fastlint-fix", "--hook-stage", "manual")

    assert result.returncode == 1
    assert "files were modified by this hook" in result.stdout
    assert "    raise HTTPException(status_code=404)\n" in (tmp_path / "main.py").read_text()
    assert hook("fastlint-fix", "--hook-stage", "manual").returncode == 0
