"""
## What it does

Reports a list, set, tuple or model that a `GET` or `HEAD` route takes without `Query()`.

## Why is this bad?

FastAPI takes only plain types from the query by itself: a list or a model is read from the body, which clients of a
`GET` do not send and proxies drop. A required one makes every request a 422; one with a default ignores
`?ids=1&ids=2` silently.

## Example

```py
from fastapi import FastAPI

app = FastAPI()


@app.get("/items")
def read_items(ids: list[int] = []) -> list[int]:  # error
    return ids
```

Use instead:

```py
from typing import Annotated

from fastapi import FastAPI, Query

app = FastAPI()


@app.get("/items")
def read_items(ids: Annotated[list[int], Query()] = []) -> list[int]:
    return ids
```

## When it is silent

Where the body is asked for by `Body()`, where the function serves other methods as well, for `DELETE`, whose body may
be intended, and for a dict: `Query()` takes none, so that its author means a body. Where `Query()` does not take a type
either (a list of models), the help says so; and where nothing reads the parameter, that it can go.

## Fix safety

Safe for lists of plain values; for models there is no fix.

## References

- [Query parameter list](https://fastapi.tiangolo.com/tutorial/query-params-str-validations/)
- [Query parameter models](https://fastapi.tiangolo.com/tutorial/query-param-models/)
"""

from collections.abc import Iterator

from fastlint.facts.expressions import names_in
from fastlint.project import Location, Parameter, Project, Signature
from fastlint.rule import Rule
from fastlint.values import Before, Diagnostic, Fix, Imported, RewriteAnnotation, Safety, Severity

RULE = Rule(
    module=__name__,
    code="FL305",
    summary="A list or model of a GET route is read from the body, as it lacks Query()",
    subject=Signature,
    severity=Severity.ERROR,
    since="0.1.0",
    fix=Safety.SAFE,
)

QUERY = (Imported("typing", "Annotated"), "[", Before.CODE, ", ", Imported("fastapi", "Query"), "()]")
WITHOUT_BODY = frozenset({"GET", "HEAD"})


def check(signature: Signature, project: Project) -> Iterator[Diagnostic]:
    """The parameters of a function of GET routes only that FastAPI looks for in the body."""
    if not signature.methods or not signature.methods <= WITHOUT_BODY or signature.is_decorated:
        return
    for parameter in signature.parameters:
        if parameter.location is Location.BODY and parameter.marker is None and not _is_dict(parameter, project):
            fits = _fits_query(parameter, project)
            effect = "every request without one is refused" if parameter.is_required else "the query is ignored"
            yield RULE.at(
                parameter.span,
                f"`{parameter.name}` is read from the body of a GET request: {effect}",
                help=_advice(signature, parameter, fits),
                routes=signature.routes,
                fixes=_fixes(parameter, project) if fits else (),
            )


def _advice(signature: Signature, parameter: Parameter, fits: bool) -> str:
    """What to do: what nobody reads is not wanted of the client, but perhaps in the OpenAPI schema."""
    if fits:
        return "take it from the query: `Annotated[..., Query()]`"
    read = set(names_in(signature.function.fact.body))
    if read and read.isdisjoint({parameter.name, "locals"}):
        return "leave it out: nothing reads it; `responses={...: {'model': ...}}` takes a model into the schema"
    return "serve it by `POST`: `Query()` takes no such type"


def _fixes(parameter: Parameter, project: Project) -> tuple[Fix, ...]:
    """`Query()` for what is surely a list of plain values: of a model, not all is known."""
    if parameter.type is None or project.parameters.types.is_scalar_sequence(parameter.type) is not True:
        return ()
    return (Fix.safe("Take it from the query", RewriteAnnotation(parameter.span, QUERY)),)


def _is_dict(parameter: Parameter, project: Project) -> bool:
    return parameter.type is not None and project.parameters.types.is_mapping(parameter.type) is True


def _fits_query(parameter: Parameter, project: Project) -> bool:
    """Whether FastAPI takes the type from the query: a list of plain values, or one model of such fields."""
    types = project.parameters.types
    if parameter.type is None or types.is_scalar_sequence(parameter.type) is not False:
        return True
    return types.is_model(parameter.type) is not False and not any(
        field.type is not None and types.is_complex(field.type) and types.is_scalar_sequence(field.type) is False
        for cls in types.models(parameter.type)
        for field in project.model_fields.of(cls)
    )
