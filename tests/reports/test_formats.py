"""The other formats: concise, JSON, routes, inspect."""

import io
import json

import pytest
from rich.cells import cell_len

from fastlint.reports.concise import write_concise
from fastlint.reports.inspect import write_inspect
from fastlint.reports.json import read_json, write_json, write_routes_json
from fastlint.reports.routes import write_routes
from fastlint.reports.screen import Screen
from fastlint.values import AppTable, InspectReport, RouteReport, RouteRow, Section, Summary, Unresolved


def test_concise_snapshot(rendered, diagnostics, summary, match_snapshot):
    out = rendered()
    write_concise(out.screen(), diagnostics, summary)

    match_snapshot("concise.txt", out.text)


def test_concise_is_one_line_for_each_finding(rendered, diagnostics, summary):
    out = rendered()
    write_concise(out.screen(width=20), diagnostics, summary, quiet=True)

    assert len(out.text.splitlines()) == len(diagnostics)


def test_json_snapshot(diagnostics, summary, match_snapshot):
    stream = io.StringIO()
    write_json(stream, diagnostics, summary)

    match_snapshot("report.json", stream.getvalue())


def test_json_has_the_promised_keys_in_order(diagnostics, summary):
    stream = io.StringIO()
    write_json(stream, diagnostics, summary)
    report = json.loads(stream.getvalue())

    assert list(report) == ["version", "diagnostics", "summary"]
    assert (
        list(report["diagnostics"][0])
        == (
            "code name severity confidence message help url path line column end_line end_column "
            "chain sink routes related fixes"
        ).split()
    )
    assert list(report["diagnostics"][0]["chain"][0]) == ["path", "line", "column", "function", "call"]
    assert list(report["diagnostics"][0]["related"][0]) == ["path", "line", "message"]
    assert list(report["diagnostics"][0]["fixes"][0]) == ["title", "safety", "edits"]
    assert list(report["diagnostics"][0]["fixes"][0]["edits"][0]) == (
        "path line column end_line end_column text".split()
    )
    assert list(report["summary"]) == (
        "files files_read routes errors warnings infos fixable suppressed unparsed baselined gone fixed".split()
    )


def test_json_survives_the_round_trip(diagnostics, summary):
    first, second = io.StringIO(), io.StringIO()
    write_json(first, diagnostics, summary)
    again, summary_again = read_json(first.getvalue())
    write_json(second, again, summary_again)

    assert second.getvalue() == first.getvalue()
    assert summary_again == summary
    # chain and related places are points in JSON; all else comes back whole
    assert [each._replace(chain=(), related=()) for each in again] == [
        each._replace(chain=(), related=()) for each in diagnostics
    ]
    assert read_json(second.getvalue()) == (again, summary_again)


def test_json_of_nothing_and_of_odd_characters(diagnostics):
    empty, odd = io.StringIO(), io.StringIO()
    write_json(empty, [], Summary())
    write_json(odd, [diagnostics[0]._replace(message="naïve \udcff 字")], Summary())

    assert json.loads(empty.getvalue())["diagnostics"] == []
    assert odd.getvalue().isascii()
    assert read_json(odd.getvalue())[0][0].message == "naïve \udcff 字"


def test_json_of_another_version_is_refused():
    with pytest.raises(ValueError, match="version 1 is expected, not 2"):
        read_json('{"version": 2}')


def test_routes_snapshot(rendered, route_report, match_snapshot):
    out = rendered()
    write_routes(out.screen(), route_report)

    match_snapshot("routes.txt", out.text)


def test_routes_json_snapshot(route_report, match_snapshot):
    stream = io.StringIO()
    write_routes_json(stream, route_report)

    match_snapshot("routes.json", stream.getvalue())


def test_routes_json_has_the_promised_keys_in_order(route_report):
    stream = io.StringIO()
    write_routes_json(stream, route_report)
    (app,) = json.loads(stream.getvalue())["apps"]

    assert list(app) == ["app", "path", "line", "routes", "unresolved"]
    assert list(app["routes"][0]) == (
        "methods path endpoint path_file line is_async kind dependencies response_model status_code confidence".split()
    )
    assert app["routes"][0]["dependencies"] == [
        {"call": "app.deps:current_user", "dependencies": [{"call": "app.deps:get_db", "dependencies": []}]}
    ]
    assert app["unresolved"] == [{"path": "app/main.py", "line": 40, "reason": "prefix is read from the environment"}]


def test_what_is_no_application_is_said_and_counted_by_itself(rendered):
    route = RouteRow(("GET",), "/lamps", "shop.lamps:lamps", "shop/lamps.py", 8, True)
    report = RouteReport(
        (
            AppTable("shop.main:app", "shop/main.py", 3, (route,)),
            AppTable("shop.lamps:router", "shop/lamps.py", 5, (route, route), kind="router"),
            AppTable("shop:x", "shop/x.py", 1, (), (Unresolved("shop/x.py", 1, "it is not known"),), "unknown"),
        )
    )
    out, stream = rendered(), io.StringIO()
    write_routes(out.screen(), report)
    write_routes_json(stream, report)

    assert "shop.lamps:router  shop/lamps.py:5  a router that no application is seen to include\n" in out.text
    assert "shop:x  shop/x.py:1  what it is, is not known\n" in out.text
    assert "1 route in 1 application, 2 in 1 router, 1 not resolved\n" in out.text
    assert [app.get("kind") for app in json.loads(stream.getvalue())["apps"]] == [None, "router", "unknown"]


def test_routes_on_a_narrow_terminal_are_a_list_that_fits(rendered, route_report):
    out = rendered()
    write_routes(out.screen(width=40, terminal=True), route_report)

    assert "METHODS" not in out.text
    assert (
        "  GET /api/v1/users/{user_id}\n    get_user  async  2 dependencies\n    app/routers/users.py:31\n" in out.text
    )
    assert all(cell_len(line) <= 40 for line in out.text.splitlines())


def test_routes_in_a_narrow_pipe_are_whole_lines(rendered, route_report):
    wide, narrow = rendered(), rendered()
    write_routes(wide.screen(width=200), route_report)
    write_routes(narrow.screen(width=40), route_report)

    rows = [line for line in narrow.text.splitlines() if "/api/v1" in line]
    assert [row.split() for row in rows] == [
        ["GET", "/api/v1/users/{user_id}", "get_user", "app/routers/users.py:31", "async", "2"]
    ]


def test_routes_without_unicode_and_in_colour(rendered, route_report):
    plain, colored = rendered("ascii"), rendered()
    write_routes(plain.screen(), route_report)
    write_routes(colored.screen(color=True, terminal=True), route_report)

    assert plain.text.isascii()
    assert "\x1b[" in colored.text


def test_no_application_is_said(rendered):
    out = rendered()
    write_routes(out.screen(), RouteReport())

    assert out.text == "No FastAPI application was found\n"


def test_inspect_snapshot(rendered, match_snapshot):
    out = rendered()
    report = InspectReport("app/main.py", (Section("Functions", ("main  loop", "other  thread")), Section("Routes")))
    write_inspect(out.screen(), report)

    match_snapshot("inspect.txt", out.text)


def test_a_screen_on_a_stream_without_an_encoding_is_utf_8():
    assert Screen(io.StringIO()).encoding == "utf-8"
