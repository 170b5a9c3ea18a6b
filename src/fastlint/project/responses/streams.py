"""The generators that become the body of a response: endpoints that yield, and what streaming responses are given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastlint.project.execution.abstract import Function, Generator, members
from fastlint.project.responses.lazy_responses import STREAMING
from fastlint.project.responses.responders import EVENT_STREAMS

if TYPE_CHECKING:
    from fastlint.project.project import Project


def streams(project: Project) -> dict[Function, tuple[str, ...]]:
    """The generator functions of reported files that are streamed, each with the titles of its routes."""
    found: dict[Function, tuple[str, ...]] = {}
    for responder in project.responders:
        if responder.is_plain and responder.function.fact.is_generator:
            found[responder.function] = responder.titles
    for call in project.calls_of(STREAMING, *EVENT_STREAMS):
        content = call.argument("content", 0)
        for member in members(content) if content is not None else ():
            activation = member.activation if isinstance(member, Generator) else None
            function = activation.function if activation is not None else None
            if function is not None and function.fact.is_generator and project.is_reported(function.module):
                found[function] = tuple(dict.fromkeys((*found.get(function, ()), *call.routes)))
    return dict(sorted(found.items(), key=lambda each: (each[0].module.path, each[0].fact.line)))
