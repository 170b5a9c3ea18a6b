"""
## What it does

Reports `response_model=` where the endpoint's return annotation says the same.

## Why is this bad?

FastAPI reads the return annotation where there is no `response_model`, so both say one thing twice, and one of them is
forgotten in the next change: then the argument wins, and the annotation is wrong.

## Example

```py
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()


class Item(BaseModel):
    id: int


@app.get("/items", response_model=list[Item])  # error
def read_items() -> list[Item]:
    return [Item(id=1)]
```

Use instead:

```py
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()


class Item(BaseModel):
    id: int


@app.get("/items")
def read_items() -> list[Item]:
    return [Item(id=1)]
```

## When it is silent

Where the two differ in any way, or one of them is not known. This is a convention: it belongs to the strict profile.

## Fix safety

Safe: FastAPI reads the same model from the annotation.

## References

- [response_model priority](https://fastapi.tiangolo.com/tutorial/response-model/#response_model-priority)
"""

from collections.abc import Iterator

from fastlint.project import Project, Responder
from fastlint.project.execution.abstract import NONE
from fastlint.project.responses.responders import are_same
from fastlint.rule import Profile, Rule
from fastlint.values import Diagnostic, Fix, RemoveArgument, Safety, Severity, Span

RULE = Rule(
    module=__name__,
    code="FL214",
    summary="`response_model` repeats the return annotation",
    subject=Responder,
    severity=Severity.INFO,
    since="0.1.0",
    fix=Safety.SAFE,
    profile=Profile.STRICT,
)


def check(responder: Responder, project: Project) -> Iterator[Diagnostic]:
    """The registrations of an endpoint whose model is what the annotation says."""
    said: set[Span] = set()
    for route in responder.routes:
        contract = project.responses.contract(route)
        span = route.span
        if contract.option is None or contract.option is NONE or contract.annotation is None or span in said:
            continue
        if are_same(contract.option, contract.annotation) and project.is_reported(route.entry.module):
            said.add(span)
            yield RULE.at(
                span,
                f"`response_model` repeats the return annotation of `{responder.function.fact.name}`",
                help="drop it: FastAPI reads the annotation",
                routes=(route.title,),
                fixes=()
                if route.entry.is_forwarded
                else (Fix.safe("Leave `response_model` out", RemoveArgument(span, "response_model")),),
            )
