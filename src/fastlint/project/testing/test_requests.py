"""Requests that tests make, and the routes that they reach without the lifespan that these need."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fastlint.facts import expressions as ex
from fastlint.facts import statements as st
from fastlint.project.execution.abstract import Const
from fastlint.project.reading import bodies
from fastlint.project.reading.paths import PatternIndex, pattern_of
from fastlint.project.routing.app_state import StateUse, state_uses
from fastlint.project.routing.apps import serving_function
from fastlint.values import Span
from fastlint.values.late import dataclass

if TYPE_CHECKING:
    from fastlint.project.execution.abstract import Function
    from fastlint.project.execution.seen import LibraryCall
    from fastlint.project.project import Project
    from fastlint.project.routing.apps import Route

CLIENTS = frozenset({"starlette.testclient.TestClient", "httpx.AsyncClient", "httpx2.AsyncClient"})
VERBS = frozenset({"get", "post", "put", "patch", "delete", "head", "options"})


@dataclass(frozen=True, eq=False)
class UnpreparedRequest:
    """A request of a test that reads a state which nobody has written: `attribute` is `app.state.x`."""

    span: Span
    title: str
    attribute: str
    written: Span


def unprepared_requests(project: Project) -> Iterator[UnpreparedRequest]:
    """The first such request of each test."""
    uses = state_uses(project)
    lifespans = _lifespans(project)
    writers: dict[tuple[str, str], list[StateUse]] = {}
    for use in uses:
        if use.is_write:
            writers.setdefault((use.store, use.name), []).append(use)
    prepared = _written_by_tests(project)
    only_there = {
        key: found[0]
        for key, found in writers.items()
        if key[1] not in prepared and all(_is_in(use, lifespans, project) for use in found)
    }
    if not only_there:
        return
    readers: dict[str, StateUse] = {}
    for use in uses:
        if not use.is_write and not use.is_guarded and (use.store, use.name) in only_there:
            for title in use.routes:
                readers.setdefault(title, use)
    patterns = _patterns(project)
    told: set[Function] = set()
    for call in project.tests.calls:
        owner, _, method = call.name.rpartition(".")
        function = call.function
        if function is None or function in told or owner not in CLIENTS or method not in VERBS:
            continue
        if _is_entered(call, project):
            continue
        route = _route(call, method, patterns)
        read = readers.get(route.title) if route is not None else None
        if route is not None and read is not None:
            told.add(function)
            attribute = f"{read.store}.{read.name}"
            yield UnpreparedRequest(call.span, route.title, attribute, only_there[read.store, read.name].span)


def _lifespans(project: Project) -> frozenset[Function]:
    """The functions that run at start-up."""
    found: set[Function] = set()
    for router in project.routers:
        for value in (*(each.lifespan for each in router.lifespan_entries), *router.startup):
            function = serving_function(value)
            if function is not None:
                found.add(function.function)
    return frozenset(found)


def _written_by_tests(project: Project) -> frozenset[str]:
    """The attributes that some function of the tests puts on a `state`."""
    bodies_of = [test.fact.body for test in project.tests.functions]
    bodies_of += [
        fact.body
        for module in project.tests.modules
        if module.facts is not None and project.is_test(module)
        for fact in module.facts.functions
    ]
    return frozenset(
        target.name
        for body in bodies_of
        for node in bodies.nodes(body)
        if isinstance(node, st.Assign)
        for target in node.targets
        if isinstance(target, ex.Attribute) and isinstance(target.value, ex.Attribute) and target.value.name == "state"
    )


def _is_in(use: StateUse, functions: frozenset[Function], project: Project) -> bool:
    return any(
        function.module is use.module and function.fact.line <= use.span.line <= function.fact.end_line
        for function in functions
    )


def _patterns(project: Project) -> PatternIndex[Route]:
    """The routes of all applications by what their paths match, in the order in which they are tried."""
    found: PatternIndex[Route] = PatternIndex()
    for app in project.apps:
        for route in app.routes:
            pattern = pattern_of(route.path)
            if route.kind == "http" and pattern is not None:
                found.add(pattern, route)
    return found


def _route(call: LibraryCall, method: str, patterns: PatternIndex[Route]) -> Route | None:
    """The route that the request reaches, where its path is written out."""
    url = call.argument("url", 0)
    if type(url) is not Const or not isinstance(url.value, str) or not url.value.startswith("/"):
        return None
    asked = pattern_of(url.value.partition("?")[0])
    if asked is None:
        return None
    return next((route for route in patterns.covering(asked) if method.upper() in route.methods), None)


def _is_entered(call: LibraryCall, project: Project) -> bool:
    """Whether the client may have run the lifespan: it is entered by a `with`, or it comes from somewhere else."""
    callee = call.expression.callee
    client = callee.value if isinstance(callee, ex.Attribute) else None
    function = call.function
    if function is None:
        return True
    if isinstance(client, ex.Call):
        return False
    if not isinstance(client, ex.Name):
        return True
    made = False
    for node in bodies.nodes(function.fact.body):
        if isinstance(node, st.With):
            for item in node.items:
                if client in (item.target, item.manager) or _mentions_lifespan(item.manager):
                    is_async = isinstance(item.manager, ex.Call) and ex.render(item.manager.callee).endswith(
                        "AsyncClient"
                    )
                    if not is_async:
                        return True
                    made = True
        if isinstance(node, st.Assign) and client in node.targets and isinstance(node.value, ex.Call):
            made = True
    return not made


def _mentions_lifespan(manager: ex.Expression) -> bool:
    return "lifespan" in ex.render(manager).lower()
