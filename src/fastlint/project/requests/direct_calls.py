"""Plain calls of functions and classes whose parameters have a marker as default, which only FastAPI resolves."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from fastlint.facts import expressions as ex
from fastlint.facts import statements as st
from fastlint.facts.definitions import ParameterKind
from fastlint.project.execution.abstract import (
    Arguments,
    BoundMethod,
    ClassValue,
    Const,
    Function,
    FunctionValue,
    Instance,
    Value,
)
from fastlint.project.execution.calling import DECORATED
from fastlint.project.execution.markers import MARKERS
from fastlint.project.reading import bodies
from fastlint.values import Span
from fastlint.values.late import NamedTuple, dataclass

if TYPE_CHECKING:
    from fastlint.facts.definitions import FunctionFact
    from fastlint.project.execution.calls import Seen
    from fastlint.project.execution.modules import Module
    from fastlint.project.project import Project


#: What a default may be that is a marker: a constant is none.
_MAY_MAKE = frozenset(get_args(ex.Expression)) - {ex.Constant, ex.Display, ex.DictDisplay, ex.Lambda, ex.Format}

#: So many wrappers are looked through.
LONGEST_CHAIN = 10


class Missing(NamedTuple):
    """A parameter that a call leaves to its marker: `Depends`, `Query` ...

    `is_handed_on` tells that the function only hands it on to others, who may look at what they get.
    """

    name: str
    marker: str
    is_handed_on: bool


@dataclass(frozen=True, eq=False)
class DirectCall:
    """A call of a function with such parameters, with those that are read and not given."""

    function: Function
    missing: tuple[Missing, ...]
    module: Module
    span: Span
    routes: tuple[str, ...]

    @property
    def name(self) -> str:
        """What is called: the function, or the class that it constructs."""
        owner = self.function.owner
        is_constructor = self.function.fact.name == "__init__" and owner is not None
        return owner.fact.name if is_constructor and owner is not None else self.function.fact.name


def direct_calls(project: Project) -> tuple[DirectCall, ...]:
    """The calls of functions with markers for defaults in the files that are reported on, one a place."""
    live = set(project.activations)
    found: dict[tuple[str, object, Function], DirectCall] = {}
    looked_at: set[tuple[int, int]] = set()
    for seen in project.interpreter.seen:
        alike = (id(seen.expression), id(seen.callee))
        if alike in looked_at or not project.is_reported(seen.module):
            continue
        if seen.activation.function is not None and seen.activation not in live:
            continue
        looked_at.add(alike)  # the first evaluation of what is called tells
        target, given = _target(seen, project)
        if target is None:
            continue
        key = (seen.module.path, seen.expression.place, target.function)
        if key not in found:
            missing = _missing(target, given, seen.arguments, project)
            if missing is not None:
                span = Span(seen.module.path, *seen.expression.place)
                caller = seen.activation.function
                routes = project.routes_of(caller) if caller is not None else ()
                found[key] = DirectCall(target.function, missing, seen.module, span, routes)
    return tuple(sorted(found.values(), key=lambda each: each.span))


def _target(seen: Seen, project: Project) -> tuple[FunctionValue | None, int]:
    """The function that is called, and how many parameters are bound already.

    A wrapper that takes anything is looked through; what it hands on by `*args` is judged where it is called.
    """
    if any(isinstance(each, ex.Starred) for each in seen.expression.arguments):
        return None, 0
    if any(name is None for name, _ in seen.expression.keywords):
        return None, 0
    callee: Value = seen.callee
    given = 0
    if isinstance(callee, ClassValue):
        initialiser = project.interpreter.attributes.in_class(callee.cls, "__init__")
        if isinstance(initialiser, FunctionValue):
            callee, given = initialiser, 1
    for _ in range(LONGEST_CHAIN):
        if isinstance(callee, BoundMethod):
            callee, given = callee.function, given + 1
        elif isinstance(callee, FunctionValue) and callee.wrapped is not None and _takes_anything(callee):
            callee = callee.wrapped
        else:
            break
    if not isinstance(callee, FunctionValue) or callee.wrapped is not None:
        return None, 0
    if callee.marks is not None and DECORATED in callee.marks:
        return None, 0
    return callee, given


def _takes_anything(wrapper: FunctionValue) -> bool:
    variadic = (ParameterKind.VARIADIC, ParameterKind.VARIADIC_KEYWORD)
    parameters = wrapper.function.fact.parameters
    return len(parameters) == len(variadic) and all(each.kind in variadic for each in parameters)


def _missing(target: FunctionValue, given: int, arguments: Arguments, project: Project) -> tuple[Missing, ...] | None:
    """The parameters that are left to their markers; None for a function that has none."""
    fact = target.function.fact
    if not any(type(parameter.default) in _MAY_MAKE for parameter in fact.parameters):
        return None
    markers: list[Missing] = []
    for index, parameter in enumerate(fact.parameters):
        default = project.interpreter.caller.written_default(target, parameter) if parameter.default else None
        if not isinstance(default, Instance) or default.cls.name not in MARKERS:
            continue
        marker = default.cls.name.rpartition(".")[2]
        is_given = parameter.name in arguments.keywords or (
            parameter.kind is not ParameterKind.KEYWORD_ONLY and index < given + len(arguments.positional)
        )
        reads, in_tests, handed_on = _reads(fact, parameter.name)
        if reads == in_tests and (not reads or _is_true(default)):
            is_given = True  # nothing depends on it: a marker counts as true
        markers.append(Missing("" if is_given else parameter.name, marker, reads - in_tests == handed_on > 0))
    if not markers:
        return None
    return () if arguments.is_open else tuple(each for each in markers if each.name)


def _reads(fact: FunctionFact, name: str) -> tuple[int, int, int]:
    """How often a function reads a name: at all, as a condition, and as an argument."""
    in_tests = handed_on = 0
    for node in bodies.nodes(fact.body):
        if isinstance(node, st.If | st.While | ex.Conditional):
            in_tests += _conditions(node.test, name)
        elif isinstance(node, ex.Not):
            in_tests += _conditions(node.value, name)
        elif isinstance(node, ex.Call):
            values = (*node.arguments, *(value for _, value in node.keywords))
            handed_on += sum(value == ex.Name(name) for value in values)
    return sum(each == name for each in ex.names_in(fact.body)), in_tests, handed_on


def _conditions(test: ex.Expression, name: str) -> int:
    match test:
        case ex.Name(id):
            return int(id == name)
        case ex.Both(_, values):
            return sum(_conditions(value, name) for value in values)
    return 0


def _is_true(marker: Instance) -> bool:
    """Whether the default of a parameter is true, as the marker itself is."""
    given = marker.arguments.get("default", 0) if marker.arguments is not None else None
    return isinstance(given, Const) and bool(given.value)
