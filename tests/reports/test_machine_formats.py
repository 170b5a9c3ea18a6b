"""The formats that services and tools read."""

import io
import json
import re
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest

from fastlint.reports.descriptor import Descriptor
from fastlint.reports.fingerprint import complete
from fastlint.reports.github import command, write_github
from fastlint.reports.gitlab import write_gitlab
from fastlint.reports.json import diagnostic_object
from fastlint.reports.jsonl import write_jsonl
from fastlint.reports.junit import write_junit
from fastlint.reports.markdown import ROOM, escaped, write_markdown
from fastlint.reports.sarif import artifact, write_sarif
from fastlint.values import Severity, Span, Summary, Suppressed

SCHEMA = json.loads((Path(__file__).parent / "schemas" / "sarif-2.1.0.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.validators.validator_for(SCHEMA)(SCHEMA, format_checker=jsonschema.FormatChecker())

PAGE = "## What it does\n\nReports a call that waits\nfor the network.\n\n## Why is this bad?\n\nIt is."
EMPTY = Summary()
RULE = Descriptor("FL102", "blocking-http-call", "event-loop", Severity.ERROR, "A call waits", PAGE, "docs/x/y.md")

#: Text with everything that some format has to escape, and a path likewise.
NASTY = '100% of `a|b`: <b>, *x* & "y",\n::error::\r ]]> \x00\x1b \udcff 字 @team #1'
NASTY_PATH = "app/näive, 100%:<&>|`x`#?.py"


def write(function, *arguments) -> str:
    stream = io.StringIO()
    function(stream, *arguments)
    return stream.getvalue()


@pytest.fixture
def nasty(diagnostics):
    first = diagnostics[0]
    span = first.span._replace(path=NASTY_PATH)
    step = first.chain[1]._replace(span=span, call=NASTY)
    return first._replace(message=NASTY, span=span, help=NASTY, chain=(first.chain[0], step), routes=(NASTY,))


@pytest.fixture
def sarif():
    def sarif(diagnostics, summary=EMPTY, suppressed=()):
        log = json.loads(write(write_sarif, diagnostics, summary, {}, [RULE], "0.1.0", suppressed))
        assert [error.message for error in VALIDATOR.iter_errors(log)] == []
        return log["runs"][0]

    return sarif


def test_sarif_snapshot(diagnostics, summary, match_snapshot):
    match_snapshot("report.sarif", write(write_sarif, diagnostics, summary, {}, [RULE], "0.1.0"))


def test_sarif_of_anything_is_valid(sarif, diagnostics, nasty, summary):
    for found in ([], diagnostics, [nasty]):
        assert len(sarif(found, summary)["results"]) == len(found)


def test_the_schema_finds_faults():
    log = {"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "fastlint"}}, "results": [{"ruleId": "FL1"}]}]}

    assert [error.message for error in VALIDATOR.iter_errors(log)] == ["'message' is a required property"]


def test_sarif_has_the_chain_as_a_code_flow(sarif, diagnostics):
    result = sarif(diagnostics)["results"][0]
    steps = result["codeFlows"][0]["threadFlows"][0]["locations"]

    assert [step["location"]["physicalLocation"]["artifactLocation"]["uri"] for step in steps] == [
        "app/routers/orders.py",
        "app/payments/__init__.py",
        "app/payments/stripe.py",
    ]
    assert [step["nestingLevel"] for step in steps] == [0, 1, 2]
    assert steps[2]["location"]["message"]["text"] == "app.payments.stripe.Stripe.send calls requests.post"
    assert result["relatedLocations"][0]["message"]["text"] == "`gateway` is made here"


def test_sarif_describes_the_rules_that_found_something(sarif, diagnostics):
    run = sarif(diagnostics)
    rules = run["tool"]["driver"]["rules"]

    assert [rule["id"] for rule in rules] == ["FL002", "FL102", "FL103"]
    assert rules[1]["fullDescription"]["text"] == "Reports a call that waits for the network."
    assert rules[1]["help"]["markdown"] == PAGE
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])


def test_sarif_has_the_fixes(sarif, diagnostics):
    (fix,) = sarif(diagnostics)["results"][0]["fixes"]

    assert fix["artifactChanges"][0]["replacements"][0]["deletedRegion"] == {
        "startLine": 7, "startColumn": 1, "endLine": 7, "endColumn": 7,
    }  # fmt: skip


def test_sarif_says_what_is_suppressed(sarif, diagnostics):
    comment = Span("app/gone.py", 3, 9, 3, 20)
    suppressed = Suppressed(diagnostics[4], comment, "# noqa: FL002", "known")
    *others, last = sarif(diagnostics[:4], suppressed=[suppressed])["results"]

    assert last["suppressions"][0]["justification"] == "known"
    assert not any("suppressions" in each for each in others)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("app/a b.py", {"uri": "app/a%20b.py", "uriBaseId": "%SRCROOT%"}),
        ("../app/a.py", {"uri": "../app/a.py", "uriBaseId": "%SRCROOT%"}),
        ("/app/ä.py", {"uri": "file:///app/%C3%A4.py"}),
        ("C:/app/a.py", {"uri": "file:///C:/app/a.py"}),
    ],
)
def test_sarif_paths_are_uris(path, expected):
    assert artifact(path) == expected


def test_fingerprints_are_those_of_the_engine_where_it_has_one_and_all_different(diagnostics):
    known = {diagnostics[0]: "word", diagnostics[1]: "word"}
    prints = complete([*diagnostics, diagnostics[0]], known)

    assert prints[0] == "word"
    assert len(set(prints)) == len(prints) == 6
    assert {len(each) for each in prints[1:]} == {32}


def test_jsonl_has_the_objects_of_the_json_report(diagnostics):
    lines = write(write_jsonl, diagnostics).splitlines()

    assert list(map(json.loads, lines)) == list(map(diagnostic_object, diagnostics))
    assert write(write_jsonl, []) == ""


def test_github_snapshot(diagnostics, match_snapshot):
    match_snapshot("github.txt", write(write_github, diagnostics))


def unescaped(text: str) -> str:
    for sign, code in ((":", "%3A"), (",", "%2C"), ("\r", "%0D"), ("\n", "%0A"), ("%", "%25")):
        text = text.replace(code, sign)
    return text


def test_a_github_command_is_one_line_that_the_runner_reads_back(nasty):
    line = command(nasty)
    parsed = re.fullmatch(r"::error (?P<properties>[^:]*)::(?P<message>.*)", line)

    assert "\n" not in line
    assert "\r" not in line
    assert parsed is not None
    properties = dict(each.split("=", 1) for each in parsed["properties"].split(","))
    assert unescaped(properties["file"]) == NASTY_PATH
    assert NASTY in unescaped(parsed["message"])


def test_a_github_command_over_several_lines_has_no_columns(diagnostics):
    assert "line=9,endLine=12::" in command(diagnostics[1])


def test_gitlab_snapshot(diagnostics, match_snapshot):
    match_snapshot("gitlab.json", write(write_gitlab, diagnostics, {}))


def test_gitlab_has_what_the_widget_needs(diagnostics, nasty):
    issues = json.loads(write(write_gitlab, [*diagnostics, nasty], {}))

    assert {each["severity"] for each in issues} <= {"info", "minor", "major", "critical", "blocker"}
    assert all(each["location"]["lines"]["begin"] >= 1 for each in issues)
    assert len({each["fingerprint"] for each in issues}) == len(issues)
    assert issues[-1]["location"]["path"] == NASTY_PATH
    assert json.loads(write(write_gitlab, [], {})) == []


def test_junit_snapshot(diagnostics, summary, match_snapshot):
    match_snapshot("junit.xml", write(write_junit, diagnostics, summary))


def test_junit_is_xml_whatever_it_holds(diagnostics, nasty, summary):
    root = ElementTree.fromstring(write(write_junit, [nasty, *diagnostics], summary).encode())

    assert [int(suite.get("tests", "")) for suite in root] == [len(suite) for suite in root]
    assert int(root.get("failures", "")) == len(diagnostics) + 1
    assert root[0].get("name") == NASTY_PATH


def test_junit_of_nothing_is_a_test_that_passes():
    root = ElementTree.fromstring(write(write_junit, [], Summary(files=3)).encode())

    assert (root.get("tests"), root.get("failures")) == ("1", "0")
    assert [child.tag for child in root[0][0]] == []


def test_markdown_snapshot(diagnostics, summary, match_snapshot):
    match_snapshot("report.md", write(write_markdown, diagnostics, summary))


def test_markdown_rows_stay_rows(nasty):
    text = write(write_markdown, [nasty], Summary())
    rows = [line for line in text.splitlines() if line.startswith("|")]

    assert len(rows) == 3
    assert [len(re.split(r"(?<!\\)\|", row)) for row in rows] == [5, 5, 5]
    assert "<b>" not in rows[2]


def test_markdown_calls_nobody():
    assert "@team" not in escaped("@team")


def test_markdown_fits_a_comment(diagnostics):
    many = [
        diagnostics[0]._replace(span=Span(f"app/{number}.py", 1, 1, 1, 2), help="x" * 4000) for number in range(500)
    ]
    text = write(write_markdown, many, Summary(errors=500))

    assert "and 400 more findings" in text
    assert text.count("<details>") == text.count("</details>") > 5
    assert len(text) < ROOM + 15_000


def test_markdown_of_nothing():
    assert write(write_markdown, [], Summary(files=3, routes=2)) == (
        "## fastlint\n\n**No findings** (3 files checked, 2 routes)\n"
    )
