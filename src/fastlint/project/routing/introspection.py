"""Loops over the routes of an application or router that do not know of included routers.

Since FastAPI 0.137, `app.routes` holds an included router as one object: it has no path and no endpoint, it is no
`APIRoute`, and its routes are found by `fastapi.routing.iter_route_contexts` only.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fastlint.facts import expressions as ex
from fastlint.facts import statements as st
from fastlint.project.execution.abstract import Instance, members
from fastlint.project.reading import bodies
from fastlint.project.routing.apps import APPS, ROUTERS, IncludeEntry, Router
from fastlint.values import Span
from fastlint.values.late import dataclass

if TYPE_CHECKING:
    from fastlint.project.execution.modules import Module
    from fastlint.project.execution.seen import AttributeRead
    from fastlint.project.project import Project

#: What a route of FastAPI or Starlette has and an included router has not.
_OF_ROUTES = frozenset(
    """path path_format path_regex name methods endpoint operation_id unique_id tags dependant dependencies
    response_model responses include_in_schema status_code summary description deprecated param_convertors""".split()
)
_ROUTE_CLASSES = frozenset({"APIRoute", "Route", "APIWebSocketRoute", "WebSocketRoute", "BaseRoute"})
#: Functions that give the items of what they get.
_SAME_ITEMS = frozenset({"list", "tuple", "reversed", "iter"})
#: Functions that ask whether there is an attribute.
_CAREFUL = frozenset({"hasattr", "getattr"})


@dataclass(frozen=True, eq=False)
class RouteLoop:
    """A loop over `routes`. `attribute` is what it reads of each, `route_class` the class that it asks for, or "".

    `is_sure` tells that a router is known to be included in what is looped over.
    """

    text: str
    attribute: str
    route_class: str
    is_sure: bool
    read: AttributeRead
    span: Span


def find_route_loops(project: Project) -> Iterator[RouteLoop]:
    """The loops over routes in which included routers are missed or fail."""
    including = [router for router in project.routers if not project.is_test(router.module)]
    seen: set[int] = set()
    for read in project.sightings.reads:
        if read.name != "routes" or id(read.expression) in seen or (APPS | ROUTERS).isdisjoint(read.types):
            continue
        receivers = [each.native for each in members(read.receiver) if isinstance(each, Instance)]
        known = [each for each in receivers if isinstance(each, Router)]
        is_sure = bool(known) and all(_includes(each, read) for each in known)
        if not is_sure and (known or not any(_includes(each, read) for each in including)):
            continue
        seen.add(id(read.expression))
        facts = read.module.facts
        block: st.Block = (
            read.function.fact.body if read.function is not None else facts.body if facts is not None else ()
        )
        rebuilds = {id(each.value) for each in bodies.nodes(block) if isinstance(each, st.Assign) and _is_rebuild(each)}
        found = {id(each.arguments[0]) for each in bodies.calls(block) if _finds_own(each, read.expression)}
        for node in bodies.nodes(block):
            is_own = id(node) in rebuilds | found or (
                isinstance(node, st.For) and _takes_back(node, read.module, project)
            )
            is_own = is_own or (isinstance(node, ex.Comprehension) and _is_moved(node, block, read.expression))
            judged = _judged(node, read.expression) if not is_own else None
            if judged is not None and not _is_careful(block):
                yield RouteLoop(ex.render(read.expression), *judged, is_sure, read, read.span)
                break


def _includes(router: Router, read: AttributeRead) -> bool:
    """Whether routers are included in one when its routes are read: in a module body, by what stands above."""
    return any(
        isinstance(entry, IncludeEntry)
        and (read.function is not None or entry.module is not read.module or entry.place < read.span[1:])
        for entry in router.entries
    )


def _is_rebuild(statement: st.Assign) -> bool:
    """`app.routes[:] = [... for route in app.routes ...]`: what the program added itself is replaced or removed."""
    targets = [target.value if isinstance(target, ex.Subscript) else target for target in statement.targets]
    return any(isinstance(target, ex.Attribute) and target.name == "routes" for target in targets)


def _takes_back(loop: st.For, module: Module, project: Project) -> bool:
    """Whether a loop does nothing but remove `APIRoute`s with a path that the module adds to an application itself."""
    if any(type(each) not in _REMOVING for each in bodies.statements(loop.body)):
        return False
    calls = list(bodies.calls(loop.body))
    asks = any(each.callee == ex.Name("isinstance") for each in calls)
    if not asks or any(ex.last_name(each.callee) not in ("isinstance", "remove") for each in calls):
        return False
    sought = [side for node in bodies.nodes(loop.body) if isinstance(node, ex.Compare) for side in _beside_path(node)]
    return bool(sought) and all(_is_added(path, module, project) for path in sought)


def _is_moved(picked: ex.Comprehension, block: st.Block, iterable: ex.Attribute) -> bool:
    """Whether each route that a comprehension picks is removed from the list and put into another one.

    The routes of an included router are not in the list, so they could not be removed from it: none of them is meant.
    """
    names = {
        target.id
        for node in bodies.of_kind(block, st.Assign)
        if node.value is picked
        for target in node.targets
        if isinstance(target, ex.Name)
    }
    for loop in bodies.of_kind(block, st.For):
        if not (isinstance(loop.iterable, ex.Name) and loop.iterable.id in names and isinstance(loop.target, ex.Name)):
            continue
        given = [call for call in bodies.calls(loop.body) if call.arguments == (loop.target,)]
        lists = {
            (call.callee.name, ex.render(call.callee.value))
            for call in given
            if isinstance(call.callee, ex.Attribute) and call.callee.name in ("append", "remove")
        }
        removed_from = {text for name, text in lists if name == "remove"}
        put_into = {text for name, text in lists if name == "append"}
        if ex.render(iterable) in removed_from and any(text.endswith(".routes") for text in put_into - removed_from):
            return True
    return False


#: Attributes of an application with the paths of routes that it registers when it is made, before all others.
_PATHS_OF_ITS_OWN = frozenset({"openapi_url", "docs_url", "redoc_url", "swagger_ui_oauth2_redirect_url"})


def _finds_own(call: ex.Call, iterable: ex.Attribute) -> bool:
    """`next(route for route in app.routes if route.path == app.openapi_url)`, which comes to no included router."""
    sought = call.arguments[0] if call.callee == ex.Name("next") and call.arguments else None
    if not isinstance(sought, ex.Comprehension) or len(sought.clauses) != 1 or sought.clauses[0].iterable != iterable:
        return False
    app = (ex.dotted(iterable.value) or "").removesuffix(".router")
    return any(
        isinstance(path, ex.Attribute) and path.name in _PATHS_OF_ITS_OWN and ex.dotted(path.value) == app
        for condition in sought.clauses[0].conditions
        for each in (condition.values if isinstance(condition, ex.Both) and not condition.is_or else (condition,))
        if isinstance(each, ex.Compare) and each.operator == "=="
        for path in _beside_path(each)
    )


_REMOVING = frozenset({st.If, st.Evaluate, st.Delete, st.Jump})


def _beside_path(node: ex.Compare) -> Iterator[ex.Expression]:
    """What a path is compared with."""
    for one, other in ((node.left, node.right), (node.right, node.left)):
        if isinstance(one, ex.Attribute) and one.name == "path":
            yield other


def _is_added(path: ex.Expression, module: Module, project: Project) -> bool:
    """Whether the module adds a route with a path: it stands at the call, or is put together alike somewhere else."""
    added = [each for each in project.calls_of(*(f"{app}.add_api_route" for app in APPS)) if each.module is module]
    if any(each.written("path", 0) == path for each in added):
        return True
    if not added or not isinstance(path, ex.Format) or module.facts is None:
        return False
    return any(
        node == path and node is not path
        for fact in module.facts.functions
        for node in bodies.of_kind(fact.body, ex.Format)
    )


def _judged(node: object, iterable: ex.Attribute) -> tuple[str, str] | None:
    """The attribute that a loop reads of each route, and the class that it asks for; None where it does neither."""
    if isinstance(node, st.For):
        name = _route_of(node.target, node.iterable, iterable)
        return _uses(node.body, name) if name else None
    if isinstance(node, ex.Comprehension) and len(node.clauses) == 1:
        clause = node.clauses[0]
        name = _route_of(clause.target, clause.iterable, iterable)
        return _uses((clause.conditions, node.key, node.element), name) if name else None
    return None


def _route_of(target: ex.Expression, looped: ex.Expression, iterable: ex.Attribute) -> str:
    """The name that a loop gives each route: over `routes` as it is, in another order, or with numbers; or empty."""
    while looped is not iterable:
        if not (isinstance(looped, ex.Call) and isinstance(looped.callee, ex.Name) and looped.arguments):
            return ""
        if looped.callee.id == "enumerate" and isinstance(target, ex.Display) and len(target.elements) == 2:
            target = target.elements[1]
        elif looped.callee.id not in _SAME_ITEMS:
            return ""
        looped = looped.arguments[0]
    return target.id if isinstance(target, ex.Name) else ""


def _uses(body: object, name: str) -> tuple[str, str] | None:
    route = ex.Name(name)
    attribute, classes = "", []
    for node in bodies.nodes(body):
        if isinstance(node, st.Try):
            return None
        if isinstance(node, ex.Attribute) and node.value == route and node.name in _OF_ROUTES:
            attribute = attribute or node.name
        elif isinstance(node, ex.Call) and node.callee == ex.Name("isinstance") and node.arguments[:1] == (route,):
            asked = node.arguments[1] if len(node.arguments) > 1 else ex.NONE
            classes += [ex.last_name(each) for each in (asked.elements if isinstance(asked, ex.Display) else (asked,))]
    if classes:
        route_class = next((each for each in classes if each in _ROUTE_CLASSES), "")
        return (attribute, route_class) if route_class and attribute else None
    return (attribute, "") if attribute else None


def _is_careful(block: object) -> bool:
    """Whether the code around the loop knows that not everything in `routes` is a route."""
    for node in bodies.nodes(block):
        if isinstance(node, ex.Call) and isinstance(node.callee, ex.Name) and node.callee.id in _CAREFUL:
            if len(node.arguments) > 1 and isinstance(node.arguments[1], ex.Constant):
                if node.arguments[1].value in _OF_ROUTES | {"routes", "app", "original_router"}:
                    return True
        if isinstance(node, ex.Attribute) and node.name in ("original_router", "effective_route_contexts"):
            return True
        if isinstance(node, ex.Name) and node.id in ("iter_route_contexts", "_IncludedRouter"):
            return True
    return False
