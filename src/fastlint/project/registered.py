"""The functions that run for requests to any router, whether or not an application that is known includes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastlint.project.abstract import Function, members
from fastlint.project.apps import RouteEntry, serving_function
from fastlint.project.calls import Activation, EdgeKind
from fastlint.project.event_loop import reachable

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
