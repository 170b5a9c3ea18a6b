"""Whether what a call gets is given to one of certain functions as well: beside it, or by a caller."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fastlint.facts import expressions as ex
from fastlint.project.execution.abstract import BoundMethod, Function, FunctionValue
from fastlint.project.reading import bodies

if TYPE_CHECKING:
    from fastlint.project.project import Project

#: How many calls deep the functions are looked for.
DEEPEST = 4


def is_also_given_to(wanted: frozenset[Function], function: Function, given: ex.Expression, project: Project) -> bool:
    """Whether a function that uses a value, or a caller that gives it that value, hands it to a wanted one, too."""
    if function in wanted or _hands(function, set(ex.names_in(given)), wanted, project):
        return True
    for caller in project.functions:
        names = {name for call, target in _calls(caller, project) if target is function for name in _names(call)}
        if names and (caller in wanted or _hands(caller, names, wanted, project)):
            return True
    return False


def _hands(function: Function, names: set[str], wanted: frozenset[Function], project: Project) -> bool:
    return any(
        not names.isdisjoint(_names(call)) and _leads_to(target, wanted, DEEPEST)
        for call, target in _calls(function, project)
    )


def _names(call: ex.Call) -> Iterator[str]:
    yield from ex.names_in((*call.arguments, *(value for _, value in call.keywords)))


def _calls(function: Function, project: Project) -> Iterator[tuple[ex.Call, Function]]:
    """The calls of a function, each with the functions of the project that it leads to."""
    for node in bodies.nodes(function.fact.body):
        if isinstance(node, ex.Call):
            for value in project.sightings.functions_at(node):
                value = value.function if isinstance(value, BoundMethod) else value
                if isinstance(value, FunctionValue):
                    yield node, value.function


def _leads_to(function: Function, wanted: frozenset[Function], depth: int) -> bool:
    if function in wanted:
        return True
    targets = {edge.target.function for activation in function.activations for edge in activation.edges}
    return depth > 0 and any(each is not None and _leads_to(each, wanted, depth - 1) for each in targets)
