"""Where a WebSocket endpoint puts its connection so that others find it: what must be undone when the client leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastlint.facts import expressions as ex
from fastlint.facts import statements as st
from fastlint.project.reading import bodies, flow
from fastlint.project.routing.exceptions import Kind
from fastlint.project.routing.websockets import CONTAINER_METHODS, RECEIVING, WebSocketEndpoint, is_handed

if TYPE_CHECKING:
    from fastlint.facts.definitions import FunctionFact
    from fastlint.project.execution.abstract import Function
    from fastlint.project.project import Project

#: What Starlette raises where a connection is received from that the client has left.
DISCONNECT = Kind(
    ("starlette.websockets.WebSocketDisconnect", "builtins.Exception", "builtins.BaseException"), is_whole=True
)

#: Methods by which something is put into a container, and by which it is taken out again.
_PUTTING = CONTAINER_METHODS & {"append", "add", "insert", "setdefault", "appendleft"}
_TAKING = frozenset({"remove", "discard", "pop", "popitem", "clear", "difference_update"})


def receiving_for_ever(project: Project, endpoint: WebSocketEndpoint) -> list[ex.Call]:
    """The `receive_*` calls in a `while True` of an endpoint of which nothing takes the exception at the end."""
    found: list[ex.Call] = []
    for reached in endpoint.reached:
        call = reached.node
        if not isinstance(call, ex.Call) or RECEIVING.isdisjoint(project.websockets.names(call)):
            continue
        site = flow.site_at(endpoint.function.fact, call.place)
        if site is None or not site.loops or site.withs or any(each.final for each in site.tries):
            continue
        is_endless = any(isinstance(loop, st.While) and isinstance(loop.test, ex.Constant) for loop in site.loops)
        if is_endless and project.exceptions.taker(site, (DISCONNECT,)) is None:
            found.append(call)
    return found


def kept_by(project: Project, endpoint: WebSocketEndpoint) -> str | None:
    """The call or assignment, as it is written, by which an endpoint enters its connection into a registry.

    None where it does not, and where the registry drops connections that fail by itself.
    """
    function = endpoint.function
    kept = _kept_in(function, endpoint.parameters)
    if kept is not None:
        return None if _drops_failed(function) else kept
    for reached in endpoint.reached:
        call = reached.node
        if not isinstance(call, ex.Call) or not is_handed(call, endpoint.parameters):
            continue
        for target in project.websockets.targets(function, call.place):
            if _kept_in(target, project.websockets.parameters(target)) is not None and not _drops_failed(target):
                return f"{ex.render(call.callee)}(...)"
    return None


def _kept_in(function: Function, parameters: frozenset[str]) -> str | None:
    """How a function puts one of its parameters into a container that outlives it."""
    fact = function.fact
    for node in bodies.nodes(fact.body):
        if isinstance(node, ex.Call) and isinstance(node.callee, ex.Attribute) and node.callee.name in _PUTTING:
            given = (*node.arguments, *(value for _, value in node.keywords))
            is_kept = any(isinstance(each, ex.Name) and each.id in parameters for each in given)
            if is_kept and not _is_local(node.callee.value, fact):
                return f"{ex.render(node.callee)}(...)"
        if isinstance(node, st.Assign) and isinstance(node.value, ex.Name) and node.value.id in parameters:
            for target in node.targets:
                if isinstance(target, ex.Subscript) and not _is_local(target.value, fact):
                    return ex.render(target)
    return None


def _is_local(container: ex.Expression, fact: FunctionFact) -> bool:
    """Whether a container is a variable of the function."""
    while isinstance(container, ex.Attribute | ex.Subscript | ex.Call):
        if isinstance(container, ex.Attribute):
            return False  # of an object, which the connection may outlive or not
        container = container.value if isinstance(container, ex.Subscript) else container.callee
    if not isinstance(container, ex.Name):
        return True
    return container.id not in fact.global_names and bool(flow.assigned(fact, container.id))


def _drops_failed(function: Function) -> bool:
    """Whether the class or module of a registry takes something out of it in an `except` block."""
    facts = function.module.facts
    owner = function.fact.qualname.rpartition(".")[0]
    for fact in facts.functions if facts is not None else ():
        if fact.qualname.rpartition(".")[0] != owner:
            continue
        for node in bodies.nodes(fact.body):
            if not isinstance(node, st.Handler):
                continue
            for inner in bodies.nodes(node.body):
                if isinstance(inner, st.Delete):
                    return True
                if isinstance(inner, ex.Call) and isinstance(inner.callee, ex.Attribute):
                    if inner.callee.name in _TAKING or _is_own_call(inner, fact):
                        return True
    return False


def _is_own_call(call: ex.Call, fact: FunctionFact) -> bool:
    """Whether a method calls another of its own, which may well take the connection out."""
    is_method = "." in fact.qualname and bool(fact.parameters)
    callee = call.callee
    return is_method and isinstance(callee, ex.Attribute) and callee.value == ex.Name(fact.parameters[0].name)
