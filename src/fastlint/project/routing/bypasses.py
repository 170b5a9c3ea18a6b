"""Plain Starlette routes among FastAPI's: what guards the others does not guard them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fastlint.project.execution.abstract import ListValue, known
from fastlint.project.routing.apps import Route, RouteEntry
from fastlint.project.routing.collisions import span_of_entry
from fastlint.project.routing.route_options import levels_of
from fastlint.values import Span
from fastlint.values.late import dataclass

if TYPE_CHECKING:
    from fastlint.project.project import Project

#: The last segments of paths that are open on purpose.
_OPEN = frozenset(
    """docs redoc openapi.json openapi.yaml oauth2-redirect metrics health healthz healthcheck livez live liveness
    readyz ready readiness ping status version robots.txt favicon.ico health-check heartbeat alive up""".split()
)
_REDIRECT = "starlette.responses.RedirectResponse"


@dataclass(frozen=True, eq=False)
class Bypass:
    """A plain route, and what has dependencies that do not run for it: `application`, `router` or `inclusion`."""

    route: Route
    giver: str
    span: Span


def find_bypasses(project: Project) -> Iterator[Bypass]:
    """The plain routes that miss dependencies, once each."""
    seen: set[int] = set()
    for app in project.apps:
        for route in app.routes:
            entry = route.entry
            if not isinstance(entry, RouteEntry) or entry.is_fastapi or id(entry) in seen:
                continue
            if not project.is_reported(entry.module) or project.is_test(entry.module):
                continue
            giver = _giver(route)
            if giver and not _is_open(route.path) and not _only_redirects(route, project):
                seen.add(id(entry))
                yield Bypass(route, giver, span_of_entry(route))


def _is_open(path: str) -> bool:
    """Whether a path is one of documentation, metrics or health checks."""
    return path.rstrip("/").rpartition("/")[2].strip("_") in _OPEN


def _only_redirects(route: Route, project: Project) -> bool:
    """Whether a route only tells where to go: there, the dependencies may run."""
    function = route.function
    values = project.returned(function.function) if function is not None else []
    return bool(values) and all(project.responses.response_of(value) == _REDIRECT for _, value in values)


def _giver(route: Route) -> str:
    """The nearest of what gives dependencies to the routes around one."""
    *around, _ = levels_of(route)
    for index, level in reversed(list(enumerate(around))):
        given = level.arguments.get("dependencies")
        if given is not None and any(isinstance(each, ListValue) and each.elements for each in known(given)):
            if level.kind == "include":
                return "inclusion"
            return "application" if index == 0 else "router"
    return ""
