"""The fingerprints of a report: they stay when lines move, and when other findings are hidden."""

from fastlint.engine import Session
from fastlint.rules import load_rules
from fastlint.values import Settings

FAULTY = """\
import time
from fastapi import FastAPI

app = FastAPI()


@app.get("/")
async def root() -> None:
    time.sleep(1)
    time.sleep(1)
"""


def prints(text: str) -> dict[int, str]:
    """The fingerprint of each finding by its line."""
    session = Session(Settings(select=("FL101",)), "/app", load_rules(), files={"/app/main.py": text})
    report = session.check(["."])
    known = report.fingerprints()
    return {each.span.line: known[each] for each in report.diagnostics}


def test_they_stay_when_lines_move():
    before = prints(FAULTY)
    after = prints(f"# a comment\n\n{FAULTY}")

    assert list(before) == [9, 10]
    assert list(after) == [11, 12]
    assert list(before.values()) == list(after.values())
    assert len(set(before.values())) == 2


def test_they_stay_when_a_finding_that_is_alike_is_suppressed():
    hidden = prints(FAULTY.replace("time.sleep(1)\n", "time.sleep(1)  # noqa: FL101\n", 1))

    assert hidden == {10: prints(FAULTY)[10]}
