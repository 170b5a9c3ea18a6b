"""What Starlette's responses cannot render, by the values that they are given."""

from __future__ import annotations

from fastlint.project.execution.abstract import (
    NONE,
    Class,
    Const,
    DictValue,
    Foreign,
    Instance,
    ListValue,
    Value,
    members,
)
from fastlint.project.execution.calling import MODELS
from fastlint.project.models.field_types import FieldTypes
from fastlint.project.models.tables import is_table

#: Types of the standard library that `json.dumps` refuses.
_REFUSED = frozenset(
    {
        "datetime.datetime",
        "datetime.date",
        "datetime.time",
        "datetime.timedelta",
        "uuid.UUID",
        "decimal.Decimal",
        "bytes",
    }
)
#: Types that are rendered alike everywhere; a float may be no number, which FastAPI refuses.
_PLAIN = frozenset({"str", "int", "bool"})
_NUMBERS = frozenset({"int", "float", "bool"})
DEEPEST = 4


def refused_by_json(value: Value, types: FieldTypes, depth: int = 0) -> str:
    """The last name of a class that `json.dumps` surely refuses in a value; empty where there is none."""
    if depth > DEEPEST:
        return ""
    found = [_refused(member, types, depth) for member in members(value)]
    return found[0] if found and all(found) else ""


def is_plain_json(value: Value, depth: int = 0) -> bool:
    """Whether `json.dumps` and FastAPI surely render a value alike: texts, whole numbers, lists and dicts of them."""
    return depth <= DEEPEST and all(_is_plain(member, depth) for member in members(value))


def _is_plain(value: Value, depth: int) -> bool:
    match value:
        case Const():
            return value.value is None or isinstance(value.value, str | int)
        case Foreign():
            return value.type in _PLAIN
        case ListValue():
            return value.kind in ("list", "tuple") and all(is_plain_json(each, depth + 1) for each in value.elements)
        case DictValue():
            keys = [key for key in value.items if not isinstance(key.value, str)]
            rest = [] if value.rest is None else [value.key, value.rest]
            inner = [*value.items.values(), *rest]
            return not keys and not value.name and all(is_plain_json(each, depth + 1) for each in inner)
    return False


def _refused(value: Value, types: FieldTypes, depth: int) -> str:
    match value:
        case Instance():
            cls = value.cls
            if isinstance(cls, Class) and (_is_model(cls) or is_table(cls) or types.is_dataclass(cls)):
                return cls.fact.name
        case Foreign():
            if value.type in _REFUSED:
                return value.type.rpartition(".")[2]
        case ListValue():
            if value.kind in ("set", "frozenset"):
                return value.kind
            if value.fields:
                return ""
            if value.is_exact:
                return next(filter(None, (refused_by_json(each, types, depth + 1) for each in value.elements)), "")
            return refused_by_json(value.element(), types, depth + 1) if value.elements else ""
        case DictValue():
            if not value.name:
                found = (refused_by_json(each, types, depth + 1) for each in value.items.values())
                return next(filter(None, found), "")
    return ""


def _is_model(cls: Class) -> bool:
    return cls.inherits(MODELS) and not any(name.startswith("builtins.") for name in cls.external_bases())


def refused_as_text(value: Value, types: FieldTypes) -> str:
    """What a value is that a plain response cannot send, as it takes text, bytes and None; empty for any other."""
    found = [_not_text(member, types) for member in members(value) if member is not NONE]
    return found[0] if found and all(found) else ""


def _not_text(value: Value, types: FieldTypes) -> str:
    match value:
        case DictValue():
            return "" if value.name else "dict"
        case ListValue():
            return value.kind
        case Const():
            kind = type(value.value).__name__
            return kind if kind in _NUMBERS else ""
        case Foreign():
            return value.type if value.type in _NUMBERS else ""
        case Instance():
            cls = value.cls
            if isinstance(cls, Class) and (_is_model(cls) or is_table(cls) or types.is_dataclass(cls)):
                return cls.fact.name
    return ""
