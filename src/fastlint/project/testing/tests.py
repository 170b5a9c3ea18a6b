"""The tests of a program: test functions and fixtures, executed with what their fixtures give them.

Tests are executed only when a rule asks for them. A fixture is found as pytest does: in the class or module, then in
the `conftest.py` of the folder and of those above it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from fastlint.facts.definitions import FunctionFact
from fastlint.facts.expressions import Attribute, Call, Expression, dotted
from fastlint.project.execution.abstract import UNKNOWN, External, Function, FunctionValue, Value
from fastlint.project.execution.calls import EdgeKind
from fastlint.project.execution.seen import LibraryCall, Sightings
from fastlint.project.loop.event_loop import reachable, span_of
from fastlint.project.reading import bodies
from fastlint.values import Span
from fastlint.values.late import dataclass

if TYPE_CHECKING:
    from fastlint.project.execution.calls import Activation, Overridden
    from fastlint.project.execution.modules import Module
    from fastlint.project.project import Project

FIXTURES = frozenset(
    {"pytest.fixture", "pytest.yield_fixture", "pytest_asyncio.fixture", "pytest_asyncio.plugin.fixture"}
)
#: How deep fixtures are followed.
DEEPEST = 12


@dataclass(frozen=True, eq=False)
class TestFunction:
    """A test or fixture: the subject of rules about tests.

    `decorators` are the dotted names of what decorates it, called or not; `arguments` the names of its fixtures.
    """

    function: Function
    value: FunctionValue
    module: Module
    is_fixture: bool
    decorators: tuple[str, ...]

    @property
    def fact(self) -> FunctionFact:
        """The function as it is written."""
        return self.function.fact

    @property
    def span(self) -> Span:
        """Where its name stands."""
        return span_of(self.function, self.fact.place)

    @property
    def arguments(self) -> tuple[str, ...]:
        """The names of its parameters, without `self`."""
        names = tuple(parameter.name for parameter in self.fact.parameters)
        return names[1:] if self.function.owner is not None else names

    @property
    def nodes(self) -> Iterator[object]:
        """All that is in its body."""
        return bodies.nodes(self.fact.body)


class Tests:
    """Finds and executes the tests of the files that are reported on."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._by_module: dict[Module, tuple[TestFunction, ...]] = {}
        self._results: dict[tuple[FunctionValue, str], Value] = {}

    @cached_property
    def modules(self) -> tuple[Module, ...]:
        """The modules that hold tests or fixtures, by their name or by the names of their functions."""
        return tuple(
            module
            for module in self._project.loaded
            if module.facts is not None
            and (self._project.is_test(module) or any(_is_test_name(fact.qualname) for fact in module.facts.functions))
        )

    @cached_property
    def functions(self) -> tuple[TestFunction, ...]:
        """The tests and fixtures of all these modules, in source order."""
        return tuple(each for module in self.modules for each in self._in_module(module))

    def _in_module(self, module: Module) -> tuple[TestFunction, ...]:
        found = self._by_module.get(module)
        if found is None:
            found = self._by_module[module] = tuple(self._find(module))
        return found

    def _find(self, module: Module) -> Iterator[TestFunction]:
        for fact in module.facts.functions if module.facts is not None else ():
            if fact.is_lambda or "<locals>" in fact.qualname:
                continue
            decorators = tuple(self.name_of(_callee(each), module) for each in fact.decorators)
            fixture = next(
                (each for each, name in zip(fact.decorators, decorators, strict=True) if name in FIXTURES), None
            )
            if fixture is None and not _is_test_name(fact.qualname):
                continue
            value = self._project.interpreter.types.function_value(module, fact)
            if value is not None:
                yield TestFunction(value.function, value, module, fixture is not None, decorators)

    def name_of(self, expression: Expression, module: Module) -> str:
        """The dotted name of the library's thing that an expression at the top of a module means; else its own text."""
        written = dotted(expression) or ""
        root, _, rest = written.partition(".")
        value = self._project.interpreter.module_global(module, root) if root else None
        if isinstance(value, External):
            name = f"{value.name}.{rest}" if rest else value.name
            return self._project.interpreter.knowledge.canonical(name)
        return written

    def fixture(self, name: str, module: Module) -> TestFunction | None:
        """The fixture that a test of a module gets under a name."""
        for each in (module, *self.conftests(module)):
            for function in self._in_module(each):
                if function.is_fixture and function.fact.name == name:
                    return function
        return None

    def conftests(self, module: Module) -> list[Module]:
        """The `conftest.py` modules that count for a module, the nearest first."""
        found: list[Module] = []
        folder = module.path.rpartition("/")[0]
        while folder:
            other = self._project.modules.by_path.get(f"{folder}/conftest.py")
            if other is not None and other is not module:
                found.append(other)
            folder = folder.rpartition("/")[0]
        return found

    # Execution

    @cached_property
    def _roots(self) -> tuple[Activation, ...]:
        caller = self._project.interpreter.caller
        self._project.activations  # noqa: B018  the program itself is executed first
        roots = tuple(self._activation(each, 0) for each in self.functions)
        caller.run_pending()
        return roots

    def _activation(self, test: TestFunction, depth: int) -> Activation:
        caller = self._project.interpreter.caller
        bindings = caller.generic_bindings(test.value)
        for name in test.arguments:
            given = self._given(name, test.module, depth + 1)
            if given is not UNKNOWN:
                bindings[name] = given
        activation = caller.activation(test.value, bindings, is_generic=True)
        caller.run(activation)
        return activation

    def _given(self, name: str, module: Module, depth: int) -> Value:
        """What a fixture gives to a test."""
        fixture = self.fixture(name, module) if depth < DEEPEST else None
        if fixture is None:
            return UNKNOWN
        key = (fixture.value, name)
        found = self._results.get(key)
        if found is None:
            self._results[key] = UNKNOWN
            activation = self._activation(fixture, depth)
            caller = self._project.interpreter.caller
            is_generator = fixture.fact.is_generator
            found = caller.yields_of(activation) if is_generator else caller.result_of(activation)
            self._results[key] = found
        return found

    @cached_property
    def activations(self) -> frozenset[Activation]:
        """Everything that the tests lead to."""
        return frozenset(reachable(set(self._roots), tuple(EdgeKind)))

    @cached_property
    def calls(self) -> tuple[LibraryCall, ...]:
        """The calls of libraries in the modules of the tests."""
        activations = self.activations
        interpreter = self._project.interpreter
        sightings = Sightings(
            interpreter.seen,
            (),
            (),
            lambda activation: activation.function is None or activation in activations,
            interpreter.knowledge,
            self._project.modules,
            lambda activation: (),
        )
        modules = set(self.modules)
        return tuple(call for call in sightings.calls if call.module in modules)

    @cached_property
    def overrides(self) -> tuple[Overridden, ...]:
        """What the tests put in the place of dependencies, each place once."""
        activations = self.activations
        modules = set(self.modules)
        found: dict[tuple[str, object], Overridden] = {}
        for each in self._project.interpreter.overrides:
            if each.module in modules and (each.activation.function is None or each.activation in activations):
                found.setdefault((each.module.path, each.place), each)
        return tuple(found.values())


def _is_test_name(qualname: str) -> bool:
    """Whether pytest collects a function of that name by default: `test_x`, `TestX.test_x`."""
    *owners, name = qualname.split(".")
    return name.startswith("test_") and all(owner.startswith("Test") for owner in owners)


def _callee(decorator: Expression) -> Expression:
    return decorator.callee if isinstance(decorator, Call) else decorator


def touches_overrides(node: object) -> str:
    """How an expression empties `app.dependency_overrides`: `clear`, `pop` or nothing."""
    if isinstance(node, Call) and isinstance(node.callee, Attribute) and is_overrides(node.callee.value):
        return node.callee.name if node.callee.name in ("clear", "pop") else ""
    return ""


def is_overrides(expression: object) -> bool:
    """Whether an expression is `app.dependency_overrides` of any application."""
    return isinstance(expression, Attribute) and expression.name == "dependency_overrides"
