"""The models of a program, and what FastAPI uses each for: to read requests, to write responses, as a table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from fastlint.project.execution.abstract import TRUE, Class, ClassValue, TypeForm, Value, members
from fastlint.project.execution.markers import Location
from fastlint.project.models.field_types import MODELS
from fastlint.project.models.model_fields import ModelField, ModelFields
from fastlint.project.requests.parameters import Operation
from fastlint.values import Span
from fastlint.values.late import dataclass

if TYPE_CHECKING:
    from fastlint.project.execution.interpreter import Interpreter

#: What a model of Pydantic 1, or its copy in Pydantic 2, inherits from.
OLD_MODELS = frozenset({"pydantic.v1.BaseModel", "pydantic.v1.main.BaseModel"})
DEEPEST_TYPE = 8
#: What FastAPI passes, and does not read from the request.
_PASSED = frozenset({Location.DEPENDENCY, Location.SPECIAL})


@dataclass(frozen=True, eq=False)
class Model:
    """A class of Pydantic or SQLModel in a reported file: the subject of rules about models.

    `fields` are those that it declares or inherits. `is_input` tells that a request is read into it, `is_output` that a
    response is made of it, itself or within another model; `routes` are the titles of these routes.
    """

    cls: Class
    fields: tuple[ModelField, ...]
    is_input: bool
    is_output: bool
    is_table: bool
    routes: tuple[str, ...]
    span: Span


class ModelUse:
    """Finds which models the operations of a program read and write."""

    def __init__(self, interpreter: Interpreter, fields: ModelFields) -> None:
        self._interpreter = interpreter
        self._fields = fields

    def models(self, operations: Iterable[Operation], reported: frozenset[str]) -> tuple[Model, ...]:
        """All models that reported files define."""
        inputs: dict[Class, dict[str, None]] = {}
        outputs: dict[Class, dict[str, None]] = {}
        for operation in operations:
            title = operation.route.title
            for parameter in operation.parameters:
                if parameter.location not in _PASSED and parameter.type is not None:
                    for cls in self.classes_in(parameter.type):
                        inputs.setdefault(cls, {})[title] = None
            for cls in self.classes_in(self._response(operation)):
                outputs.setdefault(cls, {})[title] = None
        return tuple(
            Model(
                cls,
                self._fields.of(cls),
                cls in inputs,
                cls in outputs,
                self.is_table(cls),
                tuple(inputs.get(cls, {}) | outputs.get(cls, {})),
                Span(cls.module.path, *cls.fact.place),
            )
            for cls in self._interpreter.types.classes_defined
            if cls.module.path in reported and (cls.inherits(MODELS) or cls.inherits(OLD_MODELS))
        )

    def _response(self, operation: Operation) -> Value | None:
        model: Value | None = getattr(operation.route.entry, "response_model", None)
        function = operation.dependant.function
        if model is None and function is not None and function.function.fact.returns is not None:
            return self._interpreter.types.annotated(function.function.fact.returns, function.scope)
        return model

    def classes_in(self, type: Value | None) -> dict[Class, None]:
        """The models in a type: itself, in containers, and in the fields of models."""
        found: dict[Class, None] = {}
        self._collect(type, found, 0)
        return found

    def _collect(self, type: Value | None, found: dict[Class, None], depth: int) -> None:
        if type is None or depth > DEEPEST_TYPE:
            return
        for member in members(type):
            if isinstance(member, TypeForm):
                parts = [*member.arguments, *([member.origin] if isinstance(member.origin, ClassValue) else [])]
                for part in parts:
                    self._collect(part, found, depth + 1)
            elif (
                isinstance(member, ClassValue) and member.cls.inherits(MODELS | OLD_MODELS) and member.cls not in found
            ):
                found[member.cls] = None
                for field in self._fields.of(member.cls):
                    self._collect(field.annotated, found, depth + 1)

    def is_table(self, cls: Class) -> bool:
        """Whether the class is an SQLModel that stands for a table."""
        return any(
            name == "table" and self._interpreter.types.annotated(value, cls.scope) is TRUE
            for name, value in cls.fact.keywords
        )
