"""The comparison of route tables, on tables made by hand."""

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from route_tables import compare_routes, compare_tables, match_apps, report, same_dependencies, total


def route(path: str = "/items", name: str = "read", line: int | None = 5, **changes: Any) -> dict[str, Any]:
    row = {
        "methods": ["GET"],
        "path": path,
        "endpoint": f"app.main:{name}",
        "path_file": "app/main.py",
        "line": line,
        "is_async": True,
        "kind": "http",
        "dependencies": [],
        "response_model": None,
        "status_code": None,
    }
    return row | changes


def app(*routes: dict[str, Any], name: str = "app.main:app", path: str | None = "app/main.py") -> dict[str, Any]:
    return {"app": name, "path": path, "line": 1, "routes": list(routes)}


def call(name: str, *inner: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {"call": name, "dependencies": list(inner)} | changes


def test_equal_routes_in_another_order() -> None:
    one, two = route("/a"), route("/b", "write", 9, methods=["PUT", "POST"])
    result = compare_routes([one, two], [two | {"methods": ["POST", "PUT"]}, one])
    assert (len(result.equal), result.differing, result.missed, result.invented) == (2, [], [], [])
    assert (result.expected, result.listed, result.right) == (2, 2, 2)


def test_a_wrong_path_is_one_difference_and_not_right() -> None:
    result = compare_routes([route("/api/items")], [route("/items")])
    assert [fields for _, _, fields in result.differing] == [["path"]]
    assert (result.right, result.missed, result.invented) == (0, [], [])
    assert "path: /api/items at run time, /items listed" in report("x", result)[0]


def test_wrong_dependencies_leave_the_route_right() -> None:
    result = compare_routes([route(dependencies=[call("app.main:db")])], [route()])
    assert [fields for _, _, fields in result.differing] == [["dependencies"]]
    assert result.right == 1


def test_the_same_path_twice_is_paired_by_endpoint() -> None:
    first, second = route(line=5), route(line=9, name="other")
    assert len(compare_routes([first, second], [second, first]).equal) == 2
    assert compare_routes([first, second], [second]).missed == [first]


def test_missed_invented_and_library_routes() -> None:
    library = route("/login", "login", endpoint="lib:login", path_file=None, line=None)
    result = compare_routes([route("/a")], [route("/b", "other", 30), library], [library])
    assert [len(rows) for rows in (result.missed, result.invented, result.library)] == [1, 1, 1]
    assert (result.expected, result.listed) == (1, 1)


def test_a_mount_is_compared_by_path_alone() -> None:
    truth = route(
        "/static",
        kind="mount",
        methods=[],
        endpoint="starlette.staticfiles:StaticFiles",
        path_file=None,
        line=None,
        is_async=None,
    )
    static = truth | {"endpoint": "", "path_file": "app/main.py", "line": 3, "is_async": False}
    assert len(compare_routes([truth], [static]).equal) == 1


def test_one_module_name_may_be_the_tail_of_the_other() -> None:
    static = route(endpoint="main:read")
    assert len(compare_routes([route()], [static]).equal) == 1
    assert match_apps([app()], [app(name="main:app")])[0][1] is not None


def test_dependencies_keep_their_order_and_depth() -> None:
    tree = [call("app.deps:user", call("app.deps:db")), call("app.deps:token")]
    assert same_dependencies(tree, tree)
    assert not same_dependencies(tree, tree[::-1])
    assert not same_dependencies(tree, [call("app.deps:user"), call("app.deps:token")])


def test_a_library_dependency_is_compared_by_its_last_name() -> None:
    truth = [call("fastapi.security.oauth2:OAuth2PasswordBearer", foreign=True)]
    assert same_dependencies(truth, [call("fastapi.security:OAuth2PasswordBearer")])
    assert not same_dependencies(truth, [call("fastapi.security:HTTPBasic")])


def test_apps_without_a_variable_are_matched_by_their_routes_if_asked() -> None:
    truth = {"apps": [app(route("/a"), name="app.main:create_app()", path=None)]}
    static = {"apps": [app(route("/z"), name="x:y", path="x.py"), app(route("/a"), name="app.main:build")]}
    assert total(compare_tables(truth, static, by_routes=True)).right == 1
    assert total(compare_tables(truth, static)).missed == [route("/a")]


def test_an_unknown_app_is_all_invented_unless_it_cannot_be_judged() -> None:
    static = {"apps": [app(route("/a"))]}
    assert total(compare_tables({"apps": []}, static)).invented == [route("/a")]
    assert compare_tables({"apps": []}, static, judged=lambda found: False) == []
