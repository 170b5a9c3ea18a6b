"""
## What it does

Reports a return annotation, or a `response_model`, of which FastAPI cannot make a response field: a union with a
response class, a plain class, a SQLAlchemy model.

## Why is this bad?

FastAPI takes the return annotation for the response model. The application does not start: `FastAPIError: Invalid args
for response field!`.

## Example

```py
from fastapi import FastAPI
from fastapi.responses import RedirectResponse

app = FastAPI()


@app.get("/items")
def read_items(old: bool = False) -> RedirectResponse | dict[str, int]:  # error
    if old:
        return RedirectResponse("/")
    return {"id": 1}
```

Use instead:

```py
from fastapi import FastAPI
from fastapi.responses import RedirectResponse

app = FastAPI()


@app.get("/items", response_model=None)
def read_items(old: bool = False) -> RedirectResponse | dict[str, int]:
    if old:
        return RedirectResponse("/")
    return {"id": 1}
```

## When it is silent

With `response_model=None`, for a response class alone, and for classes that may tell Pydantic what to do with them.

## Fix safety

Safe: without a model the application starts.

## References

- [Invalid return type annotations](https://fastapi.tiangolo.com/tutorial/response-model/#invalid-return-type-annotations)
"""

from collections.abc import Iterator

from fastlint.project import Project, Responder
from fastlint.project.execution.abstract import UNKNOWN
from fastlint.project.models.response_fields import refused
from fastlint.rule import Rule
from fastlint.values import AddArgument, Diagnostic, Fix, Safety, Severity, Span

RULE = Rule(
    module=__name__,
    code="FL212",
    summary="FastAPI can make no response field of a return annotation",
    subject=Responder,
    severity=Severity.ERROR,
    since="0.1.0",
    fix=Safety.SAFE,
)


def _fixes(responder: Responder, project: Project) -> tuple[Fix, ...]:
    """No model, for a route whose model comes from the annotation."""
    places = {Span(route.entry.module.path, *route.entry.place) for route in responder.routes}
    options = [contract.option for contract in project.responses.contracts(responder)]
    if len(places) != 1 or any(option is not None for option in options):
        return ()
    added = AddArgument(places.pop(), ("None",), "response_model")
    return (Fix.safe("Say `response_model=None`", added),)


def check(responder: Responder, project: Project) -> Iterator[Diagnostic]:
    """An endpoint with a response model that keeps the application from starting."""
    fact = responder.function.fact
    if not responder.is_plain:
        return
    for contract in project.responses.contracts(responder):
        model = contract.model
        if model is None or model is UNKNOWN or (fact.is_generator and project.responses.may_be_stream(model)):
            continue
        why = refused(model, project)
        if why:
            yield RULE.at(
                responder.span,
                f"the application does not start: {why}",
                help="say `response_model=None`, or annotate what is sent",
                routes=responder.titles,
                fixes=_fixes(responder, project),
            )
            return
