"""Suppression comments are written where they work, and nothing else changes."""

import codecs
from pathlib import Path

import pytest
from click.testing import CliRunner

from fastlint.entrypoints.cli.program import program
from fastlint.fixes.add_suppressions import add_suppressions


def added(text: str, found: dict[int, set[str]]) -> str:
    return add_suppressions(text.encode(), found, "why").data.decode()


def test_at_the_end_of_the_statement() -> None:
    assert added("a()\nb(\n    1,\n)\n", {1: {"FL102", "FL101"}, 2: {"FL103"}, 3: {"FL104"}}) == (
        "a()  # fastlint: ignore[FL101, FL102] -- why\nb(\n    1,\n)  # fastlint: ignore[FL103, FL104] -- why\n"
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a()  # why not", "a()  # why not  # fastlint: ignore[FL101] -- why"),
        ("a()  # noqa: E501", "a()  # noqa: E501  # fastlint: ignore[FL101] -- why"),
        ("a()  # fastlint: ignore[FL102] -- old", "a()  # fastlint: ignore[FL102, FL101] -- old"),
        ("a()  # fastlint: ignore[FL101]", "a()  # fastlint: ignore[FL101]"),
        ("a()  # é # fastlint: ignore[FL102]", "a()  # é # fastlint: ignore[FL102, FL101]"),
        ("a()  # fastlint: ignore FL101", "a()  # fastlint: ignore FL101  # fastlint: ignore[FL101] -- why"),
        ("a()   ", "a()  # fastlint: ignore[FL101] -- why"),
        ("@a(\n  1\n)\ndef f(): ...", "@a(\n  1\n)  # fastlint: ignore[FL101] -- why\ndef f(): ..."),
        ('a("""\n# x\n""")', 'a("""\n# x\n""")  # fastlint: ignore[FL101] -- why'),
        ("a(\\\n1)", "a(\\\n1)  # fastlint: ignore[FL101] -- why"),
    ],
)
@pytest.mark.parametrize("end", ["", "\n"])
def test_beside_what_is_there(before: str, after: str, end: str) -> None:
    assert added(before + end, {1: {"FL101"}}) == after + end


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_line_ends_stay(end: str) -> None:
    text = f"x = 1{end}a(){end}b = '''{end}'''{end}"

    assert added(text, {2: {"FL101"}}) == text.replace("a()", "a()  # fastlint: ignore[FL101] -- why")


@pytest.mark.parametrize(
    ("head", "mark", "encoding"),
    [
        ("# coding: latin-1\n", b"", "latin-1"),
        ("", codecs.BOM_UTF8, "utf-8"),
        ("# coding: cp1252\n", b"", "cp1252"),
        ("", b"", "utf-8"),
    ],
)
def test_the_encoding_stays(head: str, mark: bytes, encoding: str) -> None:
    text = f"{head}a('é')\n"

    done = add_suppressions(mark + text.encode(encoding), {text.count("\n"): {"FL101"}}, "grün")

    assert done.data == mark + text.replace(")\n", ")  # fastlint: ignore[FL101] -- grün\n").encode(encoding)


def test_a_reason_that_the_encoding_does_not_have() -> None:
    with pytest.raises(UnicodeError):
        add_suppressions(b"# coding: latin-1\na()\n", {2: {"FL101"}}, "→")


def test_a_line_without_a_statement_is_left() -> None:
    done = add_suppressions(b"# nothing\n\na()\n", {1: {"FL005"}, 3: {"FL101"}}, "why")

    assert done.left == (1,)
    assert done.data == b"# nothing\n\na()  # fastlint: ignore[FL101] -- why\n"


SLEEP = """\
import time


async def work() -> None:
    time.sleep(1)
    print(
        time.sleep(1),
        time.sleep(2),
    )
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "main.py").write_text(SLEEP)
    (tmp_path / "fastlint.toml").write_text('select = ["FL0", "FL101"]\nrequire-reason = true\n')
    return tmp_path


def test_what_is_found_is_suppressed_once_and_for_all(project: Path) -> None:
    done = CliRunner().invoke(program, ["check", "--add-suppressions", "--reason", "soon"])

    assert done.exit_code == 0, done.output
    assert done.stdout == "3 findings suppressed in 1 file\n"
    text = (project / "main.py").read_text()
    assert text.count("# fastlint: ignore[FL101] -- soon") == 2
    checked = CliRunner().invoke(program, ["check"])
    assert checked.exit_code == 0, checked.output
    assert "3 suppressed" in checked.stdout
    again = CliRunner().invoke(program, ["check", "--add-suppressions"])
    assert again.stdout == "Nothing to suppress\n"
    assert (project / "main.py").read_text() == text


def test_what_cannot_be_suppressed_is_said(project: Path) -> None:
    (project / "broken.py").write_text("def (:\n")

    done = CliRunner().invoke(program, ["check", "--add-suppressions"])

    assert done.exit_code == 1
    assert "broken.py:1: FL001 syntax-error cannot be suppressed by a comment" in done.stdout


@pytest.mark.parametrize("reason", ["", " ", "a\nb"])
def test_a_reason_is_a_line(project: Path, reason: str) -> None:
    done = CliRunner().invoke(program, ["check", "--add-suppressions", "--reason", reason])

    assert done.exit_code == 2
    assert (project / "main.py").read_text() == SLEEP
