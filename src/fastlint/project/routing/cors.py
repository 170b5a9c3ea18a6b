"""The CORS policies of the program: each place that adds Starlette's `CORSMiddleware`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fastlint.facts.expressions import Attribute
from fastlint.project.execution.abstract import Const, ListValue, Setting, Value, known
from fastlint.project.routing.middleware import CORS, calls_adding

if TYPE_CHECKING:
    from fastlint.project.execution.seen import LibraryCall
    from fastlint.project.project import Project


def cors_policies(project: Project) -> Iterator[LibraryCall]:
    """The calls that put CORS around an application; their keywords are those of the middleware."""
    yield from project.calls_of(CORS)
    yield from calls_adding(CORS, project)


def written_texts(call: LibraryCall, option: str) -> list[str] | None:
    """The texts of a list that the program itself writes; None where settings or the environment may say otherwise."""
    value = written(call, option)
    if not isinstance(value, ListValue) or not value.is_exact:
        return None
    if not all(type(each) is Const and isinstance(each.value, str) for each in value.elements):
        return None
    return [each.value for each in value.elements if isinstance(each, Const) and isinstance(each.value, str)]


def written(call: LibraryCall, option: str) -> Value | None:
    """The value of an option, if the program writes it down; None for one that is read off an object (settings)."""
    value = call.argument(option)
    if value is None or isinstance(call.written(option), Attribute) or type(value) is Setting:
        return None
    alternatives = known(value)
    return alternatives[0] if len(alternatives) == 1 and alternatives[0] is value else None
