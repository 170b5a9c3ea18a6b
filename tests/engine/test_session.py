"""A session reports on the given paths, and reads the rest of the project as context."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from fastlint.engine import Session
from fastlint.rules import load_rules
from fastlint.values import Diagnostic, Settings, SettingsError

ROUTER = """\
import time

from fastapi import APIRouter

from app.clock import pause

router = APIRouter(prefix="/users")


@router.get("/me")
async def me() -> None:
    pause()
"""
MAIN = """\
from fastapi import FastAPI

from app.users import router

app = FastAPI()
app.include_router(router, prefix="/api")
"""
CLOCK = """\
import time


def pause() -> None:
    time.sleep(1)
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'app'\n")
    package = tmp_path / "app"
    package.mkdir()
    for name, text in (("__init__", ""), ("users", ROUTER), ("main", MAIN), ("clock", CLOCK)):
        (package / f"{name}.py").write_text(text)
    return tmp_path


def check(project: Path, *paths: str):
    return Session(Settings(), str(project), load_rules()).check(paths)


def test_one_file_is_reported_with_the_route_that_another_file_decides(project: Path) -> None:
    report = check(project, "app/users.py")

    sleeps = [each for each in report.diagnostics if each.code == "FL101"]
    assert [each.span.path for each in sleeps] == ["app/users.py"]
    assert sleeps[0].routes == ("GET /api/users/me",)
    assert sleeps[0].chain[-1].span.path == "app/clock.py"
    assert report.summary.files == 1
    assert report.summary.files_read > 1


def test_what_is_read_as_context_is_not_reported(project: Path) -> None:
    report = check(project, "app/main.py")

    assert report.diagnostics == ()


def test_a_part_finds_what_the_whole_finds(project: Path) -> None:
    whole = {each for each in check(project, ".").diagnostics if each.span.path == "app/users.py"}

    assert whole == set(check(project, "app/users.py").diagnostics)


def test_a_file_that_cannot_be_read_is_a_finding_and_the_rest_goes_on(project: Path) -> None:
    (project / "app" / "broken.py").write_text("def (:\n")
    (project / "app" / "binary.py").write_bytes(b"x = '\0'\n")
    (project / "app" / "latin.py").write_bytes(b"# \xe9\n")

    report = check(project, ".")

    broken = {each.span.path for each in report.diagnostics if each.code == "FL001"}
    assert broken == {"app/broken.py", "app/binary.py", "app/latin.py"}
    assert set(report.summary.unparsed) == broken
    assert any(each.code == "FL101" for each in report.diagnostics)


def test_deep_nesting_ends_in_no_traceback(project: Path) -> None:
    (project / "app" / "deep.py").write_text("x = " + "(" * 5000 + ")" * 5000 + "\n")
    (project / "app" / "long.py").write_text("x = " + " + ".join(["y"] * 20_000) + "\n")
    (project / "app" / "chain.py").write_text("x = a" + ".b()" * 3_000 + "\n")

    report = check(project, ".")

    assert any(each.code == "FL101" for each in report.diagnostics)
    assert not any(each.code == "FL004" for each in report.diagnostics)


def test_a_selector_that_means_nothing_names_the_nearest(project: Path) -> None:
    with pytest.raises(SettingsError, match="blocking-sleep"):
        Session(Settings(select=("blocking-slep",)), str(project), load_rules()).check(["."])


def test_the_recursion_limit_is_left_as_it_was(project: Path) -> None:
    before = sys.getrecursionlimit()

    check(project, ".")

    assert sys.getrecursionlimit() == before


def test_a_rule_that_comes_too_deep_is_a_limit_and_no_failure(project: Path) -> None:
    def too_deep(subject: object, project: object) -> Iterator[Diagnostic]:
        raise RecursionError
        yield

    rules = [each._replace(check=too_deep) if each.rule.code == "FL101" else each for each in load_rules()]
    report = Session(Settings(), str(project), rules).check(["."])

    assert [each.message for each in report.diagnostics if each.code == "FL005"] == [
        "the limit of nesting was reached: rule `blocking-sleep` did not see everything"
    ]
    assert not any(each.code == "FL004" for each in report.diagnostics)


def test_the_module_can_be_run_and_speaks_json(project: Path) -> None:
    command = [sys.executable, "-m", "fastlint", "check", "app", "--output-format", "json"]

    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)

    assert not done.stderr
    assert done.returncode == 1
    report = json.loads(done.stdout)
    assert report["version"] == 1
    assert {each["code"] for each in report["diagnostics"]} >= {"FL101"}


@pytest.mark.parametrize("asked", [".", "app", "app/routers", "app/routers/orders.py"])
def test_a_part_of_a_project_without_marks_is_followed_into_the_rest(tmp_path: Path, asked: str) -> None:
    files = {
        "app/services/pay.py": "import time\n\n\ndef pay():\n    time.sleep(1)\n",
        "app/routers/orders.py": "from app.services.pay import pay\n\n\nasync def order():\n    pay()\n",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    report = Session(Settings(select=("FL101",)), str(tmp_path), load_rules()).check([asked])

    assert [(found.span.path, found.span.line) for found in report.diagnostics] == [("app/routers/orders.py", 5)]
