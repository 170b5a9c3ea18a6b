"""
## What it does

Reports a parameter whose type admits `None`, and which has no default: `q: str | None`.

## Why is this bad?

`| None` says what a value may be, not that it may be left out. Without `= None` the parameter is required: a request
that leaves it out is answered with a 422. For a query parameter, header, cookie or form field there is not even a way
to send `None`.

## Example

```py
from fastapi import FastAPI

app = FastAPI()


@app.get("/items")
def read_items(q: str | None) -> str:  # error
    return q or ""
```

Use instead:

```py
from fastapi import FastAPI

app = FastAPI()


@app.get("/items")
def read_items(q: str | None = None) -> str:
    return q or ""
```

## When it is silent

Where the parameter says that it is required (`Query(...)`), for path parameters, and for bodies, which may be `null`.

## Fix safety

Unsafe: requests without the parameter are accepted then. There is a fix where the function asks whether there is a
value; where it takes it for granted, it may be the `None` in the type that is wrong.

## References

- [Required, can be None](https://fastapi.tiangolo.com/tutorial/query-params-str-validations/#required-parameters)
"""

from collections.abc import Iterator

from fastlint.project import Location, Parameter, Project, Signature
from fastlint.project.reading.asked_for import asks_for
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Fix, RewriteDefault, Safety, Severity

RULE = Rule(
    module=__name__,
    code="FL306",
    summary="An optional parameter has no default and so is required",
    subject=Signature,
    severity=Severity.WARNING,
    since="0.1.0",
    fix=Safety.UNSAFE,
)

#: Where `None` cannot be sent.
TEXT = frozenset({Location.QUERY, Location.HEADER, Location.COOKIE, Location.FORM, Location.FILE})


def check(signature: Signature, project: Project) -> Iterator[Diagnostic]:
    """The required parameters that may be None."""
    if signature.is_decorated:
        return
    for parameter in signature.parameters:
        if parameter.location in TEXT and parameter.fact is not None and _is_left_out(parameter, project):
            is_asked = asks_for(signature.function.fact.body, parameter.name)
            default = RewriteDefault(parameter.span, ("None",))
            yield RULE.at(
                parameter.span,
                f"`{parameter.name}` may be `None`, but has no default: a request without it is refused",
                help="add `= None`" if is_asked else "add `= None`, or take `None` out of the type where it is needed",
                routes=signature.routes,
                fixes=(Fix.unsafe("Make it optional: `= None`", default),) if is_asked else (),
            )


def _is_left_out(parameter: Parameter, project: Project) -> bool:
    assert parameter.fact is not None
    if not parameter.is_required or parameter.type is None or parameter.fact.default is not None:
        return False
    return project.parameters.types.is_optional(parameter.type)
