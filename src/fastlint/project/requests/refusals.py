"""What the validators of a model refuse, with an exception that Pydantic makes a `ValidationError` of.

Pydantic 2 does so for `ValueError` and `AssertionError`. Any other exception leaves the model as it is: FastAPI
answers an `HTTPException` with its status, and an exception of the project as its handlers say.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fastlint.facts import expressions as ex
from fastlint.facts import statements as st
from fastlint.project.execution.abstract import Class, Const, DictValue, Function, ListValue, Value
from fastlint.project.reading import flow

if TYPE_CHECKING:
    from fastlint.project.project import Project

#: Decorators that make a function a validator.
VALIDATORS = frozenset({"field_validator", "model_validator", "validator", "root_validator"})
_REFUSALS = frozenset({"builtins.ValueError", "builtins.AssertionError"})
#: Errors that Pydantic itself knows, subclasses of `ValueError`.
_OF_PYDANTIC = frozenset({"PydanticCustomError", "PydanticKnownError"})


def refusing_validators(cls: Class, project: Project) -> Iterator[Function]:
    """The validators of a model that refuse something with an exception that Pydantic makes a `ValidationError` of."""
    for each in project.interpreter.caller.validators_of(cls):
        if _is_validator(each.function) and _refuses(each.function, cls, project):
            yield each.function


def _is_validator(function: Function) -> bool:
    """Whether a function is a validator: not a default factory."""
    decorators = function.fact.decorators
    names = ((ex.dotted(each.callee if isinstance(each, ex.Call) else each) or "") for each in decorators)
    return any(name.rpartition(".")[2] in VALIDATORS for name in names)


def _refuses(function: Function, cls: Class, project: Project) -> bool:
    own = _Own(function, cls, project)
    sites = [site for site in flow.sites(function.fact) if isinstance(site.statement, st.Assert)]
    sites += [
        raised.site
        for raised in project.exceptions.escaping(function)
        if any(map(_is_refusal, (name for kind in raised.kinds for name in kind.names)))
    ]
    return any(own.lets(site) for site in sites)


def _is_refusal(name: str) -> bool:
    owner, _, last = name.rpartition(".")
    return name in _REFUSALS or (last in _OF_PYDANTIC and owner.partition(".")[0] == "pydantic_core")


class _Own:
    """What a method may ask of its own class that has the same answer for each model: variables of the class."""

    def __init__(self, function: Function, cls: Class, project: Project) -> None:
        parameters = function.fact.parameters
        self._first = parameters[0].name if parameters else ""
        self._cls = cls
        self._fields = {field.name for field in project.model_fields.of(cls)}

    def lets(self, site: flow.Site) -> bool:
        """Whether no condition around or before a statement keeps it from running, whatever the model is made of."""
        if any(map(self._ends, site.before)):
            return False
        return not any(
            self._truth(level.statement.test) is (level.part is not flow.Part.BODY)
            for level in site.around
            if isinstance(level.statement, st.If)
        )

    def _ends(self, statement: st.Statement) -> bool:
        """Whether an `if` surely leaves the block, so that nothing after it runs."""
        if not isinstance(statement, st.If):
            return False
        truth = self._truth(statement.test)
        taken = () if truth is None else statement.body if truth else statement.orelse
        return bool(taken) and flow.Exit.FALLS not in flow.exits(taken)

    def _truth(self, test: ex.Expression) -> bool | None:
        """What a condition comes to; None where the class alone does not decide it."""
        match test:
            case ex.Constant(value):
                return bool(value)
            case ex.Not(inner):
                found = self._truth(inner)
                return None if found is None else not found
            case ex.Both(is_or, values):
                truths = {self._truth(each) for each in values}
                return is_or if is_or in truths else None if None in truths else not is_or
            case ex.Attribute(ex.Name(first), name) if first == self._first and name not in self._fields:
                holders = (each.namespace for each in self._cls.mro if isinstance(each, Class))
                return _truth_of(next((namespace[name] for namespace in holders if name in namespace), None))
        return None


def _truth_of(value: Value | None) -> bool | None:
    """Whether a constant or container holds anything; None where that is not known."""
    match value:
        case Const():
            return bool(value.value)
        case ListValue() if value.is_exact:
            return bool(value.elements)
        case DictValue() if value.rest is None and not value.name:
            return bool(value.items)
    return None
