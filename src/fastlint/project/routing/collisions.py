"""Routes that no request reaches, because one that was registered before them takes it.

Starlette tries the routes in the order of registration, an included router in the place of its inclusion, and takes the
first whose path and method match (0.165: `_IncludedRouter._match`, `Router.app`). A mount takes everything below its
path, whatever the method. What `app.frontend` adds is tried last.

Only what is certain counts: that both were registered, by the same module body or factory, under paths that are known.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import TYPE_CHECKING

from fastlint.facts import expressions as ex
from fastlint.facts import statements as st
from fastlint.facts.expressions import render
from fastlint.project.execution.abstract import Class, ClassValue, Const, Setting, Value, known, members
from fastlint.project.execution.calling import DECORATED
from fastlint.project.reading import bodies
from fastlint.project.reading.flow import falls
from fastlint.project.reading.paths import PathPattern, PatternIndex, mount_pattern, pattern_of
from fastlint.project.routing.apps import APPS, ROUTERS, IncludeEntry, MountEntry, Route, RouteEntry
from fastlint.values import Span
from fastlint.values.late import dataclass

if TYPE_CHECKING:
    from fastlint.project.project import Project


class CollisionKind(Enum):
    """Why the later route is not reached."""

    SHADOWED = "a more general pattern comes first"
    DUPLICATE = "the same pattern comes first"
    CATCH_ALL = "everything is taken before"


@dataclass(frozen=True, eq=False)
class RouteCollision:
    """A route and the later ones that it hides: one, but for a mount or catch-all, which may hide many.

    `span` is where the culprit was registered: the later route, or the mount or catch-all. `is_sure` is False where the
    catch-all is only there under a condition, or where making it may fail.
    """

    kind: CollisionKind
    earlier: Route
    later: tuple[Route, ...]
    methods: tuple[str, ...]
    span: Span
    is_sure: bool = True

    @property
    def title(self) -> str:
        """The later route, the first of several, with the methods that are taken from it."""
        first = self.later[0]
        return first.title if first.kind != "http" else f"{','.join(self.methods)} {first.path}"


def span_of_entry(route: Route) -> Span:
    """Where a route was registered."""
    return Span(route.entry.module.path, *route.entry.place)


def find_collisions(project: Project) -> tuple[RouteCollision, ...]:
    """The collisions of all applications, each once, however often the routers are included."""
    found = list(_of_all_apps(project))
    return () if found and rearranges_routes(project) else tuple(found)


def _of_all_apps(project: Project) -> Iterator[RouteCollision]:
    seen: set[tuple[int, ...]] = set()
    for app in project.apps:
        groups: dict[tuple[int, ...], list[Route]] = {}
        for route in app.routes:
            mounts = tuple(id(step) for step in route.steps if isinstance(step, MountEntry))
            groups.setdefault(mounts, []).append(route)
        for routes in groups.values():
            for found in _in_order(routes):
                key = (id(found.earlier.entry), *(id(route.entry) for route in found.later))
                if key not in seen and project.is_reported(found.earlier.entry.module):
                    seen.add(key)
                    if not any(project.is_test(each.entry.module) for each in (found.earlier, *found.later)):
                        yield found


def _in_order(routes: list[Route]) -> Iterator[RouteCollision]:
    """The collisions of routes that are tried one after the other."""
    before: PatternIndex[tuple[Route, PathPattern]] = PatternIndex()
    hidden: dict[int, tuple[Route, list[Route]]] = {}
    for route in routes:
        if isinstance(route.entry, MountEntry) and route.entry.is_low_priority:
            continue
        own = _pattern(route)
        if own is None or not _is_plain(route):
            continue
        for earlier, pattern in before.covering(own):
            methods = _taken(earlier, route)
            if methods == route.methods and _is_copy(earlier, route):
                break  # where a router is included twice, its own order speaks: the first copy answers
            takes_all = isinstance(earlier.entry, MountEntry) or (pattern.is_catch_all and own != pattern)
            if methods is None or not _are_both_there(earlier, route, may_be_conditional=takes_all):
                continue
            if takes_all:
                hidden.setdefault(id(earlier), (earlier, []))[1].append(route)
            elif own == pattern or own.covers(pattern):
                if not _is_marked(earlier) and not _is_marked(route):
                    yield RouteCollision(CollisionKind.DUPLICATE, earlier, (route,), methods, span_of_entry(route))
            else:
                yield RouteCollision(CollisionKind.SHADOWED, earlier, (route,), methods, span_of_entry(route))
            break
        before.add(own, (route, own))
    for earlier, later in hidden.values():
        is_sure = not _is_tried(earlier.entry) and all(
            _are_both_there(earlier, each, may_be_conditional=False) for each in later
        )
        kind, span = CollisionKind.CATCH_ALL, span_of_entry(earlier)
        methods = _taken(earlier, later[0]) or ()
        yield RouteCollision(kind, earlier, tuple(later), methods, span, is_sure)


def _pattern(route: Route) -> PathPattern | None:
    return mount_pattern(route.path) if isinstance(route.entry, MountEntry) else pattern_of(route.path)


def _taken(earlier: Route, later: Route) -> tuple[str, ...] | None:
    """The methods with which the earlier route takes requests of the later; None where it takes none."""
    if isinstance(earlier.entry, MountEntry):
        return later.methods
    if isinstance(later.entry, MountEntry):
        return earlier.methods if earlier.kind == "http" else None
    if earlier.kind != later.kind:
        return None
    if earlier.kind == "websocket":
        return ()
    common = tuple(method for method in later.methods if method in earlier.methods)
    if later.methods and common == ("HEAD",) and later.methods != ("HEAD",):
        return None  # Starlette adds it to GET: nobody asked for it
    return common or None


def _is_plain(route: Route) -> bool:
    """Whether a route matches by path and method, as those of FastAPI and Starlette do, and both are known."""
    entry = route.entry
    if isinstance(entry, MountEntry):
        return True
    if not entry.has_known_methods or "version" in _decorators(route):
        return False
    classes = [entry.arguments.get("route_class_override")]
    router = route.through[-1]
    if entry.is_fastapi:
        classes.append(router.arguments.get("route_class"))
        classes += [each.attributes.get("route_class") for each in (router.owner, router.inner) if each is not None]
    for each in classes:
        for member in members(each) if each is not None else ():
            if not isinstance(member, ClassValue):
                return False
            if any("matches" in base.namespace for base in member.cls.mro if isinstance(base, Class)):
                return False
    return True


def _decorators(route: Route) -> str:
    function = route.function
    return " ".join(map(render, function.function.fact.decorators)).lower() if function is not None else ""


def _is_marked(route: Route) -> bool:
    """Whether a decorator of a library may have given the endpoint a mark by which it is told from another."""
    function = route.function
    return function is not None and DECORATED in (function.marks or {})


def _is_copy(earlier: Route, later: Route) -> bool:
    """Whether both answer in the same way: one registration that is there twice, or one endpoint under two paths."""
    if earlier.entry is later.entry:
        return True
    return isinstance(earlier.entry, RouteEntry) and earlier.endpoint is later.endpoint


def _are_both_there(earlier: Route, later: Route, *, may_be_conditional: bool) -> bool:
    """Whether the earlier route is surely there, and before the later, wherever the later is.

    With `may_be_conditional`, a mount may be there under a condition of its own, for the later is there under none.
    """
    if _is_copy(earlier, later) or (earlier.entry.module, earlier.entry.place) == (
        later.entry.module,
        later.entry.place,
    ):
        return False
    same = 0
    for left, right, *routers in zip(earlier.steps, later.steps, earlier.through[1:], later.through[1:], strict=False):
        if left is not right or routers[0] is not routers[1]:
            break
        same += 1
    left_way = [*earlier.steps[same:], earlier.entry]
    right_way = [*later.steps[same:], later.entry]
    first, second = left_way[0], right_way[0]
    if first.origin is not second.origin or (first.module, first.place) == (second.module, second.place):
        return False
    return all(is_settled(entry, may_be_conditional) for entry in left_way) and all(map(is_settled, right_way))


def is_settled(entry: RouteEntry | IncludeEntry | MountEntry, may_be_conditional: bool = False) -> bool:
    """Whether it is certain that an entry exists, and what it says."""
    if not entry.is_in_place or (entry.uncertain and not (may_be_conditional and _has_own_condition(entry))):
        return False
    path: Value = entry.prefix if isinstance(entry, IncludeEntry) else entry.path
    if not isinstance(path, Const) or isinstance(path, Setting):
        return False
    return not isinstance(entry, IncludeEntry) or len(known(entry.router)) == 1 == len(list(members(entry.router)))


def _is_tried(entry: RouteEntry | IncludeEntry | MountEntry) -> bool:
    """Whether the program goes on without an entry where it cannot be made: it stands in a `try`."""
    return any(
        isinstance(node, st.Try)
        and any(falls(handler.body) for handler in node.handlers)
        and any(getattr(each, "place", None) == entry.place for each in bodies.nodes(node.body))
        for node in bodies.nodes(_block_around(entry))
    )


def _block_around(entry: RouteEntry | IncludeEntry | MountEntry) -> st.Block:
    """The body of the function or module in which an entry is registered."""
    facts = entry.module.facts
    line = entry.place[0]
    around = [fact for fact in facts.functions if fact.line <= line <= fact.end_line] if facts is not None else []
    return around[-1].body if around else facts.body if facts is not None else ()


def _has_own_condition(entry: RouteEntry | IncludeEntry | MountEntry) -> bool:
    """Whether it is only an `if` right around a mount on which it depends, after which the program goes on."""
    facts = entry.module.facts
    if facts is None or entry.conditions != 1 or not isinstance(entry, MountEntry):
        return False
    for node in bodies.nodes(_block_around(entry)):
        if isinstance(node, st.If) and not node.orelse:
            if any(getattr(each, "place", None) == entry.place for each in bodies.nodes(node.body)):
                return falls(node.body)
    return False


#: Methods of a list that change its order or content.
_CHANGES = frozenset({"insert", "remove", "pop", "clear", "sort", "reverse", "append", "extend"})


def rearranges_routes(project: Project) -> bool:
    """Whether the program changes a list of routes itself: then their order is not that of registration."""
    for module in project.loaded:
        if module.facts is None or project.is_test(module):
            continue
        routers = {
            cls.fact.qualname
            for cls in project.interpreter.types.classes_defined
            if cls.module is module and cls.inherits(APPS | ROUTERS)
        }
        if _changes_routes_in(module.facts.body, False):
            return True
        for fact in module.facts.functions:
            in_router = fact.qualname.rpartition(".")[0] in routers
            if _changes_routes_in(fact.body, in_router):
                return True
    return False


def _changes_routes_in(block: st.Block, in_router: bool) -> bool:
    """Whether a body changes a list of routes, by whatever local name."""
    nodes = list(bodies.nodes(block))
    names = {
        target.id
        for node in nodes
        if isinstance(node, st.Assign) and node.value is not None and _is_routes(node.value, in_router, frozenset())
        for target in node.targets
        if isinstance(target, ex.Name)
    }
    return any(_changes_routes(node, in_router, frozenset(names)) for node in nodes)


def _changes_routes(node: object, in_router: bool, names: frozenset[str]) -> bool:
    if isinstance(node, ex.Call):
        callee = node.callee
        return (
            isinstance(callee, ex.Attribute) and callee.name in _CHANGES and _is_routes(callee.value, in_router, names)
        )
    targets: tuple[ex.Expression, ...] = ()
    if isinstance(node, st.Assign):
        targets = node.targets
    elif isinstance(node, st.Delete):
        targets = tuple(each for each in node.targets if isinstance(each, ex.Subscript))
    elif isinstance(node, st.Augment):
        targets = (node.target,)
    return any(
        _is_routes(each.value, in_router, names)
        if isinstance(each, ex.Subscript)
        else _is_routes(each, in_router, frozenset())
        for each in targets
    )


def _is_routes(expression: ex.Expression, in_router: bool, names: frozenset[str]) -> bool:
    """`x.routes`, or a name for it; of `self` only where that is a router."""
    if isinstance(expression, ex.Name):
        return expression.id in names
    if not isinstance(expression, ex.Attribute) or expression.name != "routes":
        return False
    return in_router or not (isinstance(expression.value, ex.Name) and expression.value.id == "self")
