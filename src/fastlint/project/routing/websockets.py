"""WebSocket endpoints: on which ways the connection is accepted, and what is done with it before and after.

A connection is `new` until it is accepted, then `open`; what nobody knows (it was handed to something that was not
followed) is `unclear`. The calls of functions of the project are followed into these.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import field
from functools import cached_property
from typing import TYPE_CHECKING

from fastlint.facts import expressions as ex
from fastlint.facts import statements as st
from fastlint.project.execution.abstract import (
    Const,
    DictValue,
    External,
    Foreign,
    Function,
    Instance,
    ListValue,
    Value,
    known,
    members,
)
from fastlint.project.reading import bodies
from fastlint.project.reading.walk import Reached, States, Walk
from fastlint.values import Span
from fastlint.values.late import dataclass

if TYPE_CHECKING:
    from fastlint.facts.expressions import Place
    from fastlint.project.project import Project
    from fastlint.project.routing.apps import Route

WEBSOCKET = "starlette.websockets.WebSocket"
CONNECTION = "starlette.requests.HTTPConnection"
RECEIVING = frozenset(f"{WEBSOCKET}.receive_{kind}" for kind in ("text", "bytes", "json"))
ITERATING = frozenset(f"{WEBSOCKET}.iter_{kind}" for kind in ("text", "bytes", "json"))
SENDING = frozenset(f"{WEBSOCKET}.send_{kind}" for kind in ("text", "bytes", "json"))
#: What Starlette refuses before the connection is accepted.
NEEDS_ACCEPT = RECEIVING | ITERATING | SENDING

NEW = frozenset({"new"})
OPEN = frozenset({"open"})
CLOSED = frozenset({"closed"})
UNCLEAR = frozenset({"unclear"})
#: The states that a call leaves behind; a raw `send` may be a message that accepts.
_AFTER = {
    f"{WEBSOCKET}.accept": OPEN,
    f"{WEBSOCKET}.close": CLOSED,
    f"{WEBSOCKET}.send_denial_response": CLOSED,
    f"{WEBSOCKET}.send": UNCLEAR,
}

#: Methods of containers: they keep a connection, and do nothing to it.
CONTAINER_METHODS = frozenset(
    "add append appendleft clear copy count discard extend get index insert items keys pop remove setdefault update "
    "values".split()
)

DEEPEST = 12


@dataclass(eq=False)
class WebSocketEndpoint:
    """A function of the project that serves WebSocket routes: the subject of rules about them.

    `parameters` are those that receive the connection. `reached` are its calls, raises and returns, each with the
    states of the connection there; `refused` the calls that Starlette refuses, for nobody has accepted by then; `end`
    the states in which it leaves the connection.
    """

    function: Function
    parameters: frozenset[str]
    span: Span
    routes: list[Route] = field(default_factory=list)
    reached: tuple[Reached, ...] = ()
    refused: tuple[ex.Call, ...] = ()
    end: States = NEW

    @property
    def titles(self) -> tuple[str, ...]:
        """The titles of its routes, without repetition."""
        return tuple(dict.fromkeys(route.title for route in self.routes))


@dataclass()
class _Passage:
    """What a function does to a connection that is handed to it in given states."""

    end: States
    refused: list[ex.Call]
    reached: tuple[Reached, ...] = ()


class WebSockets:
    """The WebSocket endpoints of a program."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._passages: dict[tuple[Function, States, frozenset[str]], _Passage] = {}
        self._open: list[Function] = []
        # everything is executed by the time that somebody asks
        self._parameters: dict[Function, frozenset[str]] = {}
        self._edges_of: dict[Function, dict[Place, dict[Function, None]]] = {}

    @cached_property
    def endpoints(self) -> tuple[WebSocketEndpoint, ...]:
        """Those in the files that are reported on."""
        self._project.activations  # noqa: B018  everything is executed then
        found: dict[Function, WebSocketEndpoint] = {}
        for app in self._project.apps:
            for route in app.routes:
                value = route.function
                if route.kind != "websocket" or value is None:
                    continue
                function = value.function
                if not self._project.is_reported(function.module):
                    continue
                endpoint = found.get(function)
                if endpoint is None:
                    span = Span(function.module.path, *function.fact.place)
                    endpoint = found[function] = WebSocketEndpoint(function, self.parameters(function), span)
                endpoint.routes.append(route)
        for endpoint in found.values():
            before = frozenset(state for route in endpoint.routes for state in self._before(route))
            passage = self._passage(endpoint.function, before, endpoint.parameters)
            endpoint.reached, endpoint.refused, endpoint.end = passage.reached, tuple(passage.refused), passage.end
        return tuple(sorted(found.values(), key=lambda each: each.span))

    def is_awaited_in_vain(self, endpoint: WebSocketEndpoint) -> bool:
        """Whether an endpoint is a `def` that returns nothing that could be awaited."""
        fact = endpoint.function.fact
        if fact.is_async or fact.is_lambda:
            return False
        plain = (Const, DictValue, ListValue)
        returned = self._project.returned(endpoint.function)
        return fact.is_generator or all(isinstance(each, plain) for _, value in returned for each in members(value))

    def names(self, call: ex.Call) -> frozenset[str]:
        """The dotted names of the library functions and methods that a call may mean."""
        return self._names.get(id(call), frozenset())

    def targets(self, function: Function, place: Place) -> tuple[Function, ...]:
        """The functions of the project that a call at a place of a function leads to."""
        return tuple(self._edges(function).get(place, ()))

    def parameters(self, function: Function) -> frozenset[str]:
        """The parameters of a function that receive a connection."""
        found = self._parameters.get(function)
        if found is None:
            found = self._parameters[function] = frozenset(
                name
                for activation in function.activations
                for name, value in activation.bindings.items()
                if self._is_websocket(value)
            )
        return found

    @cached_property
    def _names(self) -> dict[int, frozenset[str]]:
        found: dict[int, frozenset[str]] = {}
        sets: dict[tuple[str, ...], frozenset[str]] = {}
        for call in self._project.sightings.calls:
            names = sets.setdefault(call.names, frozenset(call.names))
            before = found.get(id(call.expression))
            found[id(call.expression)] = names if before is None else before | names
        return found

    @cached_property
    def _concerned(self) -> set[Function]:
        """The functions that do something to a connection, and those that lead to one."""
        callers: dict[Function, list[Function]] = {}
        for activation in self._project.activations:
            for target in {edge.target.function for edge in activation.edges}:
                if target is not None and activation.function is not None:
                    callers.setdefault(target, []).append(activation.function)
        calls = self._project.sightings.by_name
        found = {call.function for name in _AFTER for call in calls.get(name, ()) if call.function is not None}
        pending = list(found)
        while pending:
            for caller in callers.get(pending.pop(), ()):
                if caller not in found:
                    found.add(caller)
                    pending.append(caller)
        return found

    def _edges(self, function: Function) -> dict[Place, dict[Function, None]]:
        known = self._edges_of.get(function)
        if known is not None:
            return known
        found: dict[Place, dict[Function, None]] = defaultdict(dict)
        self._edges_of[function] = found
        for activation in function.activations:
            for edge in activation.edges:
                if edge.target.function is not None:
                    found[edge.place][edge.target.function] = None
        return found

    def _is_websocket(self, value: Value) -> bool:
        knowledge = self._project.interpreter.knowledge
        for each in known(value):
            names: Iterable[str] = ()
            if isinstance(each, Foreign):
                names = (each.type,)
            elif isinstance(each, Instance):
                names = (each.cls.name,) if isinstance(each.cls, External) else each.cls.external_bases()
            if any(WEBSOCKET in knowledge.bases(name) or CONNECTION == name for name in names):
                return True
        return False

    def _before(self, route: Route) -> States:
        """The states of the connection when the endpoint begins: a dependency may have accepted it."""
        graph = self._project.dependency_graph
        states = NEW
        for way in graph.ways(route):
            call = way[-1].call
            code = graph.code_of(call)
            if code is None:
                if not isinstance(call, External | Instance):
                    return UNCLEAR
                continue  # a class or security scheme of a library
            parameters = self.parameters(code.function)
            if parameters:
                states = self._passage(code.function, states, parameters).end
        return states

    def _passage(self, function: Function, states: States, parameters: frozenset[str]) -> _Passage:
        key = (function, states, parameters)
        found = self._passages.get(key)
        if found is not None:
            return found
        if self._open and not parameters and function not in self._concerned:
            return _Passage(states, [])  # it has no connection, and leads to nobody who changes one
        if function in self._open or len(self._open) > DEEPEST:
            return _Passage(states | UNCLEAR, [])
        self._open.append(function)
        edges = self._edges(function)
        own = parameters | _aliases(function.fact.body, parameters)
        escapes = _escapes(function.fact.body, own)
        refused: dict[int, ex.Call] = {}

        def effect(call: ex.Call, before: States) -> States:
            names = self.names(call)
            for name in names:
                if name in _AFTER:
                    return _AFTER[name]
            targets = edges.get(call.place, ())
            if names or targets:
                after: States = frozenset()
                handed = is_handed(call, own)
                for target in targets:
                    theirs = self.parameters(target)
                    inside = self._passage(target, before, theirs if handed and len(theirs) == 1 else frozenset())
                    after |= inside.end
                    if inside.refused:
                        refused[id(call)] = call
                if names & NEEDS_ACCEPT and before == NEW and _is_called_on(call, own):
                    refused[id(call)] = call
                return after or (before if targets or not handed else before | UNCLEAR)
            if isinstance(call.callee, ex.Attribute) and call.callee.name in CONTAINER_METHODS:
                return before
            if escapes or is_handed(call, own) or _is_called_on(call, own):
                return before | UNCLEAR
            return before

        walk = Walk(function.fact.body, states, effect)
        certain = [
            each.node
            for each in walk.reached
            if isinstance(each.node, ex.Call) and id(each.node) in refused and each.states == NEW
        ]
        self._open.pop()
        passage = self._passages[key] = _Passage(walk.end or states, certain, walk.reached)
        return passage


def _is_called_on(call: ex.Call, names: frozenset[str]) -> bool:
    callee = call.callee
    return isinstance(callee, ex.Attribute) and isinstance(callee.value, ex.Name) and callee.value.id in names


def is_handed(call: ex.Call, names: frozenset[str]) -> bool:
    """Whether one of the names is an argument of a call, or its method `accept` is."""
    given = (*call.arguments, *(value for _, value in call.keywords))
    return any(_holds(each, names) for each in given)


def _holds(expression: object, names: frozenset[str]) -> bool:
    if isinstance(expression, ex.Name):
        return expression.id in names
    if isinstance(expression, ex.Attribute) and isinstance(expression.value, ex.Name):
        return expression.name == "accept" and expression.value.id in names
    return isinstance(expression, tuple) and any(_holds(part, names) for part in expression)


def _aliases(body: st.Block, names: frozenset[str]) -> frozenset[str]:
    """The further names that are assigned from the names."""
    return frozenset(
        target.id
        for node in bodies.nodes(body)
        if isinstance(node, st.Assign) and isinstance(node.value, ex.Name) and node.value.id in names
        for target in node.targets
        if isinstance(target, ex.Name)
    )


def _escapes(body: st.Block, names: frozenset[str]) -> bool:
    """Whether the connection is handed on or kept: then what is called without it may accept it, too."""
    for node in bodies.nodes(body):
        if isinstance(node, ex.Call) and is_handed(node, names):
            return True
        if isinstance(node, st.Assign) and isinstance(node.value, ex.Name) and node.value.id in names:
            return True
        if isinstance(node, st.FunctionDef) and any(name in names for name in ex.names_in(node.function.body)):
            return True
    return False
