"""The functions that run for requests to any router, whether or not an application that is known includes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastlint.project.execution.abstract import Function, members
from fastlint.project.execution.calls import Activation, EdgeKind
from fastlint.project.loop.event_loop import reachable
from fastlint.project.routing.apps import RouteEntry, serving_function

if TYPE_CHECKING:
    from fastlint.project.project import Project


def functions_of_routers(project: Project) -> frozenset[Function]:
    """The endpoints that are registered on some router, and what they call."""
    activations: dict[Activation, None] = {}
    for router in project.routers:
        for entry in router.entries:
            for value in members(entry.endpoint) if isinstance(entry, RouteEntry) else ():
                served = serving_function(value)
                if served is not None:
                    activations.update(dict.fromkeys(served.function.activations))
    inside = reachable(tuple(activations), tuple(EdgeKind))
    return frozenset(each.function for each in inside if each.function is not None)
