"""Connections that last: WebSockets and streams that do not end by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fastlint.facts import expressions as ex
from fastlint.facts import statements as st
from fastlint.project.execution.abstract import Function, Generator, known
from fastlint.project.execution.calling import STREAMS
from fastlint.project.reading import bodies, flow

if TYPE_CHECKING:
    from fastlint.facts.definitions import FunctionFact
    from fastlint.project.project import Project
    from fastlint.project.routing.apps import Route


def is_long_lived(route: Route, project: Project) -> bool:
    """Whether the connection of a route stays open until one side leaves: it loops and waits for what comes."""
    function = route.function
    if function is None:
        return False
    if route.kind == "websocket":
        return _waits_in_a_loop(function.function.fact)
    if not project.dependency_graph.is_stream(route):
        return False
    if function.function.fact.is_generator:
        return _never_ends(function.function.fact)
    return any(_never_ends(generator.fact) for generator in _streamed(function.function, project))


def _streamed(function: Function, project: Project) -> Iterator[Function]:
    """The generators of the project that the streaming responses made in a function send."""
    for call in project.calls_in(function):
        content = call.argument("content", 0) if STREAMS.intersection(call.names) else None
        for each in known(content) if content is not None else ():
            if isinstance(each, Generator) and each.activation is not None and each.activation.function is not None:
                yield each.activation.function


def _waits_in_a_loop(fact: FunctionFact) -> bool:
    for site in flow.sites(fact):
        statement = site.statement
        if isinstance(statement, st.For) and statement.is_async:
            return True
        if isinstance(statement, st.While) and any(isinstance(node, ex.Await) for node in bodies.nodes(statement.body)):
            return True
    return False


def _never_ends(fact: FunctionFact) -> bool:
    """Whether a generator goes on until it is closed: an endless loop that waits in between."""
    for site in flow.sites(fact):
        statement = site.statement
        if isinstance(statement, st.While) and isinstance(statement.test, ex.Constant) and statement.test.value:
            nodes = list(bodies.nodes(statement.body))
            is_left = any(isinstance(node, st.Jump) and node.is_break for node in nodes)
            leaves = is_left or any(isinstance(node, st.Return) for node in nodes)
            if not leaves and any(isinstance(node, ex.Await) for node in nodes):
                return True
    return False
