"""Attributes of mapped objects that are loaded when they are read, where an async session cannot load them.

Two ways lead there: `commit` expires every object of a session unless it was made with `expire_on_commit=False`, and a
relationship is loaded by the first look at it unless the query or the mapping says otherwise. Source: SQLAlchemy 2.1,
"Preventing Implicit IO when Using AsyncSession".
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from fastlint.facts.expressions import Attribute, Call, Name
from fastlint.facts.statements import Assign, Return
from fastlint.project.execution.abstract import (
    Class,
    ClassValue,
    Const,
    FunctionValue,
    Instance,
    ListValue,
    TypeForm,
    Value,
    members,
)
from fastlint.project.models.field_types import MODELS
from fastlint.project.reading import flow
from fastlint.values import Span
from fastlint.values.late import dataclass

if TYPE_CHECKING:
    from fastlint.facts.expressions import Place
    from fastlint.project.execution.abstract import Function
    from fastlint.project.execution.seen import LibraryCall
    from fastlint.project.project import Project
    from fastlint.project.responses.responders import Responder

SESSION = "sqlalchemy.ext.asyncio.AsyncSession"
_MAKERS = ("sqlalchemy.ext.asyncio.async_sessionmaker", "sqlalchemy.orm.sessionmaker", SESSION)
_RELATIONSHIPS = ("sqlalchemy.orm.relationship", "sqlmodel.Relationship", "sqlalchemy.orm.relation")
_LOADERS = tuple(
    f"sqlalchemy.orm.{name}"
    for name in (
        "selectinload",
        "joinedload",
        "subqueryload",
        "immediateload",
        "contains_eager",
        "defaultload",
        "load_only",
    )
)
#: Ways to load a relationship at once, or not at all.
_EAGER = frozenset("selectin joined subquery immediate noload raise raise_on_sql write_only dynamic False".split())


@dataclass(frozen=True, eq=False)
class LazyLoad:
    """A look at an attribute that the session would have to load. `is_expired`: a commit made it so."""

    span: Span
    name: str
    model: str
    is_expired: bool
    related: Span
    routes: tuple[str, ...]


class LazyLoads:
    """Finds the lazy loads of async sessions."""

    def __init__(self, project: Project) -> None:
        self._project = project

    def found(self) -> Iterator[LazyLoad]:
        """All of them, at the place where the attribute is read or the object is returned."""
        if self._expires:
            yield from self._after_commits()
        for responder in self._project.responders:
            yield from self._in_response(responder)

    # After a commit

    @cached_property
    def _expires(self) -> bool:
        """Whether every async session of the program expires its objects when it commits."""
        makers = [
            call
            for call in self._project.sightings.calls
            if call.name in _MAKERS and (call.name != "sqlalchemy.orm.sessionmaker" or _is_async_maker(call))
        ]
        return bool(makers) and not any(
            call.is_open or call.argument("expire_on_commit") is not None for call in makers
        )

    def _after_commits(self) -> Iterator[LazyLoad]:
        endpoints = {responder.function: responder for responder in self._project.responders}
        for call in self._project.calls_of(f"{SESSION}.commit"):
            function = call.function
            site = flow.site_at(function.fact, call.expression.place) if function is not None else None
            if function is None or site is None:
                continue
            for name, cls in self._added(function, call.expression.place):
                for place, read in self._reads(function, site, name, cls, function in endpoints):
                    yield LazyLoad(
                        Span(function.module.path, *place), read, cls.fact.name, True, call.span, call.routes
                    )
                    break

    def _added(self, function: Function, before: Place) -> Iterator[tuple[str, Class]]:
        """The names of the mapped objects that were added to a session before a place of a function."""
        for call in self._project.calls_of(f"{SESSION}.add"):
            written = call.written("instance", 0)
            if call.function is not function or not isinstance(written, Name) or call.expression.place >= before:
                continue
            value = call.argument("instance", 0)
            classes = [each.cls for each in members(value) if isinstance(each, Instance)] if value is not None else []
            if len(classes) == 1 and isinstance(classes[0], Class):
                yield written.id, classes[0]

    def _reads(
        self, function: Function, site: flow.Site, name: str, cls: Class, answers: bool
    ) -> Iterator[tuple[Place, str]]:
        """The first look at an expired object after a commit: its place, and the attribute or nothing for all."""
        for each in flow.used_after(site, name):
            if self._is_refreshed(each, name) or each.conditions != site.conditions or each.handlers:
                return
            for node in flow.own(each.statement):
                if isinstance(node, Attribute) and node.value == Name(name) and self._is_column(cls, node.name):
                    if node.place is not None:
                        yield node.place, node.name
                    return
            if isinstance(each.statement, Return) and each.statement.value == Name(name) and answers:
                yield each.statement.place, ""
                return

    def _is_refreshed(self, site: flow.Site, name: str) -> bool:
        """Whether the object, or the whole of it by another way, is loaded again."""
        for node in flow.own(site.statement):
            if isinstance(node, Call) and isinstance(node.callee, Attribute):
                given = [*node.arguments, *(value for _, value in node.keywords)]
                if node.callee.name in ("refresh", "merge", "expunge", "get", "add") and Name(name) in given:
                    return True
        return False

    @staticmethod
    def _is_column(cls: Class, name: str) -> bool:
        for each in cls.mro:
            if isinstance(each, Class):
                if name in each.annotations:
                    return True
                if name in each.namespace:
                    return not isinstance(each.namespace[name], FunctionValue)
        return False

    # In a response

    def _in_response(self, responder: Responder) -> Iterator[LazyLoad]:
        titles = set(responder.titles)
        if not self._uses(titles, f"{SESSION}.execute", f"{SESSION}.scalars", f"{SESSION}.scalar", f"{SESSION}.get"):
            return
        if self._uses(titles, *_LOADERS, f"{SESSION}.refresh", f"{SESSION}.run_sync"):
            return
        wanted: dict[str, None] = {}
        for route in responder.routes:
            contract = self._project.responses.contract(route)
            for cls in _classes(contract.model):
                if cls.inherits(MODELS) and not self._relationships(cls):
                    wanted.update((field.alias, None) for field in self._project.model_fields.of(cls))
        if not wanted:
            return
        for statement, value in self._project.returned(responder.function):
            for cls in _classes(value):
                for name, span in self._relationships(cls).items():
                    if name in wanted:
                        place = Span(responder.function.module.path, *statement.place)
                        yield LazyLoad(place, name, cls.fact.name, False, span, responder.titles)
                        return

    def _uses(self, titles: set[str], *names: str) -> bool:
        calls = (call for name in names for call in self._project.sightings.by_name.get(name, ()))
        return any(not titles.isdisjoint(call.routes) for call in calls)

    def _relationships(self, cls: Class) -> dict[str, Span]:
        """The relationships of a mapped class that are loaded by the first look at them."""
        found: dict[str, Span] = {}
        for each in cls.mro:
            for statement in each.fact.body if isinstance(each, Class) else ():
                if not isinstance(statement, Assign) or not isinstance(statement.value, Call):
                    continue
                target = statement.targets[0]
                calls = [call for call in self._project.sightings.at(statement.value) if call.name in _RELATIONSHIPS]
                if isinstance(target, Name) and calls and _is_lazy(calls[0]):
                    found[target.id] = calls[0].span
        return found


def _is_lazy(call: LibraryCall) -> bool:
    lazy = call.argument("lazy")
    if call.is_open or call.has_keyword("sa_relationship_kwargs") or call.has_keyword("sa_relationship"):
        return False
    return lazy is None or (isinstance(lazy, Const) and str(lazy.value) not in _EAGER)


def _is_async_maker(call: LibraryCall) -> bool:
    written = call.written("class_")
    return isinstance(written, Name) and written.id == "AsyncSession"


def _classes(value: Value | None) -> Iterator[Class]:
    """The classes of the project that a type or an object is, or that it is a list of."""
    for each in members(value) if value is not None else ():
        if isinstance(each, ClassValue | Instance) and isinstance(each.cls, Class):
            yield each.cls
        elif isinstance(each, TypeForm):
            for argument in each.arguments:
                yield from _classes(argument)
        elif isinstance(each, ListValue):
            for element in each.elements[:1]:
                yield from _classes(element)
