"""The options of a route as FastAPI sees them: what the route, its routers, inclusions and application say, merged.

As FastAPI 0.165 merges them (routing.py: `APIRouter.add_api_route`, `_RouterIncludeContext`, `_EffectiveRouteContext`):
some options are inherited from the nearest that gives them, some are added up, and some are only the route's own.
Nothing is inherited by what is mounted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from fastlint.project.execution.abstract import (
    FALSE,
    NONE,
    TRUE,
    UNKNOWN,
    Arguments,
    BoundMethod,
    Class,
    ClassValue,
    Const,
    DictValue,
    FunctionValue,
    Instance,
    ListValue,
    ManagerFunction,
    Setting,
    Value,
    const,
    members,
)
from fastlint.project.execution.status_codes import as_key
from fastlint.values.late import NamedTuple

if TYPE_CHECKING:
    from fastlint.project.routing.apps import Route


class Level(NamedTuple):
    """Something that gives options: `kind` is `router` (an application too), `include` or `route`."""

    kind: str
    arguments: Arguments


#: What the nearest level that gives it decides, and what it is called where it is a default.
_NEAREST = {
    "response_class": "default_response_class",
    "generate_unique_id_function": "generate_unique_id_function",
    "strict_content_type": "strict_content_type",
    "max_body_size": "max_body_size",
}
#: Lists that are added up, outermost first.
_ADDED = frozenset({"tags", "dependencies", "callbacks"})


def effective(route: Route, name: str) -> Value | None:
    """The value of an option of a route; None where nobody gives it, UNKNOWN where it cannot be said.

    `tags`, `dependencies` and `callbacks` are always a list, `responses` a dict, `deprecated` and `include_in_schema` a
    boolean or UNKNOWN, and `name` falls back to that of the endpoint.
    """
    levels = levels_of(route)
    own = levels[-1].arguments
    if name == "name":
        return _name(route, own)
    if not getattr(route.entry, "is_fastapi", False):
        return _given(own, name)
    if route.kind == "websocket" and name != "dependencies":
        return None
    if name in _NEAREST:
        return _nearest(levels, name, _NEAREST[name])
    if name in _ADDED:
        return _added(levels, name)
    if name == "responses":
        return _responses(levels)
    if name == "deprecated":
        return _combined(levels, name, decisive=TRUE)
    if name == "include_in_schema":
        return _combined(levels, name, decisive=FALSE)
    given = _given(own, name)
    return as_key(given) if given is not None else None


def levels_of(route: Route) -> list[Level]:
    """What gives options to a route, outermost first: from the application that serves it to the route itself."""
    first = max((index + 1 for index, step in enumerate(route.steps) if not hasattr(step, "router")), default=0)
    levels: list[Level] = []
    for index, router in enumerate(route.through[first:], first):
        levels.append(Level("router", router.arguments))
        if index < len(route.steps):
            levels.append(Level("include", route.steps[index].arguments))
    levels.append(Level("route", route.entry.arguments))
    return levels


def has_no_schema(route: Route) -> bool:
    """Whether a route is surely described nowhere: it is left out of the schema, or its application has none."""
    if effective(route, "include_in_schema") is FALSE:
        return True
    url = levels_of(route)[0].arguments.get("openapi_url")
    return isinstance(url, Const) and not isinstance(url, Setting) and not url.value


def _given(arguments: Arguments, name: str) -> Value | None:
    value = arguments.get(name)
    return UNKNOWN if value is None and arguments.is_open else value


def _all_given(levels: Sequence[Level], name: str) -> Iterator[Value]:
    for level in levels:
        value = _given(level.arguments, name)
        if value is not None and value is not NONE:
            yield value


def _nearest(levels: Sequence[Level], name: str, default_name: str) -> Value | None:
    for level in reversed(levels):
        value = _given(level.arguments, name if level.kind == "route" else default_name)
        if value is not None and value is not NONE:
            return value
    return None


def _added(levels: Sequence[Level], name: str) -> ListValue:
    elements: list[Value] = []
    is_exact = True
    for value in _all_given(levels, name):
        for member in members(value):
            if isinstance(member, ListValue):
                elements.extend(member.elements)
                is_exact = is_exact and member.is_exact and member is value
            elif member is not NONE:
                elements.append(UNKNOWN)
                is_exact = False
    return ListValue("list", elements, is_exact)


def _responses(levels: Sequence[Level]) -> DictValue:
    """The dicts of all levels in one, the inner over the outer. What is not known of them is its `rest`."""
    result = DictValue()
    for value in _all_given(levels, "responses"):
        for member in members(value):
            if isinstance(member, DictValue):
                result.items.update(member.items)
                result.rest = member.rest or result.rest
            elif member is not NONE:
                result.rest = UNKNOWN
    return result


def _combined(levels: Sequence[Level], name: str, decisive: Const) -> Value:
    """A flag that one level decides by saying `decisive`."""
    said = list(_all_given(levels, name))
    if decisive in said:
        return decisive
    if all(isinstance(value, Const) and isinstance(value.value, bool) for value in said):
        return FALSE if decisive is TRUE else TRUE
    return UNKNOWN


def _name(route: Route, own: Arguments) -> Value:
    given = _given(own, "name")
    if given is not None and given is not NONE:
        return given
    value = route.endpoint
    for _ in range(12):
        if isinstance(value, FunctionValue):
            if value.wrapped is None:
                return const(value.function.fact.name)
            value = value.wrapped
        elif isinstance(value, BoundMethod | ManagerFunction):
            value = value.function
        else:
            break
    if isinstance(value, ClassValue):
        return const(value.cls.fact.name)
    if isinstance(value, Instance) and isinstance(value.cls, Class):
        return const(value.cls.fact.name)
    return UNKNOWN
