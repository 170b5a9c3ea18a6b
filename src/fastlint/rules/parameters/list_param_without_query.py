"""
## What it does

Reports a list, dict or model that a `GET` or `HEAD` route takes without `Query()`.

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

Where the body is asked for by `Body()`, where the function serves other methods as well, and for `DELETE`, whose body
may be intended.

## References

- [Query parameter list](https://fastapi.tiangolo.com/tutorial/query-params-str-validations/)
- [Query parameter models](https://fastapi.tiangolo.com/tutorial/query-param-models/)
"""

from collections.abc import Iterator

from fastlint.project import Location, Project, Signature
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Severity

RULE = Rule(
    module=__name__,
    code="FL305",
    summary="A list or model of a GET route is read from the body, as it lacks Query()",
    subject=Signature,
    severity=Severity.ERROR,
    since="0.1.0",
)

WITHOUT_BODY = frozenset({"GET", "HEAD"})


def check(signature: Signature, project: Project) -> Iterator[Diagnostic]:
    """The parameters of a function of GET routes only that FastAPI looks for in the body."""
    if not signature.methods or not signature.methods <= WITHOUT_BODY or signature.is_decorated:
        return
    for parameter in signature.parameters:
        if parameter.location is Location.BODY and parameter.marker is None:
            effect = "every request without one is refused" if parameter.is_required else "the query is ignored"
            yield RULE.at(
                parameter.span,
                f"`{parameter.name}` is read from the body of a GET request: {effect}",
                help="take it from the query: `Annotated[..., Query()]`",
                routes=signature.routes,
            )
