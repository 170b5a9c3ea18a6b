"""
## What it does

Reports an endpoint that returns a dict without a required field of its response model, or None where the model is not
optional.

## Why is this bad?

FastAPI validates what is returned: `ResponseValidationError`, and the client gets a 500, each time.

## Example

```py
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()


class Item(BaseModel):
    id: int
    name: str


@app.get("/items")
def read_item() -> Item:
    return {"id": 1}  # error
```

Use instead:

```py
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()


class Item(BaseModel):
    id: int
    name: str


@app.get("/items")
def read_item() -> Item:
    return {"id": 1, "name": "hammer"}
```

## When it is silent

For dicts that are not written out whole (`**rest`, keys that are computed, keys that are added later), for models with
validators, a configuration or a constructor of their own, and for unions. Where None is returned only if a parameter
is None, and nothing tells that it ever is: what a dependency returns or raises decides that.

## References

- [Response model](https://fastapi.tiangolo.com/tutorial/response-model/)
"""

from collections.abc import Iterator

from fastlint.facts import expressions as ex
from fastlint.facts import statements as st
from fastlint.project import Project, Responder
from fastlint.project.execution.abstract import NONE, Class, Function
from fastlint.project.loop.event_loop import span_of
from fastlint.project.models.response_fields import missing_fields
from fastlint.project.reading import flow
from fastlint.project.requests.missing import is_for_a_missing_parameter
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Severity

RULE = Rule(
    module=__name__,
    code="FL216",
    summary="What is returned does not fit the response model",
    subject=Responder,
    severity=Severity.ERROR,
    since="0.1.0",
)


def check(responder: Responder, project: Project) -> Iterator[Diagnostic]:
    """The returns of an endpoint that fail the validation of the response."""
    cls = _model(responder, project)
    if cls is None or not responder.is_plain or responder.function.fact.is_generator:
        return
    for statement, value in project.returned(responder.function):
        what = ""
        if isinstance(statement.value, ex.DictDisplay):
            missing = missing_fields(statement.value, cls, project)
            what = f"the dict has no `{missing[0].name}`, which `{cls.fact.name}` requires" if missing else ""
        elif value is NONE and not _is_idle(statement, responder.function, project):
            what = f"None is returned, and `{cls.fact.name}` is not optional"
        if what:
            yield RULE.at(
                span_of(responder.function, statement.place),
                f"{what}: the client gets status 500",
                help="return all of the model, or declare what is sent",
                routes=responder.titles,
            )


def _is_idle(statement: st.Return, function: Function, project: Project) -> bool:
    """Whether None is returned for a parameter that is missing, though it may never be."""
    return any(
        is_for_a_missing_parameter(site, function, project)
        for site in flow.sites(function.fact)
        if site.statement is statement
    )


def _model(responder: Responder, project: Project) -> Class | None:
    """The one model, not an optional one, that every route of the endpoint validates with."""
    found: set[Class] = set()
    for contract in project.responses.contracts(responder):
        models = project.responses.models_of(contract.model)
        if len(models) != 1 or contract.model is not models[0].value:
            return None
        found.update(models)
    return found.pop() if len(found) == 1 else None
