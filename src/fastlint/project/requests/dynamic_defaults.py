"""Defaults of parameters and fields that ask the clock or chance: each is evaluated once, at import."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fastlint.facts import expressions as ex
from fastlint.facts.expressions import Expression, render
from fastlint.project.execution.abstract import Class, ClassValue, External, FunctionValue, Scope, Value
from fastlint.project.execution.attributes import SETTINGS
from fastlint.project.execution.markers import MARKERS
from fastlint.project.models.field_types import MODELS
from fastlint.project.models.model_fields import FIELD_FUNCTIONS
from fastlint.project.models.tables import SQLMODELS
from fastlint.project.reading.bodies import nodes
from fastlint.values import Span
from fastlint.values.late import dataclass
from fastlint.values.options import DOTTED, matches, option

if TYPE_CHECKING:
    from fastlint.project.project import Project

#: What gives something else each time it is called.
CHANGING = frozenset(
    """datetime.datetime.now datetime.datetime.utcnow datetime.datetime.today datetime.date.today time.time time.time_ns
    time.localtime time.gmtime uuid.uuid1 uuid.uuid4 uuid.uuid6 uuid.uuid7 secrets.token_hex secrets.token_urlsafe
    secrets.token_bytes random.random random.randint random.uniform""".split()
)


@dataclass(frozen=True)
class MoreChanging:
    """The options of the rule about such defaults."""

    extend_calls: tuple[str, ...] = option(
        (), "Functions and classes that give something else each time, too; `*` stands for any part.", DOTTED
    )


@dataclass(frozen=True, eq=False)
class DynamicDefault:
    """A default that was computed at import: the subject of a rule. `called` is what it calls, as it is written."""

    name: str
    called: str
    is_field: bool
    routes: tuple[str, ...]
    span: Span
    #: the call, where it is all of the default of a field of a Pydantic model
    alone: Span | None = None
    is_table: bool = False


def dynamic_defaults(project: Project) -> tuple[DynamicDefault, ...]:
    """Those of the functions that FastAPI calls, and of models."""
    found: list[DynamicDefault] = []
    for signature in project.signatures:
        found.extend(
            DynamicDefault(parameter.name, render(call), False, signature.routes, parameter.span)
            for parameter in signature.parameters
            if parameter.fact is not None
            for call in _changing(project, parameter.fact.default, signature.value.scope)
        )
    for model in project.models:
        if not _is_for_settings(model.cls):
            found.extend(
                DynamicDefault(
                    field.name,
                    render(call),
                    True,
                    model.routes,
                    field.span,
                    Span(model.cls.module.path, *call.place)
                    if call is field.written and model.cls.inherits(MODELS)
                    else None,
                    model.cls.inherits(SQLMODELS),
                )
                for field in project.model_fields.own(model.cls)
                for call in _changing(project, field.written, model.cls.scope)
            )
    return tuple(found)


def _is_for_settings(cls: Class) -> bool:
    """Whether a class is one of settings, or a part of one: of these there is one instance, made at the start."""
    return cls.inherits(SETTINGS) or any(_is_for_settings(each) for each in cls.subclasses)


def _changing(project: Project, default: Expression | None, scope: Scope) -> Iterator[ex.Call]:
    """The first call in a default that changes from time to time."""
    if isinstance(default, ex.Call):
        named = project.interpreter.types.annotated(default.callee, scope)
        if isinstance(named, External) and (named.name in FIELD_FUNCTIONS or named.name in MARKERS):
            written = [value for name, value in default.keywords if name == "default"]
            default = next(iter((*written, *default.arguments)), None)
    for call in _calls(default):
        if isinstance(call.callee, ex.Name | ex.Attribute):
            named = project.interpreter.types.annotated(call.callee, scope)
            name = _name_of(named)
            if name in CHANGING or matches(name, project.options(MoreChanging).extend_calls):
                yield call
                return


def _name_of(named: Value) -> str:
    """The dotted name of something that is called; empty where it has none."""
    match named:
        case External():
            return named.name
        case FunctionValue():
            return named.function.name
        case ClassValue():
            return named.cls.name
    return ""


def _calls(expression: object) -> Iterator[ex.Call]:
    """The calls in an expression that run when it is evaluated."""
    if isinstance(expression, ex.Lambda):
        return
    yield from (each for each in nodes(expression) if isinstance(each, ex.Call))
