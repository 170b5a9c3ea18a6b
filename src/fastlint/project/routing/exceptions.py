"""Exceptions inside functions: what is raised where, of which class it is, which handler takes it, what gets out.

What a class is, is known from the value that the interpreter saw: a subclass of the project, a library's class under
its canonical name, through imports and factories. What is not known is `None` here, and never guessed.
"""

from __future__ import annotations

import builtins
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from fastlint.facts import expressions as ex
from fastlint.facts import statements as st
from fastlint.project.execution.abstract import (
    UNKNOWN,
    Class,
    ClassValue,
    External,
    Foreign,
    Function,
    Instance,
    ListValue,
    Value,
    members,
)
from fastlint.project.execution.calls import EdgeKind
from fastlint.project.execution.status_codes import status_code
from fastlint.project.loop.event_loop import span_of
from fastlint.project.reading import flow
from fastlint.project.reading.feasible import can_run
from fastlint.project.reading.infallible import raises_nothing
from fastlint.project.routing.exception_statuses import status_of_class
from fastlint.values.late import NamedTuple, dataclass

if TYPE_CHECKING:
    from fastlint.facts.expressions import Place
    from fastlint.knowledge.library import Knowledge
    from fastlint.project.execution.seen import LibraryCall
    from fastlint.values import Span

#: The exception that FastAPI's subclasses, and the one that Starlette's own code raises.
HTTP_EXCEPTIONS = frozenset({"fastapi.HTTPException", "starlette.exceptions.HTTPException"})

#: What takes (nearly) every exception.
BROAD = frozenset({"builtins.Exception", "builtins.BaseException"})


class Kind(NamedTuple):
    """The canonical names of an exception's class and its bases. `is_whole`: there are no others."""

    names: tuple[str, ...]
    is_whole: bool

    @property
    def is_http(self) -> bool:
        """Whether FastAPI answers it with the status that it names."""
        return not HTTP_EXCEPTIONS.isdisjoint(self.names)


@dataclass(frozen=True, eq=False)
class Raised:
    """A `raise` of a function, with what it raises: one kind for each class that it may be of; none: not known."""

    function: Function
    site: flow.Site
    statement: st.Raise
    kinds: tuple[Kind, ...]

    @property
    def span(self) -> Span:
        return span_of(self.function, self.statement.place)

    @property
    def is_passed_on(self) -> bool:
        """Whether it is what a handler around it took, raised by name: another place made it."""
        return any(
            handler.name is not None and self.statement.value == ex.Name(handler.name) for handler in self.site.handlers
        )

    @property
    def is_http(self) -> bool:
        """Whether it is surely an `HTTPException` or a subclass."""
        return bool(self.kinds) and all(kind.is_http for kind in self.kinds)

    @property
    def name(self) -> str:
        """The last name of its class, for messages."""
        return self.kinds[0].names[0].rpartition(".")[2] if self.kinds else ""


class Exceptions:
    """Questions about exceptions, for rules: `project.exceptions`."""

    def __init__(self, noted: dict[int, Value], knowledge: Knowledge, calls: Iterable[LibraryCall]) -> None:
        self._noted = noted
        self._knowledge = knowledge
        self._calls = calls
        self._raised: dict[Function, tuple[Raised, ...]] = {}
        self._escaping: dict[Function, tuple[Raised, ...]] = {}

    # What is raised

    def raised_in(self, function: Function) -> tuple[Raised, ...]:
        """The `raise` statements of a function that name an exception and that were executed, in source order."""
        found = self._raised.get(function)
        if found is None:
            found = self._raised[function] = tuple(
                Raised(function, site, site.statement, self.kinds(self._noted.get(id(site.statement))))
                for site in flow.sites(function.fact)
                if isinstance(site.statement, st.Raise) and id(site.statement) in self._noted
            )
        return found

    def escaping(self, function: Function) -> tuple[Raised, ...]:
        """The `raise` statements of a function of which the exception surely leaves it, once they run."""
        found = self._escaping.get(function)
        if found is None:
            found = self._escaping[function] = tuple(
                each
                for each in self.raised_in(function)
                if self._leaves(each.site, each.kinds) and not self.is_idle(function, each.site)
            )
        return found

    def is_idle(self, function: Function, site: flow.Site) -> bool:
        """Whether a statement stands in a handler for what cannot happen: nothing in its `try` raises."""
        tried = (each.statement.body for each in site.around if each.holder and isinstance(each.statement, st.Try))
        return any(raises_nothing(body, lambda place: self._callees(function).get(place, ())) for body in tried)

    def _leaves(self, site: flow.Site, kinds: tuple[Kind, ...]) -> bool:
        """Whether an exception surely leaves the function: no handler takes it, or those that do raise it again."""
        for statement in site.tries:
            for handler in statement.handlers:
                takes = self.takes(handler, kinds)
                if takes is None or (takes and not raises_again(handler)):
                    return False
                if takes:
                    break
        return True

    def is_replaced(self, raised: Raised) -> bool:
        """Whether a handler surely takes it that takes everything, and always raises something else instead."""
        taker = self.taker(raised.site, raised.kinds)
        if not isinstance(taker, tuple) or not self.is_broad(taker[1]):
            return False
        handler = taker[1]
        raises = [site.statement for site in flow.sites_in(handler.body) if isinstance(site.statement, st.Raise)]
        return flow.exits(handler.body) == {flow.Exit.RAISES} and all(
            each.value is not None and each.value != ex.Name(handler.name or "") for each in raises
        )

    def raised_by(self, function: Function, place: Place) -> tuple[Raised, ...]:
        """What the project's functions that are called, or awaited, at a place may raise to there, one level down."""
        return self._raised_by(self._callees(function).get(place, ()))

    def _raised_by(self, targets: Iterable[Function]) -> tuple[Raised, ...]:
        return tuple(each for target in sorted(targets, key=lambda t: t.name) for each in self.escaping(target))

    @staticmethod
    def _callees(function: Function) -> dict[Place, set[Function]]:
        """The functions of the project that are called, or awaited, at each place of a function."""
        found: dict[Place, set[Function]] = {}
        for activation in function.activations:
            for edge in activation.edges:
                target = edge.target.function
                if target is not None and edge.kind is not EdgeKind.COROUTINE and not target.fact.is_generator:
                    found.setdefault(edge.place, set()).add(target)
        return found

    def calls_that_raise(self, function: Function) -> Iterator[tuple[ex.Call, flow.Site, Raised]]:
        """A function's calls with what they may raise to it, one level down, and the statement that calls.

        Not what a condition rules out for the arguments that are given there.
        """
        callees = self._callees(function)
        for place in sorted(callees):
            raised_there = self._raised_by(callees[place])
            site = flow.site_at(function.fact, place) if raised_there else None
            for call in calls_in(site) if site is not None else ():
                if call.place == place and site is not None:
                    for raised in raised_there:
                        if can_run(raised.site, raised.function.fact, call):
                            yield call, site, raised

    def raised_by_callees(self, function: Function) -> Iterator[tuple[flow.Site, Raised]]:
        """What a function's calls may raise to it, one level down, each with the statement that calls."""
        for _, site, raised in self.calls_that_raise(function):
            yield site, raised

    def status(self, raised: Raised) -> int | None:
        """The status code of an `HTTPException`: as written at the `raise`, or handed on by a class of the project."""
        own = self.own_class(raised)
        if own is not None:
            written, scope = raised.statement.value, raised.function.module.scope
            if isinstance(written, ex.Call):
                is_made = (ex.dotted(written.callee) or "").rpartition(".")[2] == own.fact.name
                return status_of_class(own, written, scope) if is_made else None
            is_class = isinstance(self._noted[id(raised.statement)], ClassValue)
            return status_of_class(own, None, scope) if is_class else None
        call = self._call(raised.statement.value)
        if call is None or call.name not in HTTP_EXCEPTIONS:
            return None
        return status_code(call.argument("status_code", 0))

    def own_class(self, raised: Raised) -> Class | None:
        """The class of the project that what is raised is of, if it is one."""
        value = self._noted.get(id(raised.statement))
        found = value.cls if isinstance(value, Instance | ClassValue) else None
        return found if isinstance(found, Class) else None

    @cached_property
    def made_http(self) -> tuple[LibraryCall, ...]:
        """The calls that make an `HTTPException` or an object of a subclass of it."""
        return tuple(call for call in self._calls if not HTTP_EXCEPTIONS.isdisjoint(call.names))

    def _call(self, written: ex.Expression | None) -> LibraryCall | None:
        return self._by_expression.get(id(written)) if isinstance(written, ex.Call) else None

    @cached_property
    def _by_expression(self) -> dict[int, LibraryCall]:
        return {id(call.expression): call for call in self._calls}

    # What takes it

    def taker(self, site: flow.Site, kinds: tuple[Kind, ...]) -> tuple[st.Try, st.Handler] | bool | None:
        """The handler of the same function that surely takes an exception that is raised at a site.

        None: surely none does, and it leaves the function. False: that is not known.
        """
        for statement in site.tries:
            for handler in statement.handlers:
                takes = self.takes(handler, kinds)
                if takes:
                    return statement, handler
                if takes is None:
                    return False
        return None

    def takes(self, handler: st.Handler, kinds: tuple[Kind, ...]) -> bool | None:
        """Whether a handler takes exceptions of all these kinds; None where that is not known."""
        if handler.type is None:
            return True
        caught = self._classes(self._noted.get(id(handler), UNKNOWN))
        if caught is not None and not BROAD.isdisjoint(caught):
            return True
        if not kinds or caught is None:
            return None
        answers = {_takes(caught, kind) for kind in kinds}
        return answers.pop() if len(answers) == 1 else None

    def is_broad(self, handler: st.Handler) -> bool:
        """Whether a handler takes every exception: `except:`, `except Exception`."""
        if handler.type is None:
            return True
        caught = self._classes(self._noted.get(id(handler), UNKNOWN))
        return caught is not None and not BROAD.isdisjoint(caught)

    def caught(self, handler: st.Handler) -> tuple[str, ...] | None:
        """The canonical names of the classes that a handler names: none for `except:`, None where they are unknown."""
        if handler.type is None:
            return ()
        found = self._classes(self._noted.get(id(handler), UNKNOWN))
        return None if found is None else tuple(found)

    # Classes

    def kinds(self, value: Value | None) -> tuple[Kind, ...]:
        """The kinds of an exception, or of a class of exceptions, that is raised; none where one is not known."""
        found: list[Kind] = []
        for member in members(value) if value is not None else ():
            kind = self._kind(member)
            if kind is None:
                return ()
            found.append(kind)
        return tuple(found)

    def _kind(self, value: Value) -> Kind | None:
        match value:
            case Foreign():
                return self._named((value.type,))
            case External():
                return self._named((value.name,))
            case Instance() | ClassValue():
                cls = value.cls
                if isinstance(cls, Class):
                    return self._named(tuple(each.name for each in cls.mro) or (cls.name,))
                return self._named((cls.name,))
            case _:
                return None

    def _named(self, names: tuple[str, ...]) -> Kind:
        """A kind from names of which the bases may be missing."""
        found: dict[str, None] = {}
        for name in names:
            for base in self._knowledge.bases(name):
                found[base] = None
                found.update(dict.fromkeys(_builtin_bases(base)))
        return Kind(tuple(found), "builtins.BaseException" in found)

    def _classes(self, value: Value) -> dict[str, None] | None:
        """The canonical names of the classes that an `except` names, tuples unfolded; None where one is not known."""
        found: dict[str, None] = {}
        for member in members(value):
            if isinstance(member, ListValue) and member.is_exact:
                for element in member.elements:
                    inner = self._classes(element)
                    if inner is None:
                        return None
                    found |= inner
            elif isinstance(member, External):
                found[self._knowledge.canonical(member.name)] = None
            elif isinstance(member, ClassValue):
                found[member.cls.name] = None
            else:
                return None
        return found


def raises_again(handler: st.Handler) -> bool:
    """Whether a handler surely ends with a bare `raise`, whatever it does before."""
    raises = [site.statement for site in flow.sites_in(handler.body) if isinstance(site.statement, st.Raise)]
    return (
        flow.exits(handler.body) == {flow.Exit.RAISES}
        and raises == [handler.body[-1]]
        and all(each.value is None for each in raises)
    )


def is_passed_on(handler: st.Handler) -> bool:
    """Whether a handler may raise what it took once more, or looks at what it is: then it masks nothing.

    It does where it raises bare or by its name, or hands the exception to a function as it is.
    """
    name = handler.name
    for site in flow.sites_in(handler.body):
        statement = site.statement
        if isinstance(statement, st.Raise) and (statement.value is None or statement.value == ex.Name(name or "")):
            return True
        if name is None:
            continue
        for node in flow.own(statement):
            if isinstance(node, ex.Attribute) and node.value == ex.Name(name) and node.name in _HTTP_ATTRIBUTES:
                return True
            if isinstance(node, ex.Call) and _hands_over(node, name):
                return True
            if isinstance(node, ex.Await | ex.Yield | ex.Display | ex.DictDisplay) and _holds(node, name):
                return True
        if isinstance(statement, st.Assign | st.Return) and statement.value == ex.Name(name):
            return True
    return False


#: Attributes by which a handler sees that it took an `HTTPException`.
_HTTP_ATTRIBUTES = frozenset({"status_code", "detail", "headers"})
#: Functions that only print an exception.
_PRINTING = frozenset({"str", "repr", "print", "format", "type"})
#: Methods of loggers, of which an exception may be an argument.
_LOGGING = frozenset({"debug", "info", "warning", "warn", "error", "exception", "critical", "log", "format", "print"})


def _hands_over(call: ex.Call, name: str) -> bool:
    """Whether a call gets the exception itself, and may do more with it than print it."""
    given = (*call.arguments, *(value for _, value in call.keywords))
    if not any(value == ex.Name(name) for value in given):
        return False
    callee = call.callee
    if isinstance(callee, ex.Name):
        return callee.id not in _PRINTING
    if isinstance(callee, ex.Attribute):
        return callee.name not in _LOGGING
    return True


def _holds(node: object, name: str) -> bool:
    parts = node.elements if isinstance(node, ex.Display) else ()
    if isinstance(node, ex.DictDisplay):
        parts = tuple(value for _, value in node.items)
    if isinstance(node, ex.Await | ex.Yield):
        parts = (node.value,) if node.value is not None else ()
    return any(part == ex.Name(name) for part in parts)


#: Classes under these names are not another's.
_OWN_NAMES = HTTP_EXCEPTIONS | {f"builtins.{name}" for name in dir(builtins)}


def _takes(caught: Iterable[str], kind: Kind) -> bool | None:
    names = set(kind.names)
    if any(each in names for each in caught):
        return True
    if not kind.is_whole:
        return None
    last = {each.rpartition(".")[2] for each in kind.names}
    # a library may export another's class under its own name
    if any(each.rpartition(".")[2] in last and each not in _OWN_NAMES for each in caught):
        return None
    return False


def _builtin_bases(name: str) -> tuple[str, ...]:
    owner, _, last = name.rpartition(".")
    if owner not in ("builtins", ""):
        return ()
    cls = getattr(builtins, last, None)
    if not isinstance(cls, type) or not issubclass(cls, BaseException):
        return ()
    return tuple(f"builtins.{each.__name__}" for each in cls.__mro__ if each is not object)


def calls_in(site: flow.Site) -> list[ex.Call]:
    """The calls that a statement itself makes."""
    return [node for node in flow.own(site.statement) if isinstance(node, ex.Call)]
