"""The pieces of which the path of a route is put together: prefixes of inclusions and routers, and its own path."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from fastlint.project.execution.abstract import Const, Value
from fastlint.project.routing.apps import MountEntry, Route
from fastlint.project.routing.route_options import levels_of
from fastlint.values import Span
from fastlint.values.late import dataclass

if TYPE_CHECKING:
    from fastlint.project.project import Project


@dataclass(frozen=True, eq=False)
class DoubledSegment:
    """A segment that ends one piece of a path and begins the next."""

    route: Route
    segment: str
    before: str
    after: str
    span: Span


def find_doubled_segments(project: Project) -> Iterator[DoubledSegment]:
    """The doubled segments of all routes, once for each place that has the second."""
    seen: set[tuple[Span, str]] = set()
    reported = {module.path for module in project.loaded if not project.is_test(module)}
    for app in project.apps:
        for route in app.routes:
            if route.kind == "mount" or any(isinstance(step, MountEntry) for step in route.steps):
                continue
            pieces = list(_pieces(route))
            if "".join(text for text, _ in pieces) != route.path:
                continue
            given = [piece for piece in pieces if piece[0]]
            for (before, _), (after, span) in pairwise(given):
                segment = after.split("/")[1] if after.startswith("/") else ""
                if segment and "{" not in segment and before.rpartition("/")[2] == segment:
                    if (span, before) not in seen and span.path in reported:
                        seen.add((span, before))
                        yield DoubledSegment(route, segment, before, after, span)


def _pieces(route: Route) -> Iterator[tuple[str, Span]]:
    """Each piece of the path with the place that gives it, outermost first."""
    levels = levels_of(route)
    for index, level in enumerate(levels):
        if level.kind == "router":
            router = route.through[index // 2]
            place = Span(router.module.path, *router.place)
        else:
            entry = route.steps[index // 2] if level.kind == "include" else route.entry
            place = Span(entry.module.path, *entry.place)
        name = "path" if level.kind == "route" else "prefix"
        yield _text(level.arguments.get(name, 0 if level.kind == "route" else None)), place


def _text(value: Value | None) -> str:
    return value.value if isinstance(value, Const) and isinstance(value.value, str) else ""
