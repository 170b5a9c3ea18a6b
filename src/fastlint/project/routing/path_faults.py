"""Prefixes and paths that FastAPI or Starlette reject, and those that they accept though no request can have them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fastlint.project.execution.abstract import Const, Instance, Setting, Value, known
from fastlint.project.routing.apps import Entry, IncludeEntry, MountEntry, Route, RouteEntry, Router
from fastlint.values import Span
from fastlint.values.late import NamedTuple, dataclass

if TYPE_CHECKING:
    from fastlint.facts.expressions import Place
    from fastlint.project.execution.modules import Module
    from fastlint.project.project import Project


class Repair(NamedTuple):
    """The text in the argument `key`, and what it becomes; `is_sure` tells that nothing else changes."""

    key: int | str
    old: str
    new: str
    is_sure: bool = True


@dataclass(frozen=True)
class PathFault:
    """A prefix or path that cannot be meant. `what` names it, `why` says what becomes of it."""

    what: str
    why: str
    cure: str
    span: Span
    repair: Repair | None = None


def find_path_faults(project: Project) -> Iterator[PathFault]:
    """The faulty prefixes and paths of all routers that are reported on, once a place."""
    served: dict[int, list[Route]] = {}
    for app in project.apps:
        for route in app.routes:
            served.setdefault(id(route.entry), []).append(route)
    seen: set[Span] = set()
    for router in project.routers:
        for module, place, fault in _of_router(router, served):
            span = Span(module.path, *place)
            if span not in seen and project.is_reported(module) and not project.is_test(module):
                seen.add(span)
                what, why, cure, repair = fault
                yield PathFault(what, why, cure, span, repair)


_Fault = tuple[str, str, str, Repair | None]
_Found = tuple["Module", "Place", _Fault]


def _of_router(router: Router, served: dict[int, list[Route]]) -> Iterator[_Found]:
    if not router.is_app and (fault := _prefix_fault(router.arguments.get("prefix"))):
        yield router.module, router.place, fault
    for entry in router.entries:
        fault = None
        if isinstance(entry, IncludeEntry):
            fault = _prefix_fault(entry.arguments.get("prefix")) or _empty_fault(entry)
        elif isinstance(entry, MountEntry):
            fault = _mount_fault(entry)
        elif isinstance(entry, RouteEntry):
            fault = _route_fault(router, entry, served.get(id(entry), []))
        if fault is not None:
            yield entry.module, entry.place, fault


def _text(value: Value | None) -> str | None:
    """The constant string that a prefix or path is; None where it may be another in another environment."""
    if isinstance(value, Const) and not isinstance(value, Setting) and isinstance(value.value, str):
        return value.value
    return None


def _prefix_fault(value: Value | None) -> _Fault | None:
    prefix = _text(value)
    if not prefix:
        return None
    fails = "so the import fails with an `AssertionError`"
    if not prefix.startswith("/"):
        repair = Repair("prefix", prefix, f"/{prefix.rstrip('/')}")
        return (
            f"the prefix `{prefix}` does not start with `/`",
            fails,
            f'write `prefix="/{prefix.rstrip("/")}"`',
            repair,
        )
    if prefix.endswith("/"):
        return (
            f"the prefix `{prefix}` ends with `/`",
            fails,
            "leave the last slash out: the paths of the routes have it",
            Repair("prefix", prefix, prefix.rstrip("/")) if prefix.rstrip("/") else None,
        )
    return None


def _empty_fault(entry: IncludeEntry) -> _Fault | None:
    """An inclusion without a prefix of a router that has a route without a path."""
    prefix = entry.arguments.get("prefix")
    routers = [each.native for each in known(entry.router) if isinstance(each, Instance)]
    if (prefix is None and entry.arguments.is_open) or len(routers) != 1 or not isinstance(routers[0], Router):
        return None
    if prefix is not None and _text(prefix) != "":
        return None
    for each in routers[0].entries:
        if isinstance(each, RouteEntry) and _text(each.path) == "" and _is_sure_before(each, entry):
            what = f'neither `{entry.text}` nor this inclusion has a prefix for its route with the path `""`'
            return what, "so the import fails with a `FastAPIError`", 'give a prefix, or the route the path `"/"`', None
    return None


def _is_sure_before(first: Entry, second: Entry) -> bool:
    return not first.uncertain and not second.uncertain and first.order < second.order


def _mount_fault(entry: MountEntry) -> _Fault | None:
    path = _text(entry.path)
    if path is None or path.startswith("/") or (not path and not entry.is_low_priority) or entry.text == "Mount":
        return None
    return (
        f"the path `{path}` does not start with `/`",
        "so the import fails with an `AssertionError`",
        f"write `/{path}`",
        _with_slash(entry, path),
    )


def _route_fault(router: Router, entry: RouteEntry, routes: list[Route]) -> _Fault | None:
    path = _text(entry.arguments.get("path", 0))
    if path is None or path.startswith("/"):
        return None
    if not entry.is_fastapi:
        what = f"the path `{path}` does not start with `/`"
        return what, "so the import fails with an `AssertionError`", f"write `/{path}`", _with_slash(entry, path)
    if router.is_app:
        what = (
            f"the path `{path}` does not start with `/`" if path else "the `path` of a route of an application is empty"
        )
        return what, "so no request can have it", f"write `/{path}`", _with_slash(entry, path)
    if not path or not routes or not (path[0].isalnum() or path[0] in "{_"):
        return None  # `prefix="/jobs"` and `":cancel"` may well be meant
    what = f"the path `{path}` does not start with `/`"
    glued = next((route.path for route in routes if route.path.startswith("/")), None)
    if glued is None:
        return what, "so no request can have it", f"write `/{path}`", _with_slash(entry, path)
    repair = _with_slash(entry, path)
    unsure = repair._replace(is_sure=False) if repair is not None else None
    return what, f"so the route is served at `{glued}`", f"write `/{path}`", unsure


def _with_slash(entry: RouteEntry | MountEntry, path: str) -> Repair | None:
    """The path with a slash before it, where one is written."""
    key = "path" if entry.arguments.get("path") is not None else 0
    return Repair(key, path, f"/{path}") if path else None
