"""
## What it does

Reports a model of `pydantic.v1` that a request is read into, or that a response is made of.

## Why is this bad?

FastAPI 0.128 and later refuse them: `PydanticV1NotSupportedError` when the route is registered, so that the
application does not start.

## Example

```py
from fastapi import FastAPI
from pydantic.v1 import BaseModel

app = FastAPI()


class Item(BaseModel):  # error
    name: str


@app.post("/items")
def create(item: Item) -> None: ...
```

Use instead:

```py
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()


class Item(BaseModel):
    name: str


@app.post("/items")
def create(item: Item) -> None: ...
```

## When it is silent

For a model that no route reads or returns, and where the project runs with an older FastAPI.

## References

- [From Pydantic v1 to v2](https://fastapi.tiangolo.com/how-to/migrate-from-pydantic-v1-to-pydantic-v2/)
"""

from collections.abc import Iterator

from fastlint.project import Model, Project
from fastlint.project.requests.model_use import OLD_MODELS
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Severity

RULE = Rule(
    module=__name__,
    code="FL603",
    summary="A route reads or returns a model of Pydantic 1",
    subject=Model,
    severity=Severity.ERROR,
    since="0.1.0",
)

REFUSED_SINCE = "0.128"


def check(model: Model, project: Project) -> Iterator[Diagnostic]:
    """A model that FastAPI refuses."""
    if not model.cls.inherits(OLD_MODELS) or not (model.is_input or model.is_output):
        return
    if project.versions(model.cls.module).is_below("fastapi", REFUSED_SINCE):
        return
    used = "is read from requests" if model.is_input else "is returned"
    yield RULE.at(
        model.span,
        f"`{model.cls.fact.name}` {used}, but FastAPI refuses models of `pydantic.v1`",
        help="inherit from `pydantic.BaseModel`",
        routes=model.routes,
    )
