"""The names of an endpoint that its stream uses while it is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastlint.facts import expressions as ex
from fastlint.facts import statements as st
from fastlint.facts.expressions import names_in
from fastlint.project.execution.calling import STREAMS
from fastlint.project.reading import flow

if TYPE_CHECKING:
    from fastlint.project.execution.abstract import Function
    from fastlint.project.project import Project


def streamed_names(function: Function, project: Project) -> frozenset[str]:
    """What the generators that an endpoint streams read: its own body, nested generators, arguments of others."""
    fact = function.fact
    if fact.is_generator:
        return frozenset(names_in(fact.body))
    nested = {
        site.statement.function.name: frozenset(names_in(site.statement.function.body))
        for site in flow.sites(fact)
        if isinstance(site.statement, st.FunctionDef) and site.statement.function.is_generator
    }
    found: set[str] = set()
    for call in project.calls_in(function):
        content = call.written("content", 0) if STREAMS.intersection(call.names) else None
        if isinstance(content, ex.Call):
            if isinstance(content.callee, ex.Name) and content.callee.id in nested:
                found |= nested[content.callee.id]
            for argument in (*content.arguments, *(value for _, value in content.keywords)):
                if isinstance(argument, ex.Name):
                    found.add(argument.id)
        elif isinstance(content, ex.Comprehension) and content.kind == "generator":
            found |= set(names_in(content))
    return frozenset(found)
