"""
## What it does

Reports a JSON body that is taken as a plain `dict` or `Any`, and of which the function then reads fields by name.

## Why is this bad?

The function has a shape in mind that FastAPI does not know. Any JSON object is accepted, a missing field is a
`KeyError` and so a 500 where a 422 would tell the client what is wrong, and the documentation shows an empty schema.

## Example

```py
from fastapi import FastAPI

app = FastAPI()


@app.post("/items")
def create(item: dict) -> str:  # error
    return item["name"]
```

Use instead:

```py
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()


class Item(BaseModel):
    name: str


@app.post("/items")
def create(item: Item) -> str:
    return item.name
```

## When it is silent

Where no field is read by name with `[...]`: what is kept or handed on as it is needs no shape. Also where a
`KeyError` is caught, for values with a type (`dict[str, int]`), and in tests.

## References

- [Request body](https://fastapi.tiangolo.com/tutorial/body/)
"""

from collections.abc import Iterator

from fastlint.project import Project, Signature
from fastlint.project.reading.keys_read import is_handed_on, keys_required
from fastlint.project.requests.body_kinds import is_shapeless
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Severity

RULE = Rule(
    module=__name__,
    code="FL313",
    summary="A JSON body is taken as a plain dict, and its fields are read by name",
    subject=Signature,
    severity=Severity.WARNING,
    since="0.1.0",
)


_CURE = "declare a model with the fields that are read"
_CURE_OF_WHOLE = f'{_CURE}, and `extra="allow"`, for the body is handed on as a whole, too'


def check(signature: Signature, project: Project) -> Iterator[Diagnostic]:
    """The bodies without a shape of which the function expects one."""
    if project.is_test(signature.function.module):
        return
    body = signature.function.fact.body
    for parameter in signature.parameters:
        if parameter.fact is None or not is_shapeless(project, parameter):
            continue
        keys = keys_required(body, parameter.name)
        if keys:
            yield RULE.at(
                parameter.span,
                f"`{parameter.name}` may be any JSON, but `{signature.function.fact.name}` reads `{keys[0]}` of it",
                help=_CURE_OF_WHOLE if is_handed_on(body, parameter.name) else _CURE,
                routes=signature.routes,
            )
