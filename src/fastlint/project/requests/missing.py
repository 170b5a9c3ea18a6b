"""Conditions that ask whether a parameter is missing, which it may never be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastlint.facts import expressions as ex
from fastlint.facts import statements as st
from fastlint.project.execution.abstract import NONE, known, members
from fastlint.project.execution.markers import Location
from fastlint.project.reading.flow import Part, assigned

if TYPE_CHECKING:
    from fastlint.project.execution.abstract import Function
    from fastlint.project.project import Project
    from fastlint.project.reading.flow import Site
    from fastlint.project.requests.parameters import Parameter


def is_for_a_missing_parameter(site: Site, function: Function, project: Project) -> bool:
    """Whether a statement only runs where a parameter of an endpoint is None that is not known to be None ever."""
    asked = {
        name
        for level in site.around
        if isinstance(level.statement, st.If)
        for name in _asked(level.statement.test, level.part is Part.BODY)
    }
    if not asked:
        return False
    signature = next((each for each in project.signatures if each.function is function), None)
    parameters = {each.name: each for each in signature.parameters} if signature is not None else {}
    return any(
        name in parameters and not assigned(function.fact, name) and not _may_be_none(parameters[name], project)
        for name in asked
    )


def _asked(test: ex.Expression, is_true: bool) -> list[str]:
    """The names that are None, or empty, where a condition is true (or false)."""
    match test:
        case ex.Compare(ex.Name(name), "is" | "==", ex.Constant(None)) if is_true:
            return [name]
        case ex.Compare(ex.Name(name), "is not" | "!=", ex.Constant(None)) if not is_true:
            return [name]
        case ex.Not(inner):
            return _asked(inner, not is_true)
        case ex.Name(name) if not is_true:
            return [name]
        case ex.Both(is_or, values) if is_or is not is_true:
            return [name for each in values for name in _asked(each, is_true)]
    return []


def _may_be_none(parameter: Parameter, project: Project) -> bool:
    """Whether it is known that a parameter is None for some requests; the empty text and 0 count as None here."""
    if parameter.location is Location.DEPENDENCY:
        marker = parameter.marker
        call = marker.arguments.get("dependency", 0) if marker is not None and marker.arguments is not None else None
        for each in known(call) if call is not None else ():
            function = project.injector.signature(each)[0]
            if function is not None and any(NONE in members(value) for _, value in project.returned(function.function)):
                return True
        return False
    if parameter.is_from_client:
        return parameter.default is not None or parameter.type is None or not _is_model(parameter, project)
    return False


def _is_model(parameter: Parameter, project: Project) -> bool:
    types = project.parameters.types
    return parameter.type is not None and bool(types.models(parameter.type)) and not types.is_optional(parameter.type)
