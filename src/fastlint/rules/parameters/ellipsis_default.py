"""
## What it does

Reports `...` as the default of `Query`, `Body`, `Field` and the like.

## Why is this bad?

It says that the value is required, which it is without a default anyway. FastAPI and Pydantic recommend to leave it
out: with `Annotated` the parameter looks as any other that is required.

## Example

```py
from fastapi import FastAPI, Query

app = FastAPI()


@app.get("/items")
def read(q: str = Query(...)) -> str:  # error
    return q
```

Use instead:

```py
from typing import Annotated

from fastapi import FastAPI, Query

app = FastAPI()


@app.get("/items")
def read(q: Annotated[str, Query()]) -> str:
    return q
```

## Fix safety

Safe.

## References

- [Required parameters](https://fastapi.tiangolo.com/tutorial/query-params-str-validations/#required-parameters)
"""

from collections.abc import Iterator

from fastlint.facts import expressions as ex
from fastlint.project import Parameter, Project, Signature
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Fix, Profile, RemoveArgument, Safety, Severity, Span

RULE = Rule(
    module=__name__,
    code="FL318",
    summary="A required parameter has ... as its default",
    subject=Signature,
    severity=Severity.INFO,
    since="0.1.0",
    fix=Safety.SAFE,
    profile=Profile.STRICT,
)


def check(signature: Signature, project: Project) -> Iterator[Diagnostic]:
    """The parameters whose marker says `...`: one finding a function."""
    found = [
        each
        for each in signature.parameters
        if each.marker is not None and each.fact is not None and _is_ellipsis(each.fact.default)
    ]
    if found:
        names = [each.name for each in found]
        told = ", ".join(f"`{name}`" for name in dict.fromkeys(names))
        yield RULE.at(
            signature.span,
            f"{told} of `{signature.function.fact.name}` would be required without `...` as well",
            help="leave the `...` out",
            routes=signature.routes,
            fixes=_fixes(found),
        )


def _fixes(found: list[Parameter]) -> tuple[Fix, ...]:
    """Markers without `...`, all of a function at once."""
    removals: dict[RemoveArgument, None] = {}
    for each in found:
        default = each.fact.default if each.fact is not None else None
        if not isinstance(default, ex.Call):
            return ()
        key = 0 if default.arguments else "default"
        removals[RemoveArgument(Span(each.span.path, *default.place), key)] = None
    return (Fix.safe("Leave the `...` out", *removals),)


def _is_ellipsis(default: object) -> bool:
    """Whether a default is `...`, or a marker with `...` in its first place."""
    if isinstance(default, ex.Call):
        given = [value for name, value in default.keywords if name == "default"]
        default = next(iter((*default.arguments, *given)), None)
    return isinstance(default, ex.Constant) and default.value == ex.ELLIPSIS
