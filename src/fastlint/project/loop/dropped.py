"""Functions that run as background tasks and nothing else: what they return, no client gets."""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import TYPE_CHECKING

from fastlint.project.execution.abstract import Function
from fastlint.project.execution.calls import Activation, Edge, EdgeKind
from fastlint.project.loop.event_loop import reachable

if TYPE_CHECKING:
    from fastlint.project.project import Project

#: What runs a function after the response was sent, and drops what it returns.
_TASKS = (
    "fastapi.BackgroundTasks.add_task",
    "starlette.background.BackgroundTasks.add_task",
    "starlette.background.BackgroundTask",
)


def functions_in_background(
    project: Project, roots: Iterable[Activation], unseen: Container[Activation]
) -> frozenset[Function]:
    """The functions to which background tasks lead, and nothing else of the program; what tests call does not count.

    `roots` are what somebody else may call, `unseen` those of them of which it is only that no call was seen.
    """
    calls = [call for name in _TASKS for call in project.sightings.by_name.get(name, ())]
    handed = {(call.span.path, call.expression.place) for call in calls}
    if not handed:
        return frozenset()

    def is_handed(activation: Activation, edge: Edge) -> bool:
        function = activation.function
        return function is not None and (function.module.path, edge.place) in handed

    starts = {edge.target for each in project.activations for edge in each.edges if is_handed(each, edge)}
    handed_functions = {each.function for each in starts}
    pending = [
        each
        for each in roots
        if not (each in unseen and each.function in handed_functions)
        and (each.function is None or not project.is_test(each.function.module))
    ]
    elsewhere = set(pending)
    while pending:
        activation = pending.pop()
        for edge in activation.edges:
            if edge.target not in elsewhere and not is_handed(activation, edge):
                elsewhere.add(edge.target)
                pending.append(edge.target)
    answering = {activation.function for activation in elsewhere}
    inside = {activation.function for activation in reachable(starts, tuple(EdgeKind))}
    return frozenset(each for each in inside if each is not None and each not in answering)
