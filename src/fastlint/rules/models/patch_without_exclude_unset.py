"""
## What it does

Reports a `PATCH` endpoint that applies all fields of its body, those too that the client did not send.

## Why is this bad?

`model_dump()` fills in the defaults. A client that sends `{"price": 2}` sets every other field to its default: the
name is gone, with a 200.

## Example

```py
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()
items: dict[int, dict[str, object]] = {}


class Patch(BaseModel):
    name: str | None = None
    price: int | None = None


@app.patch("/items/{item_id}")
def update(item_id: int, patch: Patch) -> None:
    items[item_id].update(patch.model_dump())  # error
```

Use instead:

```py
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()
items: dict[int, dict[str, object]] = {}


class Patch(BaseModel):
    name: str | None = None
    price: int | None = None


@app.patch("/items/{item_id}")
def update(item_id: int, patch: Patch) -> None:
    items[item_id].update(patch.model_dump(exclude_unset=True))
```

## When it is silent

Where all fields are required, where the endpoint also answers `PUT`, where fields are left out in another way
(`exclude_none=True`, a condition), and where the data goes to a function of which nobody knows what it does with
them.

## Fix safety

Safe: what was not sent keeps its value.

## References

- [Partial updates with PATCH](https://fastapi.tiangolo.com/tutorial/body-updates/#partial-updates-with-patch)
"""

from collections.abc import Iterator

from fastlint.project import Location, Project, Signature
from fastlint.project.reading.applied import dumps_applied
from fastlint.rule import Rule
from fastlint.values import AddArgument, Diagnostic, Fix, Safety, Severity, Span

RULE = Rule(
    module=__name__,
    code="FL604",
    summary="A PATCH endpoint overwrites fields that the client did not send",
    subject=Signature,
    severity=Severity.ERROR,
    since="0.1.0",
    fix=Safety.SAFE,
)


def check(signature: Signature, project: Project) -> Iterator[Diagnostic]:
    """The bodies of PATCH requests that are applied as a whole."""
    if not signature.is_endpoint or signature.methods != {"PATCH"}:
        return
    for parameter in signature.parameters:
        if parameter.location is not Location.BODY or parameter.type is None:
            continue
        models = project.parameters.types.models(parameter.type)
        optional = [field for cls in models for field in project.model_fields.of(cls) if not field.is_required]
        if not optional:
            continue
        for call in dumps_applied(signature.function.fact.body, parameter.name):
            yield RULE.at(
                Span(signature.function.module.path, *call.place),
                f"all fields of `{parameter.name}` are applied: `{optional[0].name}` is reset if not sent",
                help="apply those that were sent: `model_dump(exclude_unset=True)`",
                routes=signature.routes,
                fixes=_fixes(Span(signature.function.module.path, *call.place)),
            )


def _fixes(call: Span) -> tuple[Fix, ...]:
    return (Fix.safe("Apply those that were sent", AddArgument(call, ("True",), "exclude_unset")),)
