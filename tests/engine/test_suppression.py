"""What suppression comments do to a run; the specs of FL002 and FL003 tell which comments there are."""

from pathlib import Path

import pytest

from fastlint.engine import Report, Session
from fastlint.rules import load_rules
from fastlint.values import Confidence, Settings

SLEEP = "import time\n\n\nasync def work() -> None:\n    time.sleep(1)  # fastlint: ignore[FL101] -- why\n"


def check(folder: Path, *paths: str, **settings: object) -> Report:
    return Session(Settings(**settings), str(folder), load_rules()).check(paths or (".",))  # type: ignore[arg-type]


def test_what_is_suppressed_is_counted_and_kept_apart(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text(SLEEP)

    report = check(tmp_path)

    assert report.diagnostics == ()
    assert report.summary.suppressed == 1
    (found,) = report.suppressed
    assert found.diagnostic.code == "FL101"
    assert found.diagnostic.span.path == found.comment.path == "main.py"
    assert (found.comment.line, found.text, found.reason) == (5, "# fastlint: ignore[FL101]", "why")


def test_in_a_file_that_is_named_nothing_is_unused(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text("x = 1  # fastlint: ignore[FL101]\n")

    assert [each.code for each in check(tmp_path).diagnostics] == ["FL002"]
    assert check(tmp_path, "main.py").diagnostics == ()


def test_a_comment_for_a_finding_that_is_not_sure_enough_is_used(tmp_path: Path) -> None:
    code = "async def work(flag):\n    import time\n\n    f = time.sleep if flag else print\n    f(1)  # noqa: FL101\n"
    (tmp_path / "main.py").write_text(code)

    report = check(tmp_path, min_confidence=Confidence.HIGH)

    assert [each.code for each in report.diagnostics] == []


@pytest.mark.parametrize("data", [SLEEP.encode().replace(b"\n", b"\r\n"), SLEEP.encode().replace(b"\n", b"\r")])
def test_line_ends_do_not_matter(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "main.py").write_bytes(data)

    assert check(tmp_path).summary.suppressed == 1


def test_the_encoding_of_the_file_counts(tmp_path: Path) -> None:
    code = "# coding: latin-1\n" + SLEEP.replace("why", "Gerät")
    (tmp_path / "main.py").write_bytes(code.encode("latin-1"))

    assert [each.reason for each in check(tmp_path).suppressed] == ["Gerät"]


def test_a_file_that_cannot_be_read_is_never_suppressed(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text("# flake8: noqa\ndef (:  # noqa\n")

    assert [each.code for each in check(tmp_path).diagnostics] == ["FL001"]


def test_nothing_is_unused_while_a_file_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text("x = 1  # fastlint: ignore[FL101]\n")
    (tmp_path / "broken.py").write_text("def (:\n")

    assert [each.code for each in check(tmp_path).diagnostics] == ["FL001"]
