"""The plugin in the real flake8."""

import json
import multiprocessing
import os
import re
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from flake8.main.cli import main

from fastlint.entrypoints.flake8_plugin import VARIABLE, shared_directory
from fastlint.entrypoints.once import once

ROOT = Path(__file__).parents[2]
SHOP = ROOT / "fixtures" / "projects" / "shop"

FILES = {
    "pyproject.toml": "",
    "app/__init__.py": "",
    "app/main.py": """\
        from fastapi import FastAPI

        from app.routers import router

        app = FastAPI()
        app.include_router(router, prefix="/v1")
        """,
    "app/routers.py": """\
        import asyncio

        from fastapi import APIRouter

        from app.work import pause

        router = APIRouter()


        @router.get("/slow")
        async def slow() -> None:
            await asyncio.sleep(0)
            pause()
        """,
    "app/work.py": """\
        import time


        def pause() -> None:
            time.sleep(1)
        """,
}
FOUND = (
    "app/routers.py:13:5: FL101 `time.sleep`, reached through `pause`, sleeps on the event loop while serving"
    " `GET /v1/slow`"
)


@pytest.fixture
def project(tmp_path):
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(textwrap.dedent(text))
    return tmp_path


def environment():
    return {key: value for key, value in os.environ.items() if key not in (VARIABLE, "VIRTUAL_ENV")}


def flake8(folder, *arguments, text=None):
    command = [sys.executable, "-m", "flake8", *arguments]
    return subprocess.run(command, cwd=folder, env=environment(), input=text, capture_output=True, text=True)


def lines(folder, *arguments, text=None):
    result = flake8(folder, "--select", "FL", *arguments, text=text)
    assert result.stderr == ""
    return [line.removeprefix("./") for line in result.stdout.splitlines()]


@pytest.fixture
def found(project, monkeypatch, capfd):
    """The lines that flake8 prints, run in this process: quicker."""
    monkeypatch.chdir(project)
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)

    def found(*arguments):
        main(["-j", "1", "--select", "FL", *arguments])
        return [line.removeprefix("./") for line in capfd.readouterr().out.splitlines()]

    return found


def test_the_version_names_the_plugin(tmp_path):
    assert re.search(r"\bfastlint: \d", flake8(tmp_path, "--version").stdout)


def test_it_finds_what_check_finds():
    command = [sys.executable, "-m", "fastlint", "check", "--isolated", "--output-format", "jsonl", "."]
    check = subprocess.run(command, cwd=SHOP, env=environment(), capture_output=True, text=True)
    wanted = [
        "{path}:{line}:{column}: {code} {message}".format_map(json.loads(each)) for each in check.stdout.splitlines()
    ]

    assert len(wanted) > 5
    assert lines(SHOP, "--isolated", "-j", "2") == wanted


def test_the_rest_of_the_project_is_context(project, found):
    assert found() == [FOUND]
    assert found("app/routers.py") == [FOUND]
    assert found("app/work.py", "app/main.py") == []
    assert found(str(project / "app")) == [f"{project}/{FOUND}"]


def test_it_is_on_by_default_and_exits_with_1(project):
    result = flake8(project)

    assert (result.returncode, result.stdout) == (1, f"./{FOUND}\n")


def test_selecting_and_ignoring(project, found):
    assert found("--select", "FL1") == [FOUND]
    assert found("--select", "FL2,E") == []
    assert found("--extend-ignore", "FL101") == []
    assert found("--per-file-ignores", "app/routers.py:FL101") == []
    assert found("--per-file-ignores", "app/work.py:FL101") == [FOUND]


def test_a_rule_that_is_off_by_default_can_be_selected(project, found):
    (project / "app/routers.py").write_text(
        "from fastapi import APIRouter, Depends\n\nrouter = APIRouter()\n\n\ndef one() -> int:\n    return 1\n\n\n"
        '@router.get("/one")\nasync def read(value: int = Depends(one)) -> int:\n    return value\n'
    )

    assert found() == []
    assert [line.split()[1] for line in found("--select", "FL119")] == ["FL119"]


@pytest.mark.parametrize("comment", ["# noqa", "# noqa: FL101", "# noqa: FL1", "# fastlint: ignore[FL101]"])
def test_comments_suppress(project, found, comment):
    path = project / "app/routers.py"
    path.write_text(path.read_text().replace("    pause()", f"    pause()  {comment}"))

    assert found("--extend-ignore", "FL0") == []
    disabled = found("--extend-ignore", "FL0", "--disable-noqa")
    assert disabled == ([] if "fastlint" in comment else [FOUND])


def test_a_file_without_quality_assurance(project, found):
    path = project / "app/routers.py"
    path.write_text(f"# flake8: noqa\n{path.read_text()}")

    assert found() == []


def test_standard_input_stands_for_the_file(project):
    text = (project / "app/routers.py").read_text()
    (project / "app/routers.py").write_text("router = None\n")

    assert lines(project, "--stdin-display-name", "app/routers.py", "-", text=text) == [FOUND]
    assert lines(project, "--stdin-display-name", "app/routers.py", "-", text=text.replace("pause()", "pass")) == []


def test_standard_input_of_no_file_is_judged_alone(project):
    text = "import time\nfrom fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get('/')\nasync def read() -> None:\n"
    text += "    time.sleep(1)\n"

    assert lines(project, "-", text=text)[0].startswith("stdin:9:5: FL101 ")
    assert lines(project, "--stdin-display-name", "app/new.py", "-", text=text)[0].startswith("app/new.py:9:5: FL101 ")


def test_settings_come_from_the_configuration(project, found):
    (project / "pyproject.toml").write_text('[tool.fastlint]\nignore = ["FL101"]\n')

    assert found() == []


def test_a_wrong_configuration_is_told(project):
    (project / "pyproject.toml").write_text("[tool.fastlint]\nselct = []\n")

    result = flake8(project, "--select", "FL", "-j", "2")
    assert result.returncode == 1
    assert "fastlint: " in result.stdout
    assert "selct" in result.stdout


def test_nothing_is_analysed_when_nothing_is_wanted(project, found):
    (project / "pyproject.toml").write_text("[tool.fastlint]\nselct = []\n")  # would be told

    assert found("--select", "E,W") == []


def test_a_file_that_is_not_there(project, found):
    assert [line.split()[1] for line in found("--extend-select", "E902", "no.py", "app")] == ["FL101", "E902"]


SPAWNED = """
import multiprocessing, sys
from flake8.main.cli import main

if __name__ == "__main__":
    multiprocessing.set_start_method(sys.argv[1])
    sys.exit(main(sys.argv[2:]))
"""


@pytest.mark.parametrize("method", ["spawn", "forkserver"])
def test_processes_that_inherit_nothing(project, tmp_path_factory, method):
    if method not in multiprocessing.get_all_start_methods():
        pytest.skip(f"no {method} here")
    script = tmp_path_factory.mktemp("script") / "run.py"
    script.write_text(SPAWNED)
    scratch = tmp_path_factory.mktemp("scratch")
    result = subprocess.run(
        [sys.executable, script, method, "--select", "FL", "-j", "2"],
        cwd=project, env={**environment(), "TMPDIR": str(scratch)}, capture_output=True, text=True,
    )  # fmt: skip

    assert (result.stdout, result.stderr) == (f"./{FOUND}\n", "")
    assert list(scratch.glob("fastlint-*")) == []


def count(directory, number):
    def compute():
        with open(os.path.join(directory, "computed"), "a") as file:
            file.write("x")
        time.sleep(0.05)
        return {"answer": [number]}

    return once(directory, compute)


def die(directory):
    once(directory, lambda: os._exit(3))


def test_several_processes_compute_once(tmp_path):
    with multiprocessing.get_context("fork").Pool(4) as pool:
        answers = pool.starmap(count, [(str(tmp_path), number) for number in range(8)])

    assert all(each == answers[0] for each in answers)
    assert (tmp_path / "computed").read_text() == "x"


def test_a_process_that_dies_leaves_the_work_to_the_next(tmp_path):
    process = multiprocessing.get_context("fork").Process(target=die, args=(str(tmp_path),))
    process.start()
    process.join()

    assert process.exitcode == 3
    assert count(str(tmp_path), 7) == {"answer": [7]}


def test_the_answer_of_another_run_is_never_used(tmp_path, monkeypatch):
    monkeypatch.setenv(VARIABLE, f"{os.getppid()}:{tmp_path}")
    monkeypatch.setattr("atexit.register", lambda *arguments, **options: None)
    monkeypatch.setattr("tempfile.mkdtemp", lambda prefix: str(tmp_path / "mine"))

    assert shared_directory() == str(tmp_path / "mine")
