"""Who guards a WebSocket route: what of the program may turn a stranger away, and which paths a middleware watches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastlint.facts import expressions as ex
from fastlint.facts import statements as st
from fastlint.project.execution.abstract import Const, Function, ListValue, known
from fastlint.project.execution.markers import Location
from fastlint.project.reading import bodies
from fastlint.project.routing.websockets import WEBSOCKET, WebSocketEndpoint

if TYPE_CHECKING:
    from fastlint.project.project import Project
    from fastlint.project.routing.apps import Route
    from fastlint.project.routing.middleware import Middleware, Reply

#: What a request brings that may tell who sends it.
_CREDENTIALS = frozenset({"headers", "cookies", "query_params", "session", "user", "auth", "scope", "state"})
#: How a request tells its path.
_PATHS = frozenset({"path", "raw_path"})
_REFUSALS = frozenset({401, 403})
DEEPEST = 4


def refusals(project: Project, middleware: Middleware) -> list[Reply]:
    """The replies by which a middleware turns strangers away."""
    return [reply for reply in project.middleware.replies(middleware) if reply.status in _REFUSALS]


def watches(project: Project, middleware: Middleware, replies: list[Reply], path: str) -> bool:
    """Whether a middleware would surely have judged a request for a path, were it not for a WebSocket."""
    function = middleware.function
    assert function is not None
    asked = [test for test in _tests(function) if _asks_for_path(test)]
    if not asked:
        return True
    positive = [test for reply in replies for test in reply.conditions if _asks_for_path(test)]
    if any(isinstance(each, ex.Not) or getattr(each, "operator", "") in ("not in", "!=") for each in positive):
        positive = []
    named = _constants(project, function, positive or asked)
    if named is None:
        return False
    matches = any(path == each or (len(each) > 1 and path.startswith(each)) for each in named)
    return matches if positive else not matches


def _tests(function: Function) -> list[ex.Expression]:
    nodes = bodies.nodes(function.fact.body)
    return [node.test for node in nodes if isinstance(node, st.If | st.While | ex.Conditional)]


def _asks_for_path(expression: ex.Expression) -> bool:
    return any(
        (isinstance(node, ex.Attribute) and node.name in _PATHS)
        or (isinstance(node, ex.Constant) and node.value in _PATHS)
        or (isinstance(node, ex.Name) and node.id in _PATHS)
        for node in bodies.nodes(expression)
    )


def _constants(project: Project, function: Function, tests: list[ex.Expression]) -> set[str] | None:
    """The paths that conditions name; None where one of them is not known."""
    found: set[str] = set()
    for test in tests:
        before = len(found)
        for node in bodies.nodes(test):
            if isinstance(node, ex.Constant) and isinstance(node.value, str) and node.value.startswith("/"):
                found.add(node.value)
            elif isinstance(node, ex.Name):
                value = project.interpreter.module_global(function.module, node.id)
                for member in known(value) if value is not None else ():
                    elements = member.elements if isinstance(member, ListValue) else [member]
                    texts = [each.value for each in elements if isinstance(each, Const)]
                    found.update(text for text in texts if isinstance(text, str) and text.startswith("/"))
        if len(found) == before:
            return None
    return found


def is_open_to_all(project: Project, endpoint: WebSocketEndpoint, route: Route) -> bool:
    """Whether nothing that a WebSocket route runs could turn a stranger away, as far as everything is known."""
    graph = project.dependency_graph
    for way in graph.ways(route):
        code = graph.code_of(way[-1].call)
        if code is None or _may_refuse(project, code.function, frozenset()):
            return False
    if "unclear" in endpoint.end or any("unclear" in reached.states for reached in endpoint.reached):
        return False
    for operation in project.operations:
        if operation.route is route:
            parameters = operation.parameters
            if any(each.is_from_client and each.location is not Location.PATH for each in parameters):
                return False
    return not _may_refuse(project, endpoint.function, frozenset())


def _may_refuse(project: Project, function: Function, path: frozenset[Function]) -> bool:
    """Whether a function raises, refuses the connection, or looks at what could tell who asks."""
    if function in path or len(path) > DEEPEST:
        return False
    for node in bodies.nodes(function.fact.body):
        if isinstance(node, st.Raise | st.Assert):
            return True
        if isinstance(node, ex.Attribute) and node.name in _CREDENTIALS:
            return True
        if isinstance(node, ex.Call):
            names = project.websockets.names(node)
            if names & {f"{WEBSOCKET}.close", f"{WEBSOCKET}.send_denial_response"}:
                return True
            targets = project.websockets.targets(function, node.place)
            if any(_may_refuse(project, target, path | {function}) for target in targets):
                return True
    return False
