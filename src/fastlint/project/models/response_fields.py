"""Which types FastAPI can make a response field of, and which dicts fit it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastlint.facts import expressions as ex
from fastlint.project.execution.abstract import NONE, Class, ClassValue, Const, External, TypeForm, Value
from fastlint.project.models.tables import is_sqlmodel, is_table

if TYPE_CHECKING:
    from fastlint.project.models.model_fields import ModelField
    from fastlint.project.project import Project

#: Methods by which a class tells Pydantic what to do with it.
_HOOKS = ("__get_pydantic_core_schema__", "__get_validators__", "__pydantic_core_schema__")
_PLAIN = frozenset({"builtins.object", "abc.ABC"})


def refused(model: Value, project: Project) -> str:
    """Why FastAPI surely cannot make a field of a response model, as a clause; empty where it can, or may."""
    types = project.responses.types
    alternatives = [each for each in types.alternatives(model) if each is not NONE]
    is_union = len(types.alternatives(model)) > 1
    for each in alternatives:
        named = each.origin if isinstance(each, TypeForm) and isinstance(each.origin, Value) else each
        response = project.responses.response_type(named)
        if response is not None and is_union:
            return f"a union with the response class `{_last(named)}` is no model"
        if isinstance(named, ClassValue) and _is_foreign_to_pydantic(named.cls, project):
            return f"`{named.cls.fact.name}` is no type that Pydantic knows"
    if isinstance(model, TypeForm) and not is_union:
        for argument in model.arguments:
            if isinstance(argument, ClassValue | TypeForm) and (found := refused(argument, project)):
                return found
    return ""


def _last(value: Value) -> str:
    if isinstance(value, ClassValue):
        return value.cls.fact.name
    return value.name.rpartition(".")[2] if isinstance(value, External) else ""


def _is_foreign_to_pydantic(cls: Class, project: Project) -> bool:
    """Whether Pydantic surely cannot make a schema of a class: a plain class, or a table of SQLAlchemy."""
    types = project.responses.types
    if not types.has_known_bases(cls) or any(
        hook in each.namespace for each in cls.mro if isinstance(each, Class) for hook in _HOOKS
    ):
        return False
    if any(each.fact.decorators or each.fact.keywords for each in cls.mro if isinstance(each, Class)):
        return False
    if is_table(cls):
        return not is_sqlmodel(cls)
    outside = {each.name for each in cls.mro if isinstance(each, External)}
    return outside <= _PLAIN


def missing_fields(display: ex.DictDisplay, cls: Class, project: Project) -> list[ModelField]:
    """The required fields of a model for which a dict that is written out has no key; none where that is not known."""
    keys: set[str] = set()
    for key, _ in display.items:
        if not isinstance(key, ex.Constant) or not isinstance(key.value, str):
            return []
        keys.add(key.value)
    fields = project.model_fields.constructor(cls)
    if fields is None or project.interpreter.caller.validators_of(cls) or _is_configured(cls):
        return []
    return [
        field
        for field in fields
        if field.is_required and not {field.name, field.alias} & keys and not _has_open_alias(field)
    ]


def _is_configured(cls: Class) -> bool:
    """Whether the class says something of itself by which its fields may get other names or values."""
    names = ("model_config", "Config", "__init__", "__new__")
    return any(name in each.namespace for each in cls.mro if isinstance(each, Class) for name in names) or any(
        name != "table" for each in cls.mro if isinstance(each, Class) for name, _ in each.fact.keywords
    )


def _has_open_alias(field: ModelField) -> bool:
    """Whether its alias is not a plain text: `AliasChoices`, `AliasPath`."""
    given = [field.option(name) for name in ("alias", "validation_alias")]
    return any(value is not None and not isinstance(value, Const) for value in given)
