"""
## What it does

Reports a parameter that is meant to be in the path, but is called otherwise there: `Path()` for a name that the path
does not have, and a required parameter beside a similar name in the path that nobody reads.

## Why is this bad?

FastAPI matches parameters with the path by name alone. `item_id` under `/items/{id}` becomes a required query
parameter, and a `Path()` that is not in the path can never be found: every request is answered with a 422.

## Example

```py
from fastapi import FastAPI

app = FastAPI()


@app.get("/items/{id}")
def read_item(item_id: int) -> int:  # error
    return item_id
```

Use instead:

```py
from fastapi import FastAPI

app = FastAPI()


@app.get("/items/{item_id}")
def read_item(item_id: int) -> int:
    return item_id
```

## When it is silent

Where the names have nothing in common, where the parameter is optional, and where it says itself that it is in the
query (`Query()`).

## References

- [Path parameters](https://fastapi.tiangolo.com/tutorial/path-params/)
"""

from collections.abc import Iterator

from fastlint.project import Operation, Project
from fastlint.project.requests.path_use import lost, mismatches
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Severity

RULE = Rule(
    module=__name__,
    code="FL302",
    summary="A path parameter has another name in the path",
    subject=Operation,
    severity=Severity.ERROR,
    since="0.1.0",
)


def check(operation: Operation, project: Project) -> Iterator[Diagnostic]:
    """The parameters that FastAPI looks for in vain."""
    routes = (operation.route.title,)
    if project.is_test(operation.route.entry.module):
        return
    for parameter in lost(operation):
        if parameter.span.path in project.paths:
            yield RULE.at(
                parameter.span,
                f"`{parameter.alias}` is declared with `Path()`, but `{operation.route.path}` does not have it",
                help="give it the same name in the path",
                routes=routes,
            )
    for name, parameter in mismatches(operation):
        if parameter.span.path in project.paths:
            yield RULE.at(
                parameter.span,
                f"`{parameter.alias}` is called `{name}` in the path, so FastAPI asks for it in the query",
                help=f"give the parameter and the path the same name: `{parameter.alias}` or `{name}`",
                routes=routes,
            )
