"""Operation IDs that two operations of one OpenAPI schema share, as FastAPI makes them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from fastlint.facts import expressions as ex
from fastlint.facts import statements as st
from fastlint.project.execution.abstract import NONE, TRUE, UNKNOWN, Const, FunctionValue, Value
from fastlint.project.reading import bodies
from fastlint.project.reading.paths import parameters_of
from fastlint.project.routing.apps import MountEntry, Route, RouteEntry
from fastlint.project.routing.collisions import is_settled, span_of_entry
from fastlint.values import Span
from fastlint.values.late import dataclass, pattern

if TYPE_CHECKING:
    from fastlint.project.project import Project

_PARAMETER = pattern(r"{([^}:]+):[^}]*}")


@dataclass(frozen=True, eq=False)
class SharedOperationId:
    """An operation ID that a route shares: with another route, or, where there is none, among its own methods."""

    route: Route
    id: str
    other: Route | None
    span: Span


def find_shared_operation_ids(project: Project) -> Iterator[SharedOperationId]:
    """All of them, once for each registration."""
    seen: set[int] = set()
    for app in project.apps:
        url = app.router.arguments.get("openapi_url")
        if (url is not None and _text(url) is None) or app.router.arguments.is_open or project.is_test(app.module):
            continue
        before: dict[str, Route] = {}
        for route in app.routes:
            if not _is_in_schema(route):
                continue
            given = route.option("operation_id")
            several = len(route.methods) > 1 and "path" not in (each for _, each in parameters_of(route.path))
            if len(route.methods) > 1 and not several:
                continue  # what passes everything on is no operation
            if given is UNKNOWN or (several and given is None and not _makes_ids_of_names(route)):
                identifier = None if given is UNKNOWN else ""
            else:
                identifier = _text(given) if given is not None and given is not NONE else _generated(route)
            if identifier is None:
                continue
            other = before.setdefault(identifier, route) if identifier else route
            is_new = id(route.entry) not in seen and project.is_reported(route.entry.module)
            is_other = other is not route and not _is_same_operation(other, route)
            if is_new and (several or is_other) and not project.is_test(route.entry.module):
                seen.add(id(route.entry))
                yield SharedOperationId(route, identifier, other if is_other else None, span_of_entry(route))


def _is_in_schema(route: Route) -> bool:
    """Whether a route is surely described by the schema of its application."""
    entry = route.entry
    if not isinstance(entry, RouteEntry) or entry.kind != "http" or not entry.is_fastapi:
        return False
    if not entry.has_known_methods or any(isinstance(step, MountEntry) for step in route.steps):
        return False
    return route.option("include_in_schema") is TRUE and all(map(is_settled, (*route.steps, entry)))


def _is_same_operation(one: Route, other: Route) -> bool:
    """Whether two routes have path and method in common: then only one of them is served, which is another fault."""
    return one.path == other.path and not set(one.methods).isdisjoint(other.methods)


def _text(value: Value | None) -> str | None:
    return value.value if isinstance(value, Const) and isinstance(value.value, str) else None


def _generated(route: Route) -> str | None:
    """What the application makes of a route without an ID; None where it uses a function that is not understood."""
    name = _text(route.option("name"))
    if name is None:
        return None
    if route.option("generate_unique_id_function") is None:
        path = _PARAMETER.sub(r"{\1}", route.path)
        return re.sub(r"\W", "_", name + path) + f"_{route.methods[0].lower()}"
    return name if _makes_ids_of_names(route) else None


def _makes_ids_of_names(route: Route) -> bool:
    """Whether the ID of a route is its name: `return route.name`."""
    function = route.option("generate_unique_id_function")
    if not isinstance(function, FunctionValue) or not function.function.fact.parameters:
        return False
    fact = function.function.fact
    returns = [node.value for node in bodies.nodes(fact.body) if isinstance(node, st.Return)]
    wanted = ex.Name(fact.parameters[0].name)
    return len(returns) == 1 and any(
        isinstance(each, ex.Attribute) and each.name == "name" and each.value == wanted for each in returns
    )
