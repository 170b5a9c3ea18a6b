"""Exception handlers: which exceptions or status codes an application answers by functions of its own."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from fastlint.project.execution.abstract import UNKNOWN, ClassValue, External, Function, FunctionValue, Value, members
from fastlint.project.execution.status_codes import status_code
from fastlint.project.routing.apps import App, HandlerEntry, serving_function
from fastlint.values import Span
from fastlint.values.late import dataclass

if TYPE_CHECKING:
    from fastlint.project.project import Project


@dataclass(frozen=True, eq=False)
class ExceptionHandler:
    """A handler, with the dotted names of the exception classes or the status codes that it is for.

    `is_known` tells that these are all of them.
    """

    entry: HandlerEntry
    names: frozenset[str]
    statuses: frozenset[int]
    is_known: bool
    function: FunctionValue | None

    @property
    def span(self) -> Span:
        """Where it is registered."""
        return Span(self.entry.module.path, *self.entry.place)


@dataclass(frozen=True, eq=False)
class AppHandlers:
    """The exception handlers of an application, in the order of registration: the subject of rules about them."""

    app: App
    handlers: tuple[ExceptionHandler, ...]

    @property
    def is_known(self) -> bool:
        """Whether it is known of all of them what they are for."""
        return all(handler.is_known for handler in self.handlers)

    def of(self, function: Function) -> tuple[ExceptionHandler, ...]:
        """Where a function is registered."""
        return tuple(self._by_function.get(function, ()))

    @cached_property
    def _by_function(self) -> dict[Function, list[ExceptionHandler]]:
        found: dict[Function, list[ExceptionHandler]] = {}
        for each in self.handlers:
            if each.function is not None:
                found.setdefault(each.function.function, []).append(each)
        return found

    def for_class(self, *names: str) -> ExceptionHandler | None:
        """The handler of one of the named classes, not counting those of their bases."""
        return next((each for each in self.handlers if not each.names.isdisjoint(names)), None)

    def for_status(self, status: int) -> ExceptionHandler | None:
        """The handler of a status code."""
        return next((each for each in self.handlers if status in each.statuses), None)


def app_handlers(project: Project) -> tuple[AppHandlers, ...]:
    """The applications that have exception handlers; a factory that runs more than once makes one."""
    found: dict[tuple[object, ...], AppHandlers] = {}
    for app in project.apps:
        entries = app.router.handler_entries
        key = tuple((entry.module.path, entry.place) for entry in entries)
        if entries and key not in found:
            found[key] = AppHandlers(app, tuple(_read(project, entry) for entry in entries))
    return tuple(found.values())


def _read(project: Project, entry: HandlerEntry) -> ExceptionHandler:
    names: set[str] = set()
    statuses: set[int] = set()
    is_known = True
    for member in members(entry.exception):
        name = _class_name(project, member)
        status = status_code(member) if member is not UNKNOWN and name is None else None
        if name is not None:
            names.add(name)
        elif status is not None:
            statuses.add(status)
        else:
            is_known = False
    function = serving_function(entry.handler)
    return ExceptionHandler(entry, frozenset(names), frozenset(statuses), is_known, function)


def _class_name(project: Project, value: Value) -> str | None:
    if isinstance(value, ClassValue):
        return value.cls.name
    if isinstance(value, External) and status_code(value) is None:
        return project.interpreter.knowledge.canonical(value.name)
    return None
