"""Dependencies: what `Depends` resolves to, what it gives, and the tree that FastAPI solves before an endpoint runs."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from fastlint.facts.definitions import FunctionFact, Parameter
from fastlint.project.execution.abstract import (
    UNKNOWN,
    Arguments,
    Awaitable,
    BoundMethod,
    Class,
    ClassValue,
    Const,
    Descriptor,
    External,
    FunctionValue,
    Generator,
    Instance,
    Manager,
    ManagerFunction,
    Partial,
    Union,
    Value,
    known,
    union,
)
from fastlint.project.execution.calling import NO_PLACE
from fastlint.project.execution.calls import Activation
from fastlint.values.late import NamedTuple, dataclass

if TYPE_CHECKING:
    from fastlint.project.execution.interpreter import Interpreter

DEEPEST_TREE = 30


@dataclass(eq=False)
class Dependency:
    """A callable that FastAPI calls, with what it depends on itself."""

    call: Value
    dependencies: list[Dependency] = field(default_factory=list)


class MarkedParameter(NamedTuple):
    """A parameter of a callable with its `Depends` marker and its annotated type."""

    function: FunctionValue
    parameter: Parameter
    marker: Instance
    annotated: Value | None


class Injector:
    """Plays FastAPI's dependency injection for the interpreter."""

    def __init__(self, interpreter: Interpreter) -> None:
        self._interpreter = interpreter
        self._results: dict[Value, Value] = {}
        self._running: set[Value] = set()
        self._trees: dict[int, Dependency] = {}
        #: the functions that FastAPI calls for a dependency, as activations
        self.activations: dict[Value, list[Activation]] = {}
        interpreter.caller.inject = self.inject

    @staticmethod
    def marked_call(marker: Instance, annotated: Value | None) -> Value:
        """The callable of `Depends(call)`; of a bare `Depends()`, the annotated class."""
        found = marker.arguments.get("dependency", 0) if marker.arguments is not None else None
        if found is None or (isinstance(found, Const) and found.value is None):
            return annotated if annotated is not None else UNKNOWN
        return found

    def inject(self, marker: Instance, annotated: Value | None) -> Value:
        """What a parameter with this marker receives."""
        found = [self.result(call) for call in known(self.marked_call(marker, annotated))]
        return union(found) if found else UNKNOWN

    def result(self, call: Value) -> Value:
        """What a dependency gives: what it returns, or what it yields."""
        key = call
        if key in self._results:
            return self._results[key]
        if key in self._running:
            return UNKNOWN
        self._running.add(key)
        result = self._solve(call, key)
        self._running.discard(key)
        self._results[key] = result
        return result

    def _solve(self, call: Value, key: Value) -> Value:
        caller = self._interpreter.caller
        receiver: Value | None = None
        if isinstance(call, Instance):
            method = self._interpreter.attributes.find(call, "__call__")
            if method is None:
                return UNKNOWN  # a security scheme of FastAPI, say
            call = method
        if isinstance(call, BoundMethod):
            receiver, call = call.receiver, call.function
        if isinstance(call, Descriptor):
            call = call.function
        if isinstance(call, FunctionValue):
            activation = caller.generic_activation(call, receiver)
            self.activations.setdefault(key, []).append(activation)
            if call.function.fact.is_generator:
                return caller.yields_of(activation)
            return caller.result_of(activation)
        if isinstance(call, ManagerFunction):
            return self.result(call.function)
        if isinstance(call, ClassValue):
            return self._construct(call.cls, key)
        if isinstance(call, Partial):
            frame = self._interpreter.detached(self._any_module(call.callee))
            result = self._interpreter.call(call, Arguments([], {}, True), frame, NO_PLACE, "partial")
            function = call.callee
            if isinstance(function, BoundMethod):
                function = function.function
            if isinstance(function, FunctionValue) and function.function.activations:
                self.activations.setdefault(key, []).append(function.function.activations[-1])
            return self._opened(result)
        if isinstance(call, External):
            row = self._interpreter.knowledge.function(call.name)
            if row is not None and row.returns is not None:
                return self._interpreter.types.parsed(row.returns)
            return self._interpreter.types.instance(call)
        return UNKNOWN

    def _any_module(self, value: Value):  # type: ignore[no-untyped-def]
        function = value.function if isinstance(value, BoundMethod) else value
        if isinstance(function, FunctionValue):
            return function.function.module
        return next(iter(self._interpreter.modules.by_path.values()))

    def _construct(self, cls: Class, key: Value) -> Value:
        initialiser = self._interpreter.attributes.in_class(cls, "__init__")
        if not isinstance(initialiser, FunctionValue):
            made = self._interpreter.types.generic(cls)
            self._validate(cls, made)
            return made
        instance = Instance(cls)
        bindings = self._interpreter.caller.generic_bindings(initialiser, instance)
        activation = self._interpreter.caller.activation(initialiser, bindings)
        self.activations.setdefault(key, []).append(activation)
        return instance

    def _validate(self, cls: Class, made: Value) -> None:
        """Execute what Pydantic runs where a model is constructed: in a thread, as all of the construction."""
        caller = self._interpreter.caller
        for validator in caller.validators_of(cls):
            caller.generic_activation(validator, made if validator.function.owner is not None else None)

    @staticmethod
    def _opened(value: Value) -> Value:
        if isinstance(value, Awaitable):
            return value.result
        if isinstance(value, Generator):
            return value.element
        if isinstance(value, Manager) and isinstance(value.generator, Generator):
            return value.generator.element
        return value

    # The tree

    def tree(self, call: Value, depth: int = 0) -> Dependency:
        """A callable and its dependencies, in the order in which FastAPI finds them."""
        found = self._trees.get(id(call))
        if found is not None:
            return found
        node = self._trees[id(call)] = Dependency(call)
        if depth > DEEPEST_TREE:
            return node
        for marker, annotated in self.markers(call):
            target = self.marked_call(marker, annotated)
            for each in known(target)[:1]:
                node.dependencies.append(self.tree(each, depth + 1))
        return node

    def markers(self, call: Value) -> list[tuple[Instance, Value | None]]:
        """The `Depends` markers in the signature of a callable, with the annotated type of each parameter."""
        return [(each.marker, each.annotated) for each in self.marked(call)]

    def marked(self, call: Value) -> list[MarkedParameter]:
        """The parameters of a callable that carry a `Depends` marker, in order."""
        function, skip, bound = self.signature(call)
        if function is None:
            return []
        found: list[MarkedParameter] = []
        for parameter in function.function.fact.parameters[skip:]:
            if parameter.name in bound:
                continue
            marked = self._interpreter.caller.marker(function, parameter)
            if marked is not None:
                found.append(MarkedParameter(function, parameter, *marked))
        return found

    def signature(self, call: Value) -> tuple[FunctionValue | None, int, frozenset[str]]:
        """The function whose parameters FastAPI reads, how many are bound by position, and which by name."""
        skip = 0
        bound: set[str] = set()
        for _ in range(12):
            if isinstance(call, FunctionValue):
                if call.wrapped is not None:
                    call = call.wrapped
                    continue
                return call, skip, frozenset(bound)
            if isinstance(call, BoundMethod):
                skip += 1
                call = call.function
            elif isinstance(call, Partial):
                skip += len(call.arguments.positional)
                bound.update(call.arguments.keywords)
                call = call.callee
            elif isinstance(call, ClassValue):
                found = self._interpreter.attributes.in_class(call.cls, "__init__")
                if not isinstance(found, FunctionValue):
                    return None, 0, frozenset()
                skip += 1
                call = found
            elif isinstance(call, Instance):
                method = self._interpreter.attributes.find(call, "__call__")
                if method is None:
                    return None, 0, frozenset()
                if isinstance(method, Union):  # one of several functions, which are not bound yet
                    skip += 1
                call = method
            elif isinstance(call, ManagerFunction | Descriptor):
                call = call.function
            elif isinstance(call, Union) and known(call):
                call = known(call)[0]
            else:
                return None, 0, frozenset()
        return None, 0, frozenset()

    def fact(self, call: Value) -> FunctionFact | None:
        """The definition of a callable's function."""
        function, _, _ = self.signature(call)
        return function.function.fact if function is not None else None
