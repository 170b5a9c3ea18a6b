"""The routes that no application of the program is seen to serve.

A library builds routers for others to include, and registers routes on applications that it is given. Their routes are
listed by themselves, with the paths that they have there. No rule speaks of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from fastlint.facts.expressions import render
from fastlint.project.execution.abstract import Instance, external, known
from fastlint.project.reading.enclosing import innermost
from fastlint.project.routing.apps import App, Gap, IncludeEntry, MountEntry, Route, Router, read_table
from fastlint.values import Confidence

if TYPE_CHECKING:
    from fastlint.facts.expressions import Place
    from fastlint.project.execution.modules import Module
    from fastlint.project.project import Project


class _Listed:
    """What is listed by now: nothing is listed twice."""

    def __init__(self, apps: Iterable[App]) -> None:
        self._paths: dict[tuple[str, object], list[str]] = {}
        self._gaps: set[tuple[str, object]] = set()
        for app in apps:
            self.add_routes(app.routes)
            self.add_gaps(app.gaps)

    def add_routes(self, routes: Iterable[Route]) -> None:
        for route in routes:
            self._paths.setdefault((route.entry.module.path, route.entry.place), []).append(route.path.rstrip("/"))

    def add_gaps(self, gaps: Iterable[Gap]) -> None:
        self._gaps.update((gap.module.path, gap.place) for gap in gaps)

    def has_route(self, route: Route) -> bool:
        """Whether a route is listed, with whatever an inclusion puts before its path."""
        paths = self._paths.get((route.entry.module.path, route.entry.place), ())
        return any(path.endswith(route.path.rstrip("/")) for path in paths)

    def has_place(self, module: Module, place: Place) -> bool:
        """Whether what is registered at a place is listed, or said not to be resolved."""
        return (module.path, place) in self._gaps or (module.path, place) in self._paths


def find_unserved(project: Project) -> Iterator[App]:
    """The tables of what stands for unknown applications, then of routers that none includes, outermost first.

    Last comes what looks like a route of something that is not known at all.
    """
    listed = _Listed(project.apps)
    found: list[tuple[App, list[Gap]]] = []
    for router in (*sorted(project.stand_ins, key=lambda each: not each.is_app), *_outermost_first(project)):
        table, gaps = _table(project, router, listed)
        listed.add_routes(table.routes)
        found.append((table, gaps))
    for table, missing in found:  # what one call leaves open, another may tell
        gaps = [gap for gap in dict.fromkeys(missing) if not listed.has_place(gap.module, gap.place)]
        listed.add_gaps(gaps)
        if table.routes or gaps:
            yield replace(table, gaps=tuple(gaps))
    yield from _unknown(project, listed)


def _table(project: Project, router: Router, listed: _Listed) -> tuple[App, list[Gap]]:
    found, gaps = read_table(router)
    seen: set[tuple[object, ...]] = set()
    routes: list[Route] = []
    for route in found:
        key = (route.entry.module.path, route.entry.place, route.path, route.methods)
        if key not in seen and not listed.has_route(route):
            seen.add(key)
            routes.append(replace(route, confidence=Confidence.MEDIUM) if router.stands_for else route)
    name = router.stands_for or (router.names[0] if router.names else project.unnamed(router))
    kind = "app" if router.is_app else "router"
    return App(router, name, router.module, router.place[0], tuple(routes), (), kind), gaps


def _unknown(project: Project, listed: _Listed) -> Iterator[App]:
    """What decorates functions with a path, like a route, and is not known: by function and name."""
    gaps: dict[tuple[Module, str], list[Gap]] = {}
    if not any(each.library in ("fastapi", "starlette") for each in project.imports):
        return  # another framework's
    for (module, place), (written, function) in project.interpreter.caller.unknown_registrations.items():
        if listed.has_place(module, place) or not project.is_reported(module) or project.is_test(module):
            continue
        text = render(written)
        around = innermost(module.facts, place[0] - 1)
        if around is not None and around is function.function.fact:
            around = None
        name = f"{module.name}:{around.qualname}({text})" if around is not None else f"{module.name}:{text}"
        reason = f"what `{text}` is, which `{function.function.fact.name}` is registered on, is not known"
        gaps.setdefault((module, name), []).append(Gap(module, place, reason))
    for (module, name), found in gaps.items():
        nothing = Instance(external("builtins.object"), is_exact=False)
        router = Router(nothing, False, module, found[0].place, stands_for=name)
        yield App(router, name, module, found[0].place[0], (), tuple(found), "unknown")


def _outermost_first(project: Project) -> list[Router]:
    """The routers of the files that are reported on, those first that no other of them includes."""
    found = [
        router
        for router in project.made_routers
        if not router.is_app
        and not router.stands_for
        and project.is_reported(router.module)
        and not project.is_test(router.module)
    ]
    inner = {
        id(each.native)
        for router in found
        for entry in router.entries
        for each in _inside(entry)
        if each.native is not router
    }
    return sorted(found, key=lambda router: id(router) in inner)


def _inside(entry: object) -> list[Instance]:
    value = entry.router if isinstance(entry, IncludeEntry) else entry.app if isinstance(entry, MountEntry) else None
    return [each for each in known(value) if isinstance(each, Instance)] if value is not None else []
