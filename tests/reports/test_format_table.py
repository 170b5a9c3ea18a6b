"""The table in docs/formats.md says what each format really carries."""

import io
import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from fastlint.entrypoints.cli.targets import FORMATS
from fastlint.entrypoints.cli.writing import Style, write
from fastlint.rule import Rule, RuleModule
from fastlint.values import (
    Confidence,
    Diagnostic,
    Edit,
    Fix,
    Related,
    Safety,
    Severity,
    Span,
    Step,
    Summary,
    Suppressed,
)

PAGE = Path(__file__).parents[2] / "docs" / "formats.md"

PLACE = Span("app/a.py", 4711, 1877, 4711, 1999)
RULE = Rule(
    module="fastlint.rules.event_loop.the_rule",
    code="FL199",
    summary="summary",
    subject=object,
    severity=Severity.WARNING,
    since="0.1.0",
)
FINDING = Diagnostic(
    "FL199", "the-rule", Severity.WARNING, Confidence.LOW, "themessage", PLACE,
    help="thehelp",
    url=RULE.url,
    chain=(Step(PLACE, "app.a.f", "g"), Step(Span("app/b.py", 1, 1, 1, 2), "app.b.g", "thecall")),
    sink="thecall",
    routes=("GET /theroute",),
    related=(Related(Span("app/c.py", 1, 1, 1, 2), "theother"),),
    fixes=(Fix("thetitle", Safety.SAFE, (Edit(PLACE, "theedit"),)),),
)  # fmt: skip

#: What to look for, by the row of the table.
SIGNS = {
    "rule's code and name": ("FL199", "the-rule"),
    "message": ("themessage",),
    "path and line": ("app/a.py", "4711"),
    "column": ("1877",),
    "end of the place": ("1999",),
    "severity": ("warning",),
    "confidence": ("low",),
    "help": ("thehelp",),
    "chain of calls": ("thecall", "app/b.py"),
    "routes": ("GET /theroute",),
    "related places": ("theother",),
    "title of a fix": ("thetitle",),
    "edits of a fix": ("theedit",),
    "rule's manual page": ("thepage",),
    "counts": ("8642",),
}


@dataclass
class Report:
    diagnostics: tuple[Diagnostic, ...] = (FINDING,)
    summary: Summary = Summary(files=8642)  # noqa: RUF009
    suppressed: tuple[Suppressed, ...] = ()

    def sources(self, path: str) -> list[str] | None:
        return None

    def fingerprints(self) -> dict[Diagnostic, str]:
        return {}


def table() -> dict[tuple[str, str], str]:
    """The cells by row and format."""
    lines = PAGE.read_text(encoding="utf-8").split("## Which format carries what")[1].splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    assert tuple(rows[0][1:]) == FORMATS
    return {(row[0], name): cell for row in rows[2:] for name, cell in zip(FORMATS, row[1:], strict=True)}


CELLS = table()


def written(output_format: str) -> str:
    stream = io.StringIO()
    style = Style("never", quiet=False, verbose=False, statistics=False, show_suppressed=False)
    rules = [RuleModule(RULE, "thepage", lambda subject, project: iter(()))]
    write(Report(), stream, output_format, lambda: rules, style)
    if output_format == "junit":  # the number of tests is a count
        return stream.getvalue().replace('tests="1"', 'tests="8642"')
    return stream.getvalue()


@pytest.mark.parametrize("output_format", FORMATS)
def test_the_table_is_true(output_format):
    text = written(output_format)

    for row, signs in SIGNS.items():
        cell = CELLS[row, output_format]
        assert all(sign in text for sign in signs) is (cell == "yes"), (row, cell)


def test_fingerprints():
    assert "fingerprint" in json.loads(written("gitlab"))[0]
    assert "partialFingerprints" in json.loads(written("sarif"))["runs"][0]["results"][0]
    assert [name for name in FORMATS if CELLS["fingerprint", name] == "yes"] == ["sarif", "gitlab"]


def test_the_page_names_every_format():
    head = PAGE.read_text(encoding="utf-8").split("## Which format")[0]

    assert [name for name in FORMATS if f"| `{name}` |" not in head] == []
