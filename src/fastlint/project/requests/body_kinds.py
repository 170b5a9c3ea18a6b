"""What the parameters in the body of a request are: read as JSON only, or with no shape at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastlint.facts import expressions as ex
from fastlint.facts.statements import FunctionDef
from fastlint.project.execution.abstract import NONE, Class, External, TypeForm, Value
from fastlint.project.execution.markers import Location
from fastlint.project.reading.bodies import nodes
from fastlint.project.requests.parameters import Parameter, location_of

if TYPE_CHECKING:
    from fastlint.project.project import Project

_ANYTHING = frozenset({"typing.Any", "typing_extensions.Any", "builtins.object"})


def needs_json(project: Project, parameter: Parameter) -> bool:
    """Whether a parameter is a model or dict that no text can stand for, as far as is known."""
    types = project.parameters.types
    if parameter.type is None or any(location_of(each) is None for each in parameter.metadata):
        return False
    alternatives = [each for each in types.alternatives(parameter.type) if each is not NONE]
    if len(alternatives) != 1:
        return False
    only = alternatives[0]
    models = types.models(only)
    if models:
        return not any(_parses(project, cls) for cls in models)
    return types.is_mapping(only) is True and not types.is_sequence(only)


def _parses(project: Project, cls: Class) -> bool:
    """Whether a model has code of its own that may make it out of text."""
    return (
        any(
            "before" in names or "wrap" in names or "root_validator" in names
            for names in (_decorators(each) for each in cls.mro if isinstance(each, Class))
        )
        or any(isinstance(each, Class) and _HOOKS & each.namespace.keys() for each in cls.mro)
        or not project.parameters.types.has_known_bases(cls)
    )


_HOOKS = frozenset({"__get_validators__", "__get_pydantic_core_schema__", "validate_to_json"})


def _decorators(cls: Class) -> frozenset[str]:
    """The words in the decorators of the methods of a class: names, and constants of their arguments."""
    found: set[str] = set()
    for statement in cls.fact.body:
        if isinstance(statement, FunctionDef):
            for node in nodes(statement.function.decorators):
                if isinstance(node, ex.Name):
                    found.add(node.id)
                elif isinstance(node, ex.Constant) and isinstance(node.value, str):
                    found.add(node.value)
    return frozenset(found)


def is_shapeless(project: Project, parameter: Parameter) -> bool:
    """Whether any JSON object will do for a parameter in the body: `dict`, `dict[str, Any]`, `Any`."""
    if parameter.location is not Location.BODY or parameter.type is None:
        return False
    types = project.parameters.types
    alternatives = [each for each in types.alternatives(parameter.type) if each is not NONE]
    return len(alternatives) == 1 and _holds_anything(project, alternatives[0])


def _holds_anything(project: Project, type: Value) -> bool:
    if isinstance(type, External):
        return type.name in _ANYTHING or project.parameters.types.is_mapping(type) is True
    if isinstance(type, TypeForm) and isinstance(type.origin, External) and len(type.arguments) == 2:
        value = type.arguments[1]
        is_dict = project.parameters.types.is_mapping(type.origin) is True
        return is_dict and isinstance(value, External) and value.name in _ANYTHING
    return False
