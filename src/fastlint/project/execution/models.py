"""Pydantic models: which a value's type leads to, and the functions that run when they are validated or serialised."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastlint.project.execution.abstract import (
    Class,
    ClassValue,
    DictValue,
    Instance,
    ListValue,
    TypeForm,
    Value,
    members,
)
from fastlint.project.execution.calling import MODELS

if TYPE_CHECKING:
    from fastlint.project.execution.interpreter import Interpreter

DEEPEST_MODEL = 6


def models_in(interpreter: Interpreter, value: Value, depth: int = 0) -> dict[Class, None]:
    """The model classes that a type, or an instance of it, holds: itself, in containers, and in its fields."""
    found: dict[Class, None] = {}
    if depth > DEEPEST_MODEL:
        return found
    for member in members(value):
        if isinstance(member, ClassValue | Instance):
            cls = member.cls
            if isinstance(cls, Class) and cls.inherits(MODELS) and cls not in found:
                found[cls] = None
                for each in cls.mro:
                    if isinstance(each, Class):
                        for annotation in each.annotations.values():
                            declared = interpreter.types.annotation(annotation, each.scope)
                            if declared is not member:
                                found |= models_in(interpreter, declared, depth + 1)
        elif isinstance(member, TypeForm):
            for argument in member.arguments:
                found |= models_in(interpreter, argument, depth + 1)
        elif isinstance(member, ListValue):
            for element in member.elements[:3]:
                found |= models_in(interpreter, element, depth + 1)
        elif isinstance(member, DictValue) and member.rest is not None:
            found |= models_in(interpreter, member.rest, depth + 1)
    return found
