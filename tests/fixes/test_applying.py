"""What a fix leaves as it is: line ends, encodings, comments, columns of characters; and what it is left out for."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from fastlint.engine import Report, Session
from fastlint.fixes import Outcome, check_only, fix_all
from fastlint.rules import load_rules
from fastlint.values import (
    Await,
    Confidence,
    Diagnostic,
    Fix,
    Imported,
    RenameCallee,
    Rewrite,
    Safety,
    Settings,
    Severity,
    Span,
    Summary,
)

RULES = load_rules()
PATH = "/project/main.py"


class OneFile:
    """A checker of one file in memory, which finds what a test makes it find."""

    def __init__(self, data: bytes, *fixes: Fix, confidence: Confidence = Confidence.HIGH) -> None:
        self.data = data
        self.fixes = fixes
        self.confidence = confidence

    def check(self, paths: Sequence[str]) -> Report:
        span = Span("main.py", 1, 1, 1, 1)
        found = tuple(
            Diagnostic("FL999", "a-fault", Severity.ERROR, self.confidence, fix.title, span, fixes=(fix,))
            for fix in self.fixes
        )
        self.fixes = ()
        return Report(found, Summary(), lambda path: None)

    def read(self, path: str) -> bytes:
        return self.data

    def hold(self, path: str, data: bytes) -> None:
        self.data = data


def span(data: bytes, code: str, encoding: str = "utf-8") -> Span:
    """Where a code stands in a file, in lines and characters."""
    text = data.decode(encoding).removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    start = text.index(code)
    line, column = text.count("\n", 0, start) + 1, start - (text.rfind("\n", 0, start) + 1) + 1
    end = start + len(code)
    end_line, end_column = text.count("\n", 0, end) + 1, end - (text.rfind("\n", 0, end) + 1) + 1
    return Span(PATH, line, column, end_line, end_column)


def fixed(data: bytes, *fixes: Fix, unsafe: bool = False) -> bytes:
    """The file after the fixes."""
    checker = OneFile(data, *fixes)
    fix_all(checker, ["."], unsafe=unsafe)
    return checker.data


def sleep(data: bytes, encoding: str = "utf-8") -> Fix:
    """Await `asyncio.sleep` in place of `time.sleep(1)`."""
    place = span(data, "time.sleep(1)", encoding)
    return Fix.safe("Await it", RenameCallee(place, (Imported("asyncio"), ".sleep")), Await(place))


def test_line_ends_stay_those_of_windows() -> None:
    data = b'"""Words."""\r\nimport time\r\n\r\nasync def f():\r\n    time.sleep(1)\r\n'

    assert fixed(data, sleep(data)) == (
        b'"""Words."""\r\nimport asyncio\r\nimport time\r\n\r\nasync def f():\r\n    await asyncio.sleep(1)\r\n'
    )


def test_columns_count_characters() -> None:
    data = 'import asyncio\nimport time\nasync def f():\n    "💡 é"; time.sleep(1)  # ü\n'.encode()

    assert fixed(data, sleep(data)).decode().splitlines()[-1] == '    "💡 é"; await asyncio.sleep(1)  # ü'


def test_the_encoding_and_the_byte_order_mark_stay() -> None:
    latin = '# coding: latin-1\nimport time\nasync def f():\n    "é"; time.sleep(1)\n'.encode("latin-1")
    marked = b"\xef\xbb\xbf" + b"import time\nasync def f():\n    time.sleep(1)\n"

    assert "é" in fixed(latin, sleep(latin, "latin-1")).decode("latin-1")
    assert fixed(latin, sleep(latin, "latin-1")).startswith(b"# coding: latin-1\nimport asyncio\nimport time\n")
    assert fixed(marked, sleep(marked)).startswith(b"\xef\xbb\xbfimport asyncio\nimport time\n")


def test_what_an_encoding_cannot_hold_is_not_written() -> None:
    data = "# coding: latin-1\nx = 1\n".encode("latin-1")

    assert fixed(data, Fix.safe("Write a euro", Rewrite(span(data, "1"), ('"€"',)))) == data


def test_a_file_that_does_not_end_in_a_line_end() -> None:
    data = b"import time\nasync def f(): time.sleep(1)"

    assert fixed(data, sleep(data)) == b"import asyncio\nimport time\nasync def f(): await asyncio.sleep(1)"


def test_a_result_that_python_refuses_is_left_out_and_the_others_stay() -> None:
    data = b"a = 1\nb = 2\n"
    wrong = Fix.safe("Wrong", Rewrite(span(data, "1"), ("1 +",)))
    right = Fix.safe("Right", Rewrite(span(data, "2"), ("3",)))

    assert fixed(data, wrong, right) == b"a = 1\nb = 3\n"


def test_an_await_outside_of_a_coroutine_is_left_out() -> None:
    data = b"import asyncio, time\ndef f():\n    time.sleep(1)\n"

    assert fixed(data, sleep(data)) == data


def test_of_two_fixes_that_meet_the_first_wins() -> None:
    data = b"a = f(1)\n"
    outer = Fix.safe("Outer", Rewrite(span(data, "f(1)"), ("g",)))
    inner = Fix.safe("Inner", Rewrite(span(data, "1"), ("2",)))

    assert fixed(data, outer, inner) == b"a = g\n"
    assert fixed(data, inner, outer) == b"a = f(2)\n"


def test_a_fix_is_applied_whole_or_not_at_all() -> None:
    data = b"a = 1\nb = 2\n"
    both = Fix.safe("Both", Rewrite(span(data, "1"), ("3",)), Rewrite(Span(PATH, 9, 1, 9, 2), ("4",)))

    assert fixed(data, both) == data


def test_unsafe_fixes_wait_to_be_asked_for() -> None:
    data = b"a = 1\n"
    fix = Fix.unsafe("Two", Rewrite(span(data, "1"), ("2",)))

    assert fixed(data, fix) == data
    assert fixed(data, fix, unsafe=True) == b"a = 2\n"


def test_the_fix_of_a_finding_that_is_not_sure_is_not_safe() -> None:
    data = b"a = 1\n"
    checker = OneFile(data, Fix.safe("Two", Rewrite(span(data, "1"), ("2",))), confidence=Confidence.MEDIUM)

    (found,) = check_only(checker, ["."]).report.diagnostics

    assert [fix.safety for fix in found.fixes] == [Safety.UNSAFE]


def test_a_fix_that_cannot_be_made_is_not_offered() -> None:
    data = b"async def f(asyncio, time):\n    time.sleep(1)\n"

    (found,) = check_only(OneFile(data, sleep(data)), ["."]).report.diagnostics

    assert found.fixes == ()


def test_edits_are_in_order_and_no_two_begin_at_the_same_place() -> None:
    data = b"import time\nasync def f():\n    time.sleep(1).x\n"

    (found,) = check_only(OneFile(data, sleep(data)), ["."]).report.diagnostics

    assert [(edit.span[:3], edit.text) for edit in found.fixes[0].edits] == [
        (("main.py", 1, 1), "import asyncio\n"),
        (("main.py", 3, 5), "(await asyncio.sleep"),
        (("main.py", 3, 18), ")"),
    ]


@pytest.mark.parametrize("code", ["f'{time.sleep(1)}'", "(time.sleep(1) for x in y)", "[time.sleep(1) for x in y]"])
def test_what_an_await_would_make_something_else_of_is_left_alone(code: str) -> None:
    data = f"import asyncio, time\nasync def f(y):\n    return {code}\n".encode()
    text = fixed(data, sleep(data)).decode()

    assert text == data.decode() or code.startswith("f'")  # newer Pythons see what is in an f-string


def test_files_are_fixed_on_the_disk_of_a_session_only_in_memory(tmp_path: Path) -> None:
    code = (
        "import time\nfrom fastapi import FastAPI\napp = FastAPI()\n@app.get('/')\nasync def f():\n    time.sleep(1)\n"
    )
    (tmp_path / "main.py").write_text(code)
    session = Session(Settings(select=("FL101",)), str(tmp_path), RULES)

    outcome: Outcome = fix_all(session, ["."], unsafe=False)

    assert (tmp_path / "main.py").read_text() == code
    assert [path for path, _, _ in outcome.files] == [str(tmp_path / "main.py")]
    assert outcome.files[0][2].decode().endswith("    await asyncio.sleep(1)\n")
    assert (outcome.report.diagnostics, outcome.report.summary.fixed) == ((), 1)
