"""
## What it does

Reports a default for a parameter that stands in the path of every route that it serves.

## Why is this bad?

A path parameter is always there, else the path would not match: the default is never used. In `Path(5)` and beside
`Annotated[int, Path()]` FastAPI refuses it when the route is registered.

## Example

```py
from fastapi import FastAPI

app = FastAPI()


@app.get("/items/{item_id}")
def read(item_id: int = 1) -> int:  # error
    return item_id
```

Use instead:

```py
from fastapi import FastAPI

app = FastAPI()


@app.get("/items/{item_id}")
def read(item_id: int) -> int:
    return item_id
```

## When it is silent

Where the function also serves a route without it in the path, and for a function that the program calls itself.

## Fix safety

Safe: the default was never used.

## References

- [Path parameters](https://fastapi.tiangolo.com/tutorial/path-params/)
"""

from collections.abc import Iterator

from fastlint.project import Location, Parameter, Project, Signature
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Fix, RewriteDefault, Safety, Severity

RULE = Rule(
    module=__name__,
    code="FL303",
    summary="A path parameter has a default, which is never used",
    subject=Signature,
    severity=Severity.WARNING,
    since="0.1.0",
    fix=Safety.SAFE,
)


def check(signature: Signature, project: Project) -> Iterator[Diagnostic]:
    """The defaults of parameters that are in the path of all routes."""
    elsewhere = {each.name for each in signature.parameters if each.location is not Location.PATH}
    if project.is_called(signature.function):
        return
    for parameter in signature.parameters:
        if parameter.location is Location.PATH and parameter.name not in elsewhere and _has_default(parameter):
            yield RULE.at(
                parameter.span,
                f"`{parameter.name}` is in the path, so its default is never used",
                help="drop the default",
                routes=signature.routes,
                fixes=(Fix.safe("Leave the default out", RewriteDefault(parameter.span, ())),),
            )


def _has_default(parameter: Parameter) -> bool:
    if parameter.fact is None or parameter.fact.default is None:
        return False
    return parameter.marker is None or parameter.in_annotation
