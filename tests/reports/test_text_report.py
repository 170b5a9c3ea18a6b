"""The report for people."""

import itertools
import re

import pytest
from rich.cells import cell_len

from fastlint.reports.text import FULL, write_text
from fastlint.values import Confidence, Diagnostic, Related, Severity, Span, Step, Summary

ANSI = re.compile(r"\x1b\[[0-9;]*m")


def finding(line=1, column=1, end_line=None, end_column=2, **values):
    defaults = {
        "code": "FL101",
        "name": "blocking-sleep",
        "severity": Severity.ERROR,
        "confidence": Confidence.HIGH,
        "message": "`time.sleep` blocks the event loop",
        "span": Span("a.py", line, column, end_line or line, end_column),
    }
    return Diagnostic(**{**defaults, **values})


@pytest.fixture
def draw(rendered):
    def draw(diagnostics, lines=None, encoding="utf-8", limits=None, quiet=True, **screen):
        out = rendered(encoding)
        more = {"limits": limits} if limits else {}
        write_text(out.screen(**screen), diagnostics, Summary(), lambda path: lines, quiet=quiet, **more)
        return out.text

    return draw


def underlined(text: str) -> list[str]:
    """The source text above each underline, by columns of the terminal."""
    rows = text.splitlines()
    result = []
    for above, row in itertools.pairwise(rows):
        run = re.search("[━^]+", row)
        if run is None:
            continue
        start, end = cell_len(row[: run.start()]), cell_len(row[: run.end()])
        position, under = 0, ""
        for character in above:
            if start <= position < end:
                under += character
            position += cell_len(character)
        result.append(under)
    return result


def test_snapshot(rendered, diagnostics, summary, sources, match_snapshot):
    out = rendered()
    write_text(out.screen(width=100), diagnostics, summary, sources)

    match_snapshot("text.txt", out.text)


def test_snapshot_of_a_narrow_terminal_without_unicode(rendered, diagnostics, summary, sources, match_snapshot):
    out = rendered("ascii")
    write_text(out.screen(width=40, terminal=True), diagnostics, summary, sources)

    match_snapshot("text-narrow-ascii.txt", out.text)


def test_a_narrow_terminal_gets_no_line_that_is_too_wide(rendered, diagnostics, summary, sources):
    out = rendered()
    write_text(out.screen(width=40, terminal=True), diagnostics, summary, sources)

    assert [line for line in out.text.splitlines() if cell_len(line) > 40] == []


def test_colour_changes_nothing_but_colour(rendered, diagnostics, summary, sources):
    plain, colored = rendered(), rendered()
    write_text(plain.screen(terminal=True), diagnostics, summary, sources)
    write_text(colored.screen(terminal=True, color=True), diagnostics, summary, sources)

    assert "\x1b[" not in plain.text
    assert "\x1b[" in colored.text
    assert [line.rstrip() for line in ANSI.sub("", colored.text).splitlines()] == plain.text.splitlines()


def test_each_part_has_its_own_colour(draw):
    text = draw([finding(help="`sleep` on", routes=("GET /",))], ["time.sleep(1)"], color=True)

    assert "\x1b[1;31mFL101\x1b[0m blocking-sleep [\x1b[1;31merror\x1b[0m]\n" in text
    assert "\x1b[2m  1 │ \x1b[0mtime.sleep(1)\n" in text
    assert "\x1b[1;36mroute: \x1b[0mGET /\n" in text
    assert "\x1b[1;32mhelp: \x1b[0m\x1b[1m`sleep`\x1b[0m on\n" in text


def test_colour_that_is_asked_for_goes_into_a_pipe_too(rendered, diagnostics, summary, sources):
    out = rendered()
    write_text(out.screen(color=True, terminal=False), diagnostics, summary, sources)

    assert "\x1b[" in out.text


def test_no_line_ends_in_blanks(rendered, diagnostics, summary, sources):
    out = rendered()
    write_text(out.screen(), diagnostics, summary, sources)

    assert [line for line in out.text.splitlines() if line != line.rstrip()] == []


def chained(count: int, end: Span, call: str = "os.stat", function: str = "app.files.Store.look"):
    """So many findings, each with a chain of its own that ends in the same call."""
    for number in range(count):
        start = Span("app/main.py", number + 1, 1, number + 1, 5)
        chain = (Step(start, f"app.main.f{number}", "look"), Step(end, function, call))
        yield finding(span=start, chain=chain)


def test_where_many_chains_end(draw):
    often = chained(12, Span("app/files.py", 7, 1, 7, 9))
    seldom = chained(4, Span("app/other.py", 9, 1, 9, 9), "os.listdir")
    alone = [finding(span=Span("app/own.py", 1, 1, 1, 5))] * 9
    text = draw([*seldom, *often, *alone], quiet=False)

    assert "\n\nMany chains end here:\n  12  os.stat in Store.look  app/files.py:7\n\n" in text
    assert "os.listdir in" not in text


def test_where_many_chains_end_is_named_in_order_and_not_without_end(draw):
    ends = [each for line in range(1, 8) for each in chained(4 + line, Span("app/files.py", line, 1, line, 9))]
    named = draw(ends, quiet=False).partition("Many chains end here:\n")[2].split("\n\n")[0].splitlines()

    assert [line.split()[0] for line in named] == ["11", "10", "9", "8", "7"]


def test_where_many_chains_end_fits_a_narrow_terminal(rendered):
    out = rendered()
    ends = list(chained(7, Span("app/a_folder/with_files.py", 7, 1, 7, 9), "a_call_with_a_long_name"))
    write_text(out.screen(width=40, terminal=True), ends, Summary(), lambda path: None)

    _, heading, ends_shown = out.text.partition("Many chains end here:")
    assert heading and max(map(len, ends_shown.splitlines())) <= 40
    assert "app/a_folder/with_files.py:7" in ends_shown


def test_a_heading_stays_on_one_line_in_a_pipe(draw):
    text = draw([finding(span=Span("a/very/long/path/to/a/module.py", 1, 1, 1, 2))], width=40)

    assert text.splitlines()[0] == "a/very/long/path/to/a/module.py:1:1: FL101 blocking-sleep [error]"


@pytest.mark.parametrize(
    ("line", "column", "end", "expected"),
    [
        ("x = time.sleep(3)", 5, 18, "time.sleep(3)"),
        ("\tx = time.sleep(3)", 6, 19, "time.sleep(3)"),
        ("a\t=\ttime.sleep(3)", 5, 18, "time.sleep(3)"),
        ('x = "漢字"; time.sleep(3)', 11, 24, "time.sleep(3)"),
        ('    x = "漢字"', 9, 13, '"漢字"'),
        ("x = 1", 6, 6, ""),
    ],
)
def test_the_underline_stands_below_the_span(draw, line, column, end, expected):
    text = draw([finding(column=column, end_column=end)], [line])

    assert [under.replace("\0", "") for under in underlined(text)] == [expected]


def test_a_span_at_the_end_of_the_line_is_still_marked(draw):
    assert "━" in draw([finding(column=6, end_column=6)], ["x = 1"])


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
@pytest.mark.parametrize("before", ["", "x = 1; " * 100, "字" * 300, "é\t" * 200])
@pytest.mark.parametrize("after", ["", "; y = 2" * 100])
def test_a_long_line_is_cropped_around_the_span(draw, encoding, before, after):
    column = len(before) + 1
    text = draw([finding(column=column, end_column=column + 13)], [f"{before}time.sleep(3){after}"], encoding, width=60)

    assert underlined(text) == ["time.sleep(3)"]
    assert all(cell_len(row) <= 60 for row in text.splitlines()[2:])


def test_a_span_that_is_wider_than_the_screen_is_underlined_as_far_as_it_is_shown(draw):
    text = draw([finding(column=1, end_column=1_000_001)], ["f" * 1_000_000], width=60)

    (under,) = underlined(text)
    assert set(under) == {"f"}
    assert 40 < len(under) < 60


def test_a_span_over_several_lines_gets_a_bracket(draw):
    lines = ["    call(", "        1,", "    )"]
    rows = draw([finding(column=5, end_line=3, end_column=6)], lines).splitlines()

    assert rows[2:5] == ["  1 │ ╭ call(", "  2 │ │     1,", "  3 │ ╰ )"]


def test_a_tall_span_is_shortened(draw):
    lines = ["call(", *(f"    {number}," for number in range(100)), ")"]
    rows = draw([finding(end_line=102, end_column=2)], lines).splitlines()

    assert [row.strip() for row in rows[2:6]] == ["1 │ ╭ call(", "2 │ │     0,", "…", "102 │ ╰ )"]


@pytest.mark.parametrize("lines", [None, [], ["only one line"]])
def test_a_missing_source_line_leaves_the_finding(draw, lines):
    text = draw([finding(line=7)], lines)

    assert text == "a.py:7:1: FL101 blocking-sleep [error]\n  `time.sleep` blocks the event loop\n\n"


def test_messages_survive_where_source_lines_are_missing(draw):
    chain = (Step(Span("a.py", 7, 1, 7, 2), "a.f", "g"),)
    text = draw([finding(line=7, message="one", chain=chain), finding(line=8, message="two", chain=chain)])

    assert "  line 7: one\n  line 8: two\n" in text


def test_control_characters_of_the_source_do_not_reach_the_terminal(draw):
    text = draw([finding(message="bad \x1b[31m", column=1, end_column=2)], ["x = '\x1b[2J\u202e\x07'"])

    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "\\x1b" in text


def test_characters_that_the_stream_lacks_are_escaped(draw):
    text = draw([finding(column=5, end_column=9, message="`naïve` → 字")], ["x = 'é字'"], "ascii")

    assert "x = '\\xe9\\u5b57'" in text
    assert underlined(text) == ["'\\xe9\\u5b57'"]
    assert "`na\\xefve`" in text


def test_many_findings_in_one_function_are_one_block(draw):
    chain = (Step(Span("a.py", 1, 1, 1, 2), "a.f", "g"),)
    found = [finding(line=line, chain=chain) for line in range(1, 41)]
    lines = [f"call_{number}()" for number in range(1, 41)]
    brief = draw(found, lines)

    assert brief.startswith("a.py:1:1: FL101 blocking-sleep [error] 40 findings in f\n")
    assert brief.count("FL101") == 1
    assert "call_8()" in brief
    assert "call_9()" not in brief
    assert "and 32 more, at lines 9, 10, 11," in brief
    assert len(brief.splitlines()) < 25
    assert "call_40()" in draw(found, lines, limits=FULL)


def test_findings_without_a_function_are_grouped_by_message(draw):
    text = draw([finding(line=1), finding(line=2), finding(line=3, message="other")], ["a", "b", "c"])

    assert text.count("FL101") == 2
    assert "[error] 2 findings\n" in text


def test_the_first_routes_are_shown_and_the_rest_counted(draw):
    text = draw([finding(routes=("GET /a", "GET /b", "GET /c", "GET /d", "GET /e"))])

    assert "  routes: GET /a, GET /b, GET /c and 2 more\n" in text


def test_chains_that_share_their_way_share_their_branch(draw):
    def chain(*calls):
        return tuple(
            Step(Span(f"m{depth}.py", line, 1, line, 2), f"m{depth}.{function}", call)
            for depth, (line, function, call) in enumerate(calls)
        )

    text = draw(
        [
            finding(line=1, sink="x", chain=chain((1, "f", "g"), (5, "g", "x"))),
            finding(line=1, sink="y", chain=chain((1, "f", "g"), (6, "g", "y"))),
            finding(line=2, sink="z", chain=chain((2, "f", "h"), (7, "h", "z"))),
        ],
    )

    assert [line for line in text.splitlines() if "m0" in line or "m1" in line] == [
        "  ├─ g     m0.py:1",
        "  │  ├─ x  m1.py:5",
        "  │  └─ y  m1.py:6",
        "  └─ h     m0.py:2",
        "     └─ z  m1.py:7",
    ]


def test_confidence_is_said_where_it_is_not_high(draw):
    assert "[error, low confidence]" in draw([finding(confidence=Confidence.LOW)])
    assert "confidence" not in draw([finding()])


def test_related_places_are_named(draw):
    text = draw([finding(related=(Related(Span("b.py", 3, 1, 3, 2), "`x` is made here"),))])

    assert "  see: b.py:3: `x` is made here\n" in text


def test_nothing_found_is_said(rendered):
    out = rendered()
    write_text(out.screen(), [], Summary(files=3, files_read=3, routes=1), lambda path: None)

    assert out.text == "No findings\n3 files checked, 1 route\n"
