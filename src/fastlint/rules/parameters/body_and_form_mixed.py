"""
## What it does

Reports a model or dict from a JSON body in a route that also takes form fields or files.

## Why is this bad?

A request has one body. With a form field or file in it the body is a form, and each of its fields is text: text is
never a valid model or dict, so that every request is answered with a 422, however the client encodes it.

## Example

```py
from fastapi import FastAPI, UploadFile
from pydantic import BaseModel

app = FastAPI()


class Item(BaseModel):
    name: str


@app.post("/items")
def create(item: Item, picture: UploadFile) -> str:  # error
    return item.name
```

Use instead:

```py
from typing import Annotated

from fastapi import FastAPI, Form, UploadFile
from pydantic import BaseModel, Json

app = FastAPI()


class Item(BaseModel):
    name: str


@app.post("/items")
def create(item: Annotated[Json[Item], Form()], picture: UploadFile) -> str:
    return item.name
```

## When it is silent

For `Json[...]`, for plain values and lists of them, and for a model or annotation with a validator of its own, which
may parse the text.

## References

- [Request forms and files](https://fastapi.tiangolo.com/tutorial/request-forms-and-files/)
"""

from collections.abc import Iterator

from fastlint.project import Location, Operation, Project
from fastlint.project.execution.markers import FORM_LOCATIONS
from fastlint.project.requests.body_kinds import needs_json
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Severity

RULE = Rule(
    module=__name__,
    code="FL311",
    summary="A JSON body and a form are asked for at once",
    subject=Operation,
    severity=Severity.ERROR,
    since="0.1.0",
)


def check(operation: Operation, project: Project) -> Iterator[Diagnostic]:
    """The parts of a JSON body in a route that reads a form."""
    body = operation.body()
    form = next((each for each in body if each.location in FORM_LOCATIONS), None)
    if form is None:
        return
    for parameter in body:
        if (
            parameter.location is Location.BODY
            and needs_json(project, parameter)
            and parameter.span.path in project.paths
        ):
            yield RULE.at(
                parameter.span,
                f"`{parameter.name}` can never be read: the body is a form, as `{form.name}` is asked for too",
                help="take it from the form: `Annotated[Model, Form()]` or `Annotated[Json[Model], Form()]`",
                routes=(operation.route.title,),
            )
