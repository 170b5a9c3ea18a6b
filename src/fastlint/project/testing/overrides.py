"""What tests put in the place of dependencies: each `app.dependency_overrides[key] = value`, and what undoes it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fastlint.facts import expressions as ex
from fastlint.facts import statements as st
from fastlint.facts.definitions import ModuleFacts
from fastlint.project.execution.abstract import UNKNOWN, BoundMethod, FunctionValue, ManagerFunction, Value, members
from fastlint.project.reading import bodies, flow
from fastlint.project.reading.remembered import remembered
from fastlint.project.testing.tests import TestFunction, is_overrides, touches_overrides
from fastlint.values import Span
from fastlint.values.late import dataclass

if TYPE_CHECKING:
    from fastlint.project.execution.abstract import Function
    from fastlint.project.execution.modules import Module
    from fastlint.project.project import Project


@dataclass(frozen=True, eq=False)
class Overriding:
    """An override that tests set: `function` is the test or fixture, None for the top of a module.

    `key` and `value` are what was evaluated, None where the application is not known. `is_call` tells that the key is
    written as a call, `has_spec` that the value is a mock with `spec`.
    """

    module: Module
    function: Function | None
    is_fixture: bool
    written: str
    is_call: bool
    has_spec: bool
    is_in_loop: bool
    makes_application: bool
    key: Value | None
    value: Value | None
    span: Span
    value_span: Span

    @property
    def is_conftest(self) -> bool:
        """Whether it stands in a `conftest.py`."""
        return self.module.path.endswith("conftest.py")


def overridings(project: Project) -> Iterator[Overriding]:
    """Every override in the tests, in source order."""
    evaluated = {(each.module, each.place): each for each in project.tests.overrides}
    tests = {test.function: test for test in project.tests.functions}
    for module in project.tests.modules:
        if module.facts is None:
            continue
        bodies_of: list[tuple[TestFunction | None, st.Block]] = [(None, module.facts.body)]
        bodies_of += [(test, test.fact.body) for test in tests.values() if test.module is module]
        for test, block in bodies_of:
            for site in flow.sites_in(block):
                statement = site.statement
                if not isinstance(statement, st.Assign) or statement.value is None:
                    continue
                for target in statement.targets:
                    if not isinstance(target, ex.Subscript) or not is_overrides(target.value):
                        continue
                    found = evaluated.get((module, target.place))
                    value = statement.value
                    span = Span(module.path, *target.place)
                    yield Overriding(
                        module,
                        test.function if test is not None else None,
                        test is not None and test.is_fixture,
                        ex.render(target.index),
                        isinstance(target.index, ex.Call),
                        isinstance(value, ex.Call) and any(name in ("spec", "spec_set") for name, _ in value.keywords),
                        bool(site.loops),
                        _is_made_here(block, target.value) or _is_made_by_fixture(project, test, target.value),
                        found.key if found is not None and found.key is not UNKNOWN else None,
                        found.value if found is not None and found.value is not UNKNOWN else None,
                        span,
                        Span(module.path, *(getattr(value, "place", None) or target.place)),
                    )


def _is_made_here(block: st.Block, overrides: ex.Expression) -> bool:
    """Whether the application is a local variable that a call makes: then it ends with the test."""
    assert isinstance(overrides, ex.Attribute)
    owner = overrides.value
    if not isinstance(owner, ex.Name):
        return False
    return any(
        isinstance(node, st.Assign) and isinstance(node.value, ex.Call) and owner in node.targets
        for node in bodies.nodes(block)
    )


def _is_made_by_fixture(project: Project, test: TestFunction | None, overrides: ex.Expression) -> bool:
    """Whether the application is a fixture that is made anew for each test: by a call, in a fixture of that scope."""
    assert isinstance(overrides, ex.Attribute)
    owner = overrides.value
    if test is None or not isinstance(owner, ex.Name) or owner.id not in test.arguments:
        return False
    fixture = project.tests.fixture(owner.id, test.module)
    if fixture is None or any(
        isinstance(decorator, ex.Call) and any(name == "scope" for name, _ in decorator.keywords)
        for decorator in fixture.fact.decorators
    ):
        return False
    given = [
        node.value
        for node in bodies.nodes(fixture.fact.body)
        if isinstance(node, st.Return | ex.Yield) and node.value is not None
    ]
    made = {
        target
        for node in bodies.nodes(fixture.fact.body)
        if isinstance(node, st.Assign) and isinstance(node.value, ex.Call)
        for target in node.targets
    }
    return bool(given) and all(isinstance(each, ex.Call) or each in made for each in given)


def is_undone(project: Project, each: Overriding) -> bool:
    """Whether something takes an override away: its own function, or a fixture that may run for it."""
    modules = [each.module, *project.tests.conftests(each.module)]
    own = each.function
    if own is not None and own.module in modules and _undoes(own.fact.body):
        return True
    return any(module.facts is not None and _is_undone_for_all(module.facts) for module in modules)


@remembered
def _is_undone_for_all(facts: ModuleFacts) -> bool:
    """Whether a function of a file that is no test takes overrides away."""
    return any(not fact.name.startswith("test_") and _undoes(fact.body) for fact in facts.functions)


def _undoes(block: st.Block) -> bool:
    for node in bodies.nodes(block):
        if touches_overrides(node):
            return True
        if isinstance(node, st.Delete) and any(
            isinstance(t, ex.Subscript) and is_overrides(t.value) for t in node.targets
        ):
            return True
        if isinstance(node, st.Assign) and any(is_overrides(target) for target in node.targets):
            return True
    return False


def depended_on(project: Project) -> frozenset[object] | None:
    """The functions that `Depends` holds anywhere; None where a dependency is not known."""
    graph = project.dependency_graph
    found: set[object] = set()
    for marker in graph.markers:
        call = marker.instance.arguments.get("dependency", 0) if marker.instance.arguments is not None else None
        for each in members(call) if call is not None else ():
            if each is UNKNOWN:
                return None
            function = _function(each)
            if function is not None:
                found.add(function)
    found.update(graph.all_providers)
    return frozenset(found)


def _function(value: Value) -> object | None:
    if isinstance(value, BoundMethod | ManagerFunction):
        value = value.function
    return value.function if isinstance(value, FunctionValue) else None
