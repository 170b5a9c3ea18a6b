"""
## What it does

Reports `Depends(Model)` for a Pydantic model with validators of its own.

## Why is this bad?

FastAPI reads the fields as parameters and then constructs the model itself, outside of request validation. What a
validator refuses there is no 422 that tells the client what is wrong, but an unhandled `ValidationError`: a 500.

## Example

```py
from typing import Annotated

from fastapi import Depends, FastAPI
from pydantic import BaseModel, field_validator

app = FastAPI()


class Page(BaseModel):
    limit: int = 10

    @field_validator("limit")
    @classmethod
    def check_limit(cls, limit: int) -> int:
        if limit > 100:
            raise ValueError("too many")
        return limit


@app.get("/items")
def items(page: Annotated[Page, Depends()]) -> int:  # error
    return page.limit
```

Use instead:

```py
from typing import Annotated

from fastapi import FastAPI, Query
from pydantic import BaseModel, field_validator

app = FastAPI()


class Page(BaseModel):
    limit: int = 10

    @field_validator("limit")
    @classmethod
    def check_limit(cls, limit: int) -> int:
        if limit > 100:
            raise ValueError("too many")
        return limit


@app.get("/items")
def items(page: Annotated[Page, Query()]) -> int:
    return page.limit
```

## When it is silent

In programs with an exception handler for `ValidationError`. About models without validators that raise (FastAPI
checks the types and constraints of the fields), dataclasses and plain classes, and where FastAPI is older than 0.115,
which has no parameter models. About validators that raise what Pydantic does not make a `ValidationError` of, such as
an `HTTPException`: it is answered as elsewhere. Where a variable of the class decides that the validator refuses
nothing.

## References

- [Query parameter models](https://fastapi.tiangolo.com/tutorial/query-param-models/)
"""

from collections.abc import Iterator

from fastlint.project import Project
from fastlint.project.execution.abstract import External, known
from fastlint.project.requests.dependency_edges import class_of
from fastlint.project.requests.refusals import refusing_validators
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Severity

RULE = Rule(
    module=__name__,
    code="FL514",
    summary="A model that is constructed as a dependency answers bad input with a 500",
    subject=Project,
    severity=Severity.WARNING,
    since="0.1.0",
)

#: The release that has parameter models.
SINCE = "0.115"
#: A handler of one of these sees a validation error, too.
HANDLED = frozenset({"pydantic.ValidationError", "pydantic_core.ValidationError", "builtins.ValueError"})


def check(subject: Project, project: Project) -> Iterator[Diagnostic]:
    """Every parameter that a model with validators is the dependency of."""
    if _handles_validation_errors(project):
        return
    for edge in project.dependency_graph.served_edges:
        cls = class_of(edge.call)
        if (
            cls is None
            or not project.is_reported(edge.module)
            or project.versions(edge.module).is_below("fastapi", SINCE)
        ):
            continue
        if edge.parameter is None or project.is_test(edge.module):
            continue
        validator = next(refusing_validators(cls, project), None)
        if validator is not None:
            yield RULE.at(
                edge.span,
                f"what `{validator.fact.name}` of `{cls.fact.name}` refuses is answered with a 500, not a 422",
                help=f"declare it as `Annotated[{cls.fact.name}, Query()]`",
            )


def _handles_validation_errors(project: Project) -> bool:
    """Whether an exception handler of the program answers what a validator refuses."""
    calls = project.calls_of("fastapi.FastAPI.exception_handler", "fastapi.FastAPI.add_exception_handler")
    handled = [given for call in calls if (given := call.argument("exc_class_or_status_code", 0)) is not None]
    return any(isinstance(each, External) and each.name in HANDLED for given in handled for each in known(given))
