"""Acceptance: whether a function or class takes the arguments of a call, or raises a `TypeError`.

Of several that a table or a condition may give, those that would refuse the arguments are not meant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastlint.facts.definitions import ParameterKind
from fastlint.project.execution.abstract import (
    Arguments,
    BoundMethod,
    Class,
    ClassValue,
    External,
    FunctionValue,
    Value,
)

if TYPE_CHECKING:
    from fastlint.project.execution.attributes import Attributes


def refuses(callee: Value, arguments: Arguments, attributes: Attributes) -> bool:
    """Whether a call certainly fails because of a keyword that nobody knows, or one argument too many."""
    if arguments.is_open:
        return False
    given = len(arguments.positional)
    if isinstance(callee, BoundMethod):
        callee, given = callee.function, given + 1
    elif isinstance(callee, ClassValue):
        initialiser = _initialiser(callee.cls, attributes)
        if initialiser is None:
            return False
        callee, given = initialiser, given + 1
    if not isinstance(callee, FunctionValue) or callee.marks or callee.wrapped is not None:
        return False
    parameters = callee.function.fact.parameters
    kinds = {parameter.kind for parameter in parameters}
    if ParameterKind.VARIADIC_KEYWORD not in kinds:
        names = {p.name for p in parameters if p.kind is not ParameterKind.POSITIONAL_ONLY}
        if not arguments.keywords.keys() <= names:
            return True
    if ParameterKind.VARIADIC in kinds:
        return False
    return given > sum(parameter.kind <= ParameterKind.POSITIONAL for parameter in parameters)


def _initialiser(cls: Class, attributes: Attributes) -> FunctionValue | None:
    """The constructor that a class is called with, where that is certain."""
    if cls.decorators or any(isinstance(base, External) and base.name not in _PLAIN for base in cls.mro):
        return None
    if any(len(each.bases) != len(each.fact.bases) for each in cls.mro if isinstance(each, Class)):
        return None
    if attributes.in_class(cls, "__new__") is not None:
        return None
    found = attributes.in_class(cls, "__init__")
    return found if isinstance(found, FunctionValue) else None


_PLAIN = frozenset({"abc.ABC", "typing.Generic", "typing.Protocol", "builtins.object"})
