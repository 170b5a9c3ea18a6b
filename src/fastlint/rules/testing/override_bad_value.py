"""
## What it does

Reports an override that FastAPI cannot call as a dependency: a `MagicMock` or `AsyncMock`, a function with `*args` or
with parameters that have no annotation, or something that is no function at all.

## Why is this bad?

FastAPI reads the signature of the override as it does that of a dependency: `*args` and `x` become query parameters,
so every request is a 422. What cannot be called is a `TypeError`.

## Example

```py
from unittest.mock import MagicMock

from fastapi import Depends, FastAPI

app = FastAPI()


def user() -> str:
    return "ann"


@app.get("/me")
def me(name: str = Depends(user)) -> str:
    return name


def test_me() -> None:
    app.dependency_overrides[user] = MagicMock(return_value="bob")  # error
    app.dependency_overrides.clear()
```

Use instead:

```py
from fastapi import Depends, FastAPI

app = FastAPI()


def user() -> str:
    return "ann"


@app.get("/me")
def me(name: str = Depends(user)) -> str:
    return name


def test_me() -> None:
    app.dependency_overrides[user] = lambda: "bob"
    app.dependency_overrides.clear()
```

## When it is silent

For mocks with `spec=`, `create_autospec`, and values that are not known.

## References

- [Testing with overrides](https://fastapi.tiangolo.com/advanced/testing-dependencies/)
"""

from collections.abc import Iterator

from fastlint.facts.definitions import ParameterKind
from fastlint.project import Project
from fastlint.project.execution.abstract import Const, DictValue, Foreign, FunctionValue, ListValue, Value, members
from fastlint.project.testing.overrides import Overriding, overridings
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Severity

RULE = Rule(
    module=__name__,
    code="FL804",
    summary="An override cannot be called as a dependency",
    subject=Project,
    severity=Severity.ERROR,
    since="0.1.0",
)

MOCKS = frozenset(
    f"{module}.{name}" for module in ("unittest.mock", "mock") for name in ("Mock", "MagicMock", "AsyncMock")
)


def check(project: Project, _: Project) -> Iterator[Diagnostic]:
    """The overrides that fail on every request."""
    for each in overridings(project):
        if each.value is None:
            continue
        faults = {_fault(each, one, project) for one in members(each.value)}
        if len(faults) == 1 and (fault := faults.pop()):
            yield RULE.at(
                each.value_span,
                f"the override of `{each.written}` {fault}",
                help="give a function without parameters, or with those of a dependency: `lambda: value`",
            )


def _fault(each: Overriding, value: Value, project: Project) -> str:
    if isinstance(value, Foreign) and value.type in MOCKS:
        return "is a mock, of which FastAPI asks the query parameters `args` and `kwargs`" if not each.has_spec else ""
    if isinstance(value, Const | DictValue | ListValue):
        return "is no function"
    if not isinstance(value, FunctionValue) or value.wrapped is not None:
        return ""
    for parameter in value.function.fact.parameters:
        if parameter.kind in (ParameterKind.VARIADIC, ParameterKind.VARIADIC_KEYWORD):
            return f"takes `*{parameter.name}`, which FastAPI asks as a query parameter"
        if parameter.annotation is None and parameter.default is None and value.function.owner is None:
            return f"takes `{parameter.name}`, which FastAPI asks as a query parameter"
    return ""
