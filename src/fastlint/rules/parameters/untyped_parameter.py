"""
## What it does

Reports parameters of endpoints and dependencies that have no annotation.

## Why is this bad?

FastAPI goes by the annotation alone. `request` without `: Request` is a required query parameter, so that every
request is answered with a 422. Any other parameter is a query parameter of type `Any`: `?size=5` arrives as the
string `"5"`, unchecked. What looks like a constant of the function, `scopes=["read"]`, is whatever the client says:
`?scopes=` takes the check away.

## Example

```py
from fastapi import FastAPI

app = FastAPI()


@app.get("/")
def read(request) -> str:  # error
    return request.url.path
```

Use instead:

```py
from fastapi import FastAPI, Request

app = FastAPI()


@app.get("/")
def read(request: Request) -> str:
    return request.url.path
```

## When it is silent

For a parameter with `Depends()` or another marker, for one in the path, and where a decorator that is not known may
give the parameters.

## Fix safety

Safe for the names of what FastAPI passes; for others there is no fix.

## References

- [Using the Request directly](https://fastapi.tiangolo.com/advanced/using-request-directly/)
"""

from collections.abc import Iterator

from fastlint.facts.definitions import ParameterKind
from fastlint.facts.expressions import DictDisplay, Display
from fastlint.project import Location, Parameter, Project, Signature
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Fix, Imported, RewriteAnnotation, Safety, Severity

RULE = Rule(
    module=__name__,
    code="FL308",
    summary="A parameter of an endpoint or dependency has no annotation",
    subject=Signature,
    severity=Severity.ERROR,
    since="0.1.0",
    fix=Safety.SAFE,
)

#: What these names mean when they are annotated.
MEANT = {
    "request": "Request",
    "req": "Request",
    "websocket": "WebSocket",
    "ws": "WebSocket",
    "response": "Response",
    "background_tasks": "BackgroundTasks",
}
#: Arguments of the route's decorator that are mistaken for those of the function.
OPTIONS = frozenset({"response_model", "response_class", "include_in_schema", "operation_id"})
VARIADIC = (ParameterKind.VARIADIC, ParameterKind.VARIADIC_KEYWORD)


def check(signature: Signature, project: Project) -> Iterator[Diagnostic]:
    """The unannotated parameters: each special one by itself, the others of a function together."""
    if signature.is_decorated:
        return
    bare = [each for each in signature.parameters if _is_bare(each)]
    special = [each for each in bare if each.name in MEANT and each.is_required]
    for parameter in special:
        yield RULE.at(
            parameter.span,
            f"`{parameter.name}` has no annotation, so FastAPI asks for it in the query",
            help=f"annotate it: `{parameter.name}: {MEANT[parameter.name]}`",
            routes=signature.routes,
            fixes=_annotated(parameter, signature),
        )
    stray = [each for each in bare if each.name in OPTIONS]
    for parameter in stray:
        yield RULE.at(
            parameter.span,
            f"`{parameter.name}` is an option of the decorator: in the signature it is a query parameter",
            severity=Severity.WARNING,
            help=f"move it to the decorator: `@app.get(..., {parameter.name}=...)`",
            routes=signature.routes,
        )
    fixed = [each for each in bare if each not in stray and _is_container(each)]
    for parameter in fixed:
        yield RULE.at(
            parameter.span,
            f"`{parameter.name}` has no annotation, so clients can overwrite it: `?{parameter.alias}=`",
            severity=Severity.WARNING,
            help="where they should not, make it a constant of the module; else annotate it",
            routes=signature.routes,
        )
    others = [each for each in bare if each not in (*special, *stray, *fixed)]
    if others:
        names = ", ".join(f"`{each.name}`" for each in others)
        have, them = ("has", "it") if len(others) == 1 else ("have", "them")
        yield RULE.at(
            others[0].span,
            f"{names} of `{signature.function.fact.name}` {have} no annotation, so FastAPI takes {them} for any text",
            severity=Severity.WARNING,
            help="annotate what it is: `int`, `str` ...",
            routes=signature.routes,
        )


def _annotated(parameter: Parameter, signature: Signature) -> tuple[Fix, ...]:
    meant = MEANT[parameter.name]
    if not signature.methods or ("WEBSOCKET" in signature.methods) != (meant == "WebSocket"):
        return ()
    code = (Imported("fastapi", meant),)
    return (Fix.safe(f"Annotate it with `{meant}`", RewriteAnnotation(parameter.span, code)),)


def _is_container(parameter: Parameter) -> bool:
    """Whether its default is a list, dict or the like that is written out."""
    return parameter.fact is not None and isinstance(parameter.fact.default, Display | DictDisplay)


def _is_bare(parameter: Parameter) -> bool:
    fact = parameter.fact
    return (
        fact is not None
        and fact.annotation is None
        and fact.kind not in VARIADIC
        and parameter.marker is None
        and parameter.location is Location.QUERY
    )
