"""Several processes make the same facts and the same report as one."""

import os
from pathlib import Path

import pytest

from fastlint.engine import Session, parallel
from fastlint.facts.definitions import ModuleFacts
from fastlint.rules import load_rules
from fastlint.source.extract import extract
from fastlint.source.fact_cache import unpacked_facts
from fastlint.values import Settings

SOURCES = {
    "main.py": b"import time\n\n\nasync def main():\n    time.sleep(1)  # fastlint: ignore[FL102]\n",
    "broken.py": b"def f(:\n",
    "newer.py": b"try:\n    pass\nexcept A, B:\n    pass\n",
    "empty.py": b"",
    "deep.py": b"x = " + b"(" * 150 + b"1" + b")" * 150,
    "package/__init__.py": b"from . import main\n",
}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "package").mkdir()
    for name, source in SOURCES.items():
        (tmp_path / name).write_bytes(source)
    for method in ("WORTH_A_COPY", "WORTH_A_START"):
        monkeypatch.setattr(parallel, method, 0)
    monkeypatch.setattr(parallel, "_PORTION", 1)
    return tmp_path


def tasks(project: Path) -> list[parallel.Task]:
    return [parallel.Task(str(project / name), source) for name, source in SOURCES.items()]


def test_processes_make_the_same_facts(project: Path) -> None:
    found = dict(parallel.extract_all(tasks(project), 2))
    assert set(found) == set(tasks(project))
    for (path, data, _), made in found.items():
        expected = extract(path, data)
        assert (unpacked_facts(made, path) if isinstance(made, bytes) else made) == expected
        assert isinstance(made, bytes) == isinstance(expected, ModuleFacts)


def test_one_process_leaves_the_work_to_the_caller(project: Path) -> None:
    assert list(parallel.extract_all(tasks(project), 1)) == [(task, None) for task in tasks(project)]


def test_processes_that_die_leave_the_work_to_the_caller(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "_extract_portion", _die)
    found = dict(parallel.extract_all(tasks(project), 2))
    assert found == dict.fromkeys(tasks(project))


def _die(tasks: object) -> None:
    os._exit(1)


def test_the_report_is_the_same(project: Path) -> None:
    reports = [Session(Settings(), str(project), load_rules(), jobs=jobs).check(["."]) for jobs in (1, 2)]
    assert reports[0].diagnostics == reports[1].diagnostics
    assert reports[0].summary == reports[1].summary
    assert {each.code for each in reports[0].diagnostics} >= {"FL001", "FL101"}
