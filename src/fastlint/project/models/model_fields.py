"""The fields of models (Pydantic, SQLModel) and dataclasses, inherited ones too, in the order of the constructor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastlint.facts.expressions import ELLIPSIS, Expression, Name
from fastlint.facts.statements import Assign
from fastlint.project.execution.abstract import Class, Const, External, Instance, Value
from fastlint.project.models.field_types import FieldTypes
from fastlint.values import Span
from fastlint.values.late import dataclass

if TYPE_CHECKING:
    from fastlint.project.execution.interpreter import Interpreter

#: What stands for a field in a class body, or in the metadata of its annotation.
FIELD_FUNCTIONS = frozenset(
    {
        "pydantic.Field",
        "pydantic.fields.Field",
        "sqlmodel.Field",
        "sqlmodel.main.Field",
        "dataclasses.field",
        "pydantic.PrivateAttr",
        "sqlmodel.Relationship",
    }
)
_NOT_FIELDS = frozenset({"model_config", "Config"})


@dataclass(frozen=True, eq=False)
class ModelField:
    """A field of a model.

    `owner` is the class that declares it. `annotated` is its type, `Annotated` included; `type` the same without.
    `value` is what stands to the right of `=`, None where there is nothing; `field` the `Field(...)` that says more, if
    there is one. `default` is the default, None where the field is required.
    """

    name: str
    owner: Class
    annotation: Expression
    annotated: Value
    type: Value
    metadata: tuple[Value, ...]
    value: Value | None
    written: Expression | None
    field: Instance | None
    default: Value | None
    span: Span

    @property
    def is_required(self) -> bool:
        """Whether a model cannot be made without it."""
        return self.default is None

    def option(self, name: str) -> Value | None:
        """A keyword argument of `Field(...)`."""
        if self.field is None or self.field.arguments is None:
            return None
        return self.field.arguments.keywords.get(name)

    @property
    def alias(self) -> str:
        """What the client calls it."""
        for option in ("validation_alias", "alias"):
            given = self.option(option)
            if isinstance(given, Const) and isinstance(given.value, str):
                return given.value
        return self.name


class ModelFields:
    """Reads the fields of classes."""

    def __init__(self, interpreter: Interpreter) -> None:
        self._interpreter = interpreter
        self._types = FieldTypes(interpreter)
        self._own: dict[Class, tuple[ModelField, ...]] = {}

    def of(self, cls: Class) -> tuple[ModelField, ...]:
        """The fields of a class and of its bases in the project; one that is declared again keeps its first place."""
        found: dict[str, ModelField] = {}
        for each in reversed(cls.mro):
            for field in self.own(each) if isinstance(each, Class) else ():
                found[field.name] = field
        return tuple(found.values())

    def constructor(self, cls: Class) -> tuple[ModelField, ...] | None:
        """The fields that the constructor takes, where the class has none that is written; None where that is open."""
        if not self._types.has_known_bases(cls):
            return None
        is_generated = self._types.is_complex(cls.value)
        return self.of(cls) if is_generated else () if is_generated is False else None

    def own(self, cls: Class) -> tuple[ModelField, ...]:
        """The fields that a class declares itself."""
        if cls not in self._own:
            self._own[cls] = tuple(
                self._field(cls, statement.targets[0], statement)
                for statement in cls.fact.body
                if isinstance(statement, Assign)
                and statement.annotation is not None
                and isinstance(statement.targets[0], Name)
                and self._is_field(cls, statement.targets[0].id, statement.annotation)
            )
        return self._own[cls]

    def _is_field(self, cls: Class, name: str, annotation: Expression) -> bool:
        if name.startswith("_") or name in _NOT_FIELDS:
            return False
        annotated = self._interpreter.types.annotated(annotation, cls.scope)
        origin = getattr(annotated, "origin", annotated)
        return not (isinstance(origin, External) and origin.name.rpartition(".")[2] == "ClassVar")

    def _field(self, cls: Class, target: Name, statement: Assign) -> ModelField:
        assert statement.annotation is not None
        annotated = self._interpreter.types.annotated(statement.annotation, cls.scope)
        inner, metadata = self._types.annotated(annotated)
        value = cls.scope.names.get(target.id) if statement.value is not None else None
        field = next((each for each in (value, *reversed(metadata)) if is_field(each)), None)
        default = value
        if isinstance(field, Instance) and field.arguments is not None and (value is field or value is None):
            default = field.arguments.get("default", 0) or field.arguments.get("default_factory")
        if isinstance(default, Const) and default.value == ELLIPSIS:
            default = None
        place = statement.place or (statement.line, 1, statement.line, 1)
        return ModelField(
            name=target.id,
            owner=cls,
            annotation=statement.annotation,
            annotated=annotated,
            type=inner,
            metadata=metadata,
            value=value,
            written=statement.value,
            field=field if isinstance(field, Instance) else None,
            default=default,
            span=Span(cls.module.path, *place),
        )


def is_field(value: Value | None) -> bool:
    """Whether a value is what `Field(...)` makes."""
    return isinstance(value, Instance) and isinstance(value.cls, External) and value.cls.name in FIELD_FUNCTIONS
