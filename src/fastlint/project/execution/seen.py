"""Calls of libraries, and what functions return: what the interpreter saw, for rules about single calls.

A call is told under its dotted name, as the knowledge rows write it: `starlette.responses.JSONResponse` however it was
imported, `sqlalchemy.orm.Session.query` for a method, by the type of what it is called on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import field
from functools import cached_property
from typing import TYPE_CHECKING

from fastlint.facts.expressions import Attribute, Call, Expression
from fastlint.facts.statements import Return
from fastlint.project.execution.abstract import (
    UNKNOWN,
    BoundMethod,
    Class,
    ClassValue,
    External,
    Foreign,
    ForeignMethod,
    Function,
    FunctionValue,
    Instance,
    Native,
    Partial,
    TypeForm,
    Union,
    Value,
    union,
)
from fastlint.project.reading.enclosing import innermost
from fastlint.values import Span
from fastlint.values.late import dataclass

if TYPE_CHECKING:
    from fastlint.knowledge.library import Knowledge
    from fastlint.project.execution.calls import Activation, Read, Returned, Seen
    from fastlint.project.execution.modules import Module, Modules


@dataclass(eq=False)
class LibraryCall:
    """A call of something outside the project, at one place, however often it was evaluated.

    `name` is the canonical dotted name; `names` holds it and those of the library classes that a called class of the
    project inherits from, nearest first. `function` is None at module level. `variants` are the evaluations: one for
    each context in which the place was executed. `routes` are the titles of the routes whose requests get there.
    """

    name: str
    names: tuple[str, ...]
    expression: Call
    module: Module
    function: Function | None
    span: Span
    variants: list[Seen]
    _routes: Callable[[Activation], tuple[str, ...]] = field(repr=False)

    @cached_property
    def routes(self) -> tuple[str, ...]:
        """The titles of the routes whose requests run the call, without repetition."""
        found: dict[str, None] = {}
        for seen in self.variants:
            found.update(dict.fromkeys(self._routes(seen.activation)))
        return tuple(found)

    @cached_property
    def result(self) -> Value:
        """What comes out of it, in any context."""
        return union([seen.result for seen in self.variants])

    @cached_property
    def receiver(self) -> Value:
        """The object that a method is called on, in any context; UNKNOWN for a plain function."""
        return union([seen.receiver for seen in self.variants])

    @property
    def is_open(self) -> bool:
        """Whether there may be more arguments than are known: `*args`, `**options`."""
        return any(seen.arguments.is_open for seen in self.variants)

    def argument(self, name: str | None, position: int | None = None) -> Value | None:
        """An argument by keyword or by 0-based position (not counting the receiver); None where it is not given."""
        found = [value for seen in self.variants if (value := seen.arguments.get(name, position)) is not None]
        return union(found) if found else None

    def written(self, name: str | None, position: int | None = None) -> Expression | None:
        """The expression of an argument, as it stands there; None where it is not given by itself."""
        for keyword, value in self.expression.keywords:
            if keyword is not None and keyword == name:
                return value
        given = self.expression.arguments
        if position is not None and position < len(given):
            return given[position]
        return None

    def has_keyword(self, name: str) -> bool:
        """Whether a keyword is written at the call."""
        return any(keyword == name for keyword, _ in self.expression.keywords)


@dataclass(eq=False)
class AttributeRead:
    """An attribute of an application, a router or a request that is read, at one place.

    `types` are the library types of the object, nearest first; `is_called` tells that it is called there.
    """

    name: str
    types: tuple[str, ...]
    receiver: Value
    is_called: bool
    expression: Attribute
    module: Module
    function: Function | None
    span: Span
    routes: tuple[str, ...]


class Sightings:
    """Everything that was seen, by place and by name."""

    def __init__(
        self,
        seen: Sequence[Seen],
        returned: Iterable[Returned],
        reads: Iterable[Read],
        is_live: Callable[[Activation], bool],
        knowledge: Knowledge,
        modules: Modules,
        routes_of: Callable[[Activation], tuple[str, ...]],
    ) -> None:
        self._seen = seen
        self._returned = returned
        self._reads = reads
        self._is_live = is_live
        self._knowledge = knowledge
        self._modules = modules
        self._routes_of = routes_of

    @cached_property
    def calls(self) -> tuple[LibraryCall, ...]:
        """Every call of a library, in the order in which they were first executed."""
        found: dict[tuple[int, str], LibraryCall] = {}
        alike: dict[int, Sequence[LibraryCall]] = {}  # by what the names are made of
        for seen in self._seen:
            if not self._is_live(seen.activation):
                continue
            # one number: nearly every call of the program has one, and a tuple of three takes four times as much
            alternatives = id(seen.expression) << 128 | id(seen.callee) << 64 | id(seen.receiver)
            known = alike.get(alternatives)
            if known is not None:
                for call in known:
                    call.variants.append(seen)
                continue
            told: list[LibraryCall] = []
            for names in self._names(seen):
                key = (id(seen.expression), names[0])
                before = found.get(key)
                if before is not None:
                    before.variants.append(seen)
                    told.append(before)
                    continue
                found[key] = LibraryCall(
                    names[0],
                    names,
                    seen.expression,
                    seen.module,
                    self._function_at(seen.expression.place[0], seen.module, seen.activation),
                    Span(seen.module.path, *seen.expression.place),
                    [seen],
                    self._routes_of,
                )
                told.append(found[key])
            alike[alternatives] = told or ()
        return tuple(found.values())

    @cached_property
    def reads(self) -> tuple[AttributeRead, ...]:
        """Every attribute of an observed object that is read, one a place and type."""
        found: dict[tuple[int, tuple[str, ...]], AttributeRead] = {}
        for read in self._reads:
            types = self._types(read.receiver)
            key = (id(read.expression), types)
            if key in found or not types or not self._is_live(read.activation):
                continue
            found[key] = AttributeRead(
                read.expression.name,
                types,
                read.receiver,
                read.expression.place is None,
                read.expression,
                read.module,
                self._function_at(read.place[0], read.module, read.activation),
                Span(read.module.path, *read.place),
                self._routes_of(read.activation),
            )
        return tuple(found.values())

    @cached_property
    def by_name(self) -> dict[str, list[LibraryCall]]:
        """The calls under each of their names."""
        found: dict[str, list[LibraryCall]] = {}
        for call in self.calls:
            for name in call.names:
                found.setdefault(name, []).append(call)
        return found

    @cached_property
    def by_function(self) -> dict[Function, list[LibraryCall]]:
        """The calls that stand in each function."""
        found: dict[Function, list[LibraryCall]] = {}
        for call in self.calls:
            if call.function is not None:
                found.setdefault(call.function, []).append(call)
        return found

    @cached_property
    def by_expression(self) -> dict[int, LibraryCall]:
        """The calls by the id of their expression; where one calls one of several things, the first."""
        found: dict[int, LibraryCall] = {}
        for call in self.calls:
            found.setdefault(id(call.expression), call)
        return found

    def at(self, expression: Call) -> tuple[LibraryCall, ...]:
        """The library calls that an expression was seen to be."""
        return self._by_expression.get(id(expression), ())

    @cached_property
    def _by_expression(self) -> dict[int, tuple[LibraryCall, ...]]:
        found: dict[int, tuple[LibraryCall, ...]] = {}
        for call in self.calls:
            key = id(call.expression)
            found[key] = (*found[key], call) if key in found else (call,)
        return found

    def evaluations(self, expression: Call) -> tuple[Seen, ...]:
        """Every evaluation of a call, one a context."""
        return tuple(self._evaluations_of(id(expression)))

    def _evaluations_of(self, key: int) -> Sequence[Seen]:
        found = self._evaluations.get(key)
        if found is None:
            return ()
        return found if isinstance(found, list) else (found,)

    @cached_property
    def _evaluations(self) -> dict[int, Seen | list[Seen]]:
        """By the id of the expression; most are evaluated once, and a list for each would be large."""
        found: dict[int, Seen | list[Seen]] = {}
        for seen in self._seen:
            if self._is_live(seen.activation):
                key = id(seen.expression)
                before = found.get(key)
                if before is None:
                    found[key] = seen
                elif isinstance(before, list):
                    before.append(seen)
                else:
                    found[key] = [before, seen]
        return found

    def functions_at(self, expression: Call) -> tuple[Value, ...]:
        """The functions and bound methods of the project that an expression was seen to call."""
        return self._functions.get(id(expression), ())

    def makes(self, expression: Call) -> bool:
        """Whether an expression was seen to make objects of classes of the project, and nothing else."""
        return bool(self.made_at(expression))

    def made_at(self, expression: Call) -> tuple[Class, ...]:
        """The classes of the project that an expression was seen to make objects of, if it does nothing else."""
        seen = self._evaluations_of(id(expression))
        callees = [each for evaluation in seen for each in _alternatives(evaluation.callee)]
        classes = [each.cls for each in callees if isinstance(each, ClassValue)]
        return tuple(dict.fromkeys(classes)) if len(classes) == len(callees) else ()

    @cached_property
    def _functions(self) -> dict[int, tuple[Value, ...]]:
        found: dict[int, tuple[Value, ...]] = {}
        for expression in self._evaluations:
            functions = {
                each: None
                for seen in self._evaluations_of(expression)
                for each in _alternatives(seen.callee)
                if isinstance(each, FunctionValue | BoundMethod)
            }
            if functions:
                found[expression] = tuple(functions)
        return found

    @cached_property
    def returns(self) -> dict[Function, list[tuple[Return, Value]]]:
        """What each function returns, a `return` statement each, in any context."""
        values: dict[Function, dict[int, tuple[Return, list[Value]]]] = {}
        for returned in self._returned:
            function = returned.activation.function
            if function is None or not self._is_live(returned.activation):
                continue
            at = values.setdefault(function, {}).setdefault(id(returned.statement), (returned.statement, []))
            at[1].append(returned.value)
        return {
            function: [(statement, union(found)) for statement, found in sorted(each.values(), key=lambda r: r[0].line)]
            for function, each in values.items()
        }

    def _function_at(self, line: int, module: Module, activation: Activation) -> Function | None:
        """The function in which a line stands. What registers routes is executed as part of its caller."""
        function = activation.function
        if function is not None and function.module is module and function.fact.line <= line <= function.fact.end_line:
            return function
        around = innermost(module.facts, line)
        return self._modules.function(around, module) if around is not None else None

    def _names(self, seen: Seen) -> list[tuple[str, ...]]:
        """The names of what is called: one tuple for each alternative."""
        if seen.callee is UNKNOWN:
            callee = seen.expression.callee
            assert isinstance(callee, Attribute)
            return [
                names
                for each in _alternatives(seen.receiver)
                if (names := self._of_attribute(each, callee.name)) is not None
            ]
        found: dict[tuple[str, ...], None] = {}
        for each in _alternatives(seen.callee):
            if isinstance(each, Native):
                receivers = _alternatives(seen.receiver)
                found.update((names, None) for one in receivers if (names := self._of_attribute(one, each.name)))
            elif (names := self._of(each, seen)) is not None:
                found[names] = None
        return list(found)

    def _of_attribute(self, receiver: Value, name: str) -> tuple[str, ...] | None:
        return tuple(f"{each}.{name}" for each in self._types(receiver)) or None

    def _types(self, receiver: Value) -> tuple[str, ...]:
        """The names of an object's class and of the library classes that it inherits from, nearest first."""
        types: tuple[str, ...] = ()
        if isinstance(receiver, Foreign):
            types = (receiver.type,)
        elif isinstance(receiver, Instance):
            cls = receiver.cls
            types = (cls.name,) if isinstance(cls, External) else (cls.name, *cls.external_bases())
        elif isinstance(receiver, ClassValue):  # a method of the class, or called through it
            types = (receiver.cls.name, *receiver.cls.external_bases())
        return tuple(map(self._knowledge.canonical, types))

    def _of(self, callee: Value, seen: Seen) -> tuple[str, ...] | None:
        if isinstance(callee, External):
            return (self._knowledge.canonical(callee.name),)
        if isinstance(callee, ForeignMethod):
            canonical = f"{self._knowledge.canonical(callee.type)}.{callee.name}"
            own = self._of_attribute(seen.receiver, callee.name) if not isinstance(seen.receiver, Union) else None
            return tuple(dict.fromkeys((canonical, *(own or ()))))
        if isinstance(callee, ClassValue):
            return _names_of_class(callee.cls, self._knowledge)
        if isinstance(callee, TypeForm) and isinstance(callee.origin, Value):
            return self._of(callee.origin, seen)
        if isinstance(callee, Partial):
            return self._of(callee.callee, seen)
        if isinstance(callee, BoundMethod | FunctionValue):
            return None
        return None


def _names_of_class(cls: Class, knowledge: Knowledge) -> tuple[str, ...] | None:
    outside = tuple(knowledge.canonical(base) for base in cls.external_bases())
    return (cls.name, *outside) if outside else None


def _alternatives(value: Value) -> tuple[Value, ...]:
    return value.members if isinstance(value, Union) else (value,)
