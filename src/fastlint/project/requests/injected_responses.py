"""What a function does with the `Response` that FastAPI passes to it: which statements set something on it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fastlint.facts import expressions as ex
from fastlint.facts import statements as st
from fastlint.facts.definitions import FunctionFact
from fastlint.project.execution.abstract import Function, FunctionValue
from fastlint.project.models.field_types import FieldTypes
from fastlint.project.reading import flow
from fastlint.values.late import NamedTuple

if TYPE_CHECKING:
    from fastlint.project.execution.interpreter import Interpreter

#: Methods of a response that set something on it.
_SETTERS = frozenset({"set_cookie", "delete_cookie"})
_HEADER_SETTERS = frozenset({"append", "update", "setdefault", "add_vary_header"})
_SET_ATTRIBUTES = frozenset({"status_code"})


class Set(NamedTuple):
    """A statement that sets something on an injected response: `what` is it, as it is written."""

    site: flow.Site
    what: str
    place: ex.Place


def response_parameters(value: FunctionValue, interpreter: Interpreter, types: FieldTypes) -> tuple[str, ...]:
    """The parameters of a function that FastAPI passes its own response for."""
    return tuple(
        parameter.name
        for parameter in value.function.fact.parameters
        if parameter.annotation is not None
        and types.special(interpreter.types.annotated(parameter.annotation, value.scope)) == "response"
    )


def settings_on(function: Function, name: str, depth: int = 1) -> Iterator[Set]:
    """The statements of a function that set a cookie, a header or the status on the response of that name.

    A function of the project that is called with it, and sets something there, counts as well: one level down.
    """
    for site in flow.sites(function.fact):
        what = _set_by(site, name)
        if what is not None:
            yield Set(site, what[0], what[1])
        elif depth:
            for call in (node for node in flow.own(site.statement) if isinstance(node, ex.Call)):
                for target in _targets(function, call):
                    inner = _parameter_for(call, name, target.fact)
                    if inner is not None and any(settings_on(target, inner, depth - 1)):
                        yield Set(site, f"{ex.render(call.callee)}(...)", call.place)


def is_read(fact: FunctionFact, name: str) -> bool:
    """Whether a function also reads the response: hands its headers on, keeps it, or returns it."""
    for site in flow.sites(fact):
        if isinstance(site.statement, st.FunctionDef | st.ClassDef):
            if flow.reads(site, name):
                return True
            continue
        counted = sum(1 for node in flow.own(site.statement) if node == ex.Name(name))
        if isinstance(site.statement, st.Assign) and ex.Name(name) in site.statement.targets:
            return True
        if counted and _set_by(site, name) is not None and counted == 1:
            continue
        given = sum(
            1
            for node in flow.own(site.statement)
            if isinstance(node, ex.Call)
            for value in (*node.arguments, *(value for _, value in node.keywords))
            if value == ex.Name(name)
        )
        is_kept = isinstance(site.statement, st.Return | st.Assign) and given
        if counted and (counted != given or is_kept):
            return True
    return False


def _set_by(site: flow.Site, name: str) -> tuple[str, ex.Place] | None:
    """What a statement sets on a response by itself, and where it stands."""
    statement = site.statement
    if isinstance(statement, st.Evaluate) and isinstance(statement.value, ex.Call):
        callee = statement.value.callee
        if isinstance(callee, ex.Attribute):
            is_setter = callee.name in _SETTERS and callee.value == ex.Name(name)
            if is_setter or (callee.name in _HEADER_SETTERS and _is_headers(callee.value, name)):
                return f"{ex.render(callee)}(...)", statement.value.place
    if isinstance(statement, st.Assign):
        for target in statement.targets:
            if isinstance(target, ex.Attribute) and target.name in _SET_ATTRIBUTES and target.value == ex.Name(name):
                return ex.render(target), target.place or (statement.line, 1, statement.line, 1)
            if isinstance(target, ex.Subscript) and _is_headers(target.value, name):
                return f"{name}.headers[...]", target.place
    return None


def _is_headers(expression: ex.Expression, name: str) -> bool:
    return isinstance(expression, ex.Attribute) and expression.name == "headers" and expression.value == ex.Name(name)


def _targets(function: Function, call: ex.Call) -> set[Function]:
    return {
        edge.target.function
        for activation in function.activations
        for edge in activation.edges
        if edge.place == call.place and edge.target.function is not None
    }


def _parameter_for(call: ex.Call, name: str, fact: FunctionFact) -> str | None:
    """The parameter of a function that a call passes a name for."""
    parameters = [each.name for each in fact.parameters]
    for keyword, value in call.keywords:
        if value == ex.Name(name) and keyword in parameters:
            return keyword
    skipped = 1 if isinstance(call.callee, ex.Attribute) and parameters[:1] in (["self"], ["cls"]) else 0
    for index, value in enumerate(call.arguments):
        if value == ex.Name(name) and index + skipped < len(parameters):
            return parameters[index + skipped]
    return None
