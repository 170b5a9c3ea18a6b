"""
## What it does

Reports a parameter in the path of a route, prefixes included, that neither the endpoint nor any of its dependencies
reads.

## Why is this bad?

The route answers the same for every value: `/items/1` and `/items/2` are one. Mostly the endpoint was meant to use
it, and where it names a tenant or an owner, nothing checks it.

## Example

```py
from fastapi import FastAPI

app = FastAPI()


@app.get("/items/{item_id}")  # error
def read_item() -> dict[str, str]:
    return {"name": "foo"}
```

Use instead:

```py
from fastapi import FastAPI

app = FastAPI()


@app.get("/items/{item_id}")
def read_item(item_id: int) -> dict[str, int]:
    return {"id": item_id}
```

## When it is silent

Where a dependency may read it of which the signature is not known, where the request is read by hand
(`request.path_params`, `request.url`) or handed on, and for `{path:path}`, which is there to match everything.

## References

- [Path parameters](https://fastapi.tiangolo.com/tutorial/path-params/)
"""

from collections.abc import Iterator

from fastlint.project import Operation, Project
from fastlint.project.requests.path_use import mismatches, unread
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Severity

RULE = Rule(
    module=__name__,
    code="FL301",
    summary="A parameter in the path of a route is read by nobody",
    subject=Operation,
    severity=Severity.WARNING,
    since="0.1.0",
)


def check(operation: Operation, project: Project) -> Iterator[Diagnostic]:
    """The parameters in the path that no signature takes."""
    if project.is_test(operation.route.entry.module):
        return
    mistaken = {name for name, _ in mismatches(operation)}
    for name in unread(operation):
        if name not in mistaken:
            yield RULE.at(
                operation.span,
                f"`{name}` in the path is read by no parameter of `{operation.name}` or of its dependencies",
                help=f"add the parameter `{name}`, or take it out of the path",
                routes=(operation.route.title,),
            )
