"""How sure a finding is: what can only happen once in a process is not as sure as what happens each time."""

from fastlint.engine import Session
from fastlint.rules import load_rules
from fastlint.values import Confidence, Settings

PROGRAM = """\
import functools
import time

from fastapi import FastAPI

app = FastAPI()
engine = None


def get_engine():
    global engine
    if engine is None:
        time.sleep(1)
        engine = object()
    return engine


@functools.lru_cache
def settings():
    time.sleep(1)
    return object()


def work(value=None):
    if value is None:
        value = time.sleep(1)


@app.get("/")
async def read():
    get_engine()
    settings()
    work()
"""


def confidence_of(call: str) -> Confidence:
    files = {"/w/main.py": PROGRAM}
    report = Session(Settings(), "/w", load_rules(), files=files).check(["."])
    line = PROGRAM.splitlines().index(f"    {call}") + 1
    return next(each.confidence for each in report.diagnostics if each.code == "FL101" and each.span.line == line)


def test_what_makes_a_global_once_is_less_sure() -> None:
    assert confidence_of("get_engine()") is Confidence.MEDIUM


def test_a_cached_function_without_parameters_is_less_sure() -> None:
    assert confidence_of("settings()") is Confidence.MEDIUM


def test_a_default_is_made_in_each_call() -> None:
    assert confidence_of("work()") is Confidence.HIGH
