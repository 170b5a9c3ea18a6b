"""What a request writes to a session, and whether anything that runs for the request makes it final.

A request is everything that runs for one route: the endpoint, what it calls, its dependencies with their exit code, and
the middleware of the application. Where one of them hands a session to something that is not known, nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from fastlint.facts.expressions import Call, Expression, Name, root_name
from fastlint.facts.statements import With
from fastlint.project.execution.abstract import Function, Value, members
from fastlint.project.execution.calls import EdgeKind, EventKind
from fastlint.project.execution.sessions import CONNECTIONS, ENGINES, FACTORIES, SESSIONS, type_names
from fastlint.project.loop.event_loop import reachable
from fastlint.project.reading import bodies

if TYPE_CHECKING:
    from fastlint.project.execution.calls import Activation
    from fastlint.project.execution.seen import LibraryCall
    from fastlint.project.project import Project

_ADDING = frozenset(f"{each}.{method}" for each in SESSIONS for method in ("add", "add_all", "delete", "merge"))
_STATEMENTS = frozenset(
    f"{package}.{name}" for package in ("sqlalchemy", "sqlmodel") for name in ("insert", "update", "delete")
)
_FINAL = frozenset(f"{each}.commit" for each in SESSIONS | CONNECTIONS)
_BEGINNING = frozenset(
    f"{each}.{method}" for each in SESSIONS | CONNECTIONS | ENGINES | FACTORIES for method in ("begin",)
)
#: Options of an engine, connection or session maker that make every statement final, or that commit by themselves.
_AUTOMATIC = ("isolation_level", "execution_options", "autocommit")
_MAKERS = ("sqlalchemy.create_engine", "sqlalchemy.ext.asyncio.create_async_engine", "sqlmodel.create_engine")


class Writes:
    """Answers which writes are never committed."""

    def __init__(self, project: Project) -> None:
        self._project = project

    @cached_property
    def lost(self) -> tuple[LibraryCall, ...]:
        """The calls that put something into a session which nothing commits, for no route that leads to them."""
        if self._is_automatic or self._commits_elsewhere:
            return ()
        return tuple(
            call
            for call in self._project.library_calls
            if not _ADDING.isdisjoint(call.names)
            and call.routes
            and self._final.isdisjoint(call.routes)
            and self._given_away.isdisjoint(call.routes)
        )

    @cached_property
    def _is_automatic(self) -> bool:
        calls = (call for name in _MAKERS for call in self._project.sightings.by_name.get(name, ()))
        return any(call.has_keyword(option) or call.is_open for call in calls for option in _AUTOMATIC)

    @cached_property
    def _commits_elsewhere(self) -> bool:
        """Whether middleware commits, or something else that runs for requests without belonging to one route."""
        return any(not call.routes and call.function is not None for call in self._commits)

    @cached_property
    def _commits(self) -> tuple[LibraryCall, ...]:
        names = _FINAL | _BEGINNING
        return tuple(call for call in self._project.sightings.calls if not names.isdisjoint(call.names))

    @cached_property
    def _final(self) -> frozenset[str]:
        """The routes for which something is committed."""
        return frozenset(title for call in self._commits for title in call.routes)

    @cached_property
    def _given_away(self) -> frozenset[str]:
        """The routes in which a session is handed to something that is not known."""
        found: set[str] = set()
        for activation in self._project.activations:
            function = activation.function
            if function is None:
                continue
            titles = self._project.routes_in(activation)
            if not titles or found.issuperset(titles):
                continue
            if any(True for _ in self._given_to_unknown(activation, function)):
                found.update(titles)
        return frozenset(found)

    def _given_to_unknown(self, activation: Activation, function: Function) -> Iterator[Call]:
        names = {name for name, value in activation.bindings.items() if self.is_session(value)}
        unresolved = {event.place for event in activation.events if event.kind is EventKind.UNRESOLVED_CALL}
        return self._handed_over(function, names, unresolved)

    def _handed_over(
        self, function: Function, names: set[str], unresolved: set[tuple[int, int, int, int]]
    ) -> Iterator[Call]:
        """The calls of something unknown that get a session, or an object that may hold one."""
        opened = names | {
            item.target.id
            for node in bodies.nodes(function.fact.body)
            if isinstance(node, With)
            for item in node.items
            if isinstance(item.target, Name)
        }
        for node in bodies.nodes(function.fact.body):
            if isinstance(node, Call) and node.place in unresolved:
                given = [*node.arguments, *(value for _, value in node.keywords)]
                if any(_mentions(each, opened) for each in given) or root_name(node.callee) in opened:
                    yield node

    def uses(self, activation: Activation) -> bool:
        """Whether a function calls something of a session, or hands one to what is not a function of the project."""
        function = activation.function
        if function is None:
            return False
        calls = self._project.calls_in(function)
        return any(not SESSIONS.isdisjoint(_owners(call)) or self._gets_session(call) for call in calls) or any(
            True for _ in self._given_to_unknown(activation, function)
        )

    def _gets_session(self, call: LibraryCall) -> bool:
        """Whether a session is among the arguments of a call."""
        given = [call.argument(None, index) for index in range(len(call.expression.arguments))]
        given += [call.argument(name) for name, _ in call.expression.keywords if name is not None]
        return call.is_open or any(value is not None and self.is_session(value) for value in given)

    def is_session(self, value: Value) -> bool:
        """Whether a value is, or may be, a session."""
        knowledge = self._project.interpreter.knowledge
        return any(not SESSIONS.isdisjoint(type_names(each, knowledge)) for each in members(value))


def writing_routes(project: Project) -> frozenset[str]:
    """The titles of the routes that put something into a session, or make a statement that writes."""
    names = _ADDING | _STATEMENTS
    return frozenset(
        title for call in project.library_calls if not names.isdisjoint(call.names) for title in call.routes
    )


def leaves_alone(project: Project, provider: Function, receivers: Iterable[Function]) -> bool:
    """Whether functions that get the session which a dependency yields surely do nothing with it.

    A function that calls nothing is not sure to: it may be unfinished.
    """
    writes = Writes(project)
    yielded = [activation.yields for activation in provider.activations]
    if not yielded or not all(each is not None and writes.is_session(each) for each in yielded):
        return False
    for function in receivers:
        if not function.activations or not any(bodies.calls(function.fact.body)):
            return False
        if any(writes.uses(each) for each in reachable(function.activations, tuple(EdgeKind))):
            return False
    return True


def _owners(call: LibraryCall) -> frozenset[str]:
    """The types of which a call may be a method."""
    return frozenset(name.rpartition(".")[0] for name in call.names)


def _mentions(expression: Expression, names: set[str]) -> bool:
    return isinstance(expression, Name) and expression.id in names
