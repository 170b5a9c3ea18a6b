"""
## What it does

Reports operation IDs that two operations of one OpenAPI schema share: given twice by `operation_id=`, made of equal
function names, or that of a route with several methods.

## Why is this bad?

An operation ID must be unique in a schema. FastAPI warns only when the schema is built ("Duplicate Operation ID"), and
generated clients have one method where there should be two, or a name with a number. A route with several methods
always has this fault: its one ID is used for each method.

## Example

```py
from fastapi import FastAPI

app = FastAPI()


@app.get("/items", operation_id="items")
def read_items() -> list[str]:
    return []


@app.post("/items", operation_id="items")  # error
def write_item() -> str:
    return "written"
```

Use instead:

```py
from fastapi import FastAPI

app = FastAPI()


@app.get("/items", operation_id="read_items")
def read_items() -> list[str]:
    return []


@app.post("/items", operation_id="write_item")
def write_item() -> str:
    return "written"
```

## When it is silent

For routes that are not in the schema, and applications without one. Where IDs are made by a function that does more
than return the name of the route. Where two routes have the same path and method: that is `duplicate-route`.

## References

- [Path operation advanced configuration](https://fastapi.tiangolo.com/advanced/path-operation-advanced-configuration/)
- [Generating SDKs](https://fastapi.tiangolo.com/advanced/generate-clients/)
"""

from collections.abc import Iterator

from fastlint.project import Project
from fastlint.project.routing.collisions import span_of_entry
from fastlint.project.routing.operation_ids import SharedOperationId
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Related, Severity

RULE = Rule(
    module=__name__,
    code="FL403",
    summary="Two operations of a schema share an operation ID",
    subject=SharedOperationId,
    severity=Severity.WARNING,
    since="0.1.0",
)


def check(shared: SharedOperationId, project: Project) -> Iterator[Diagnostic]:
    """An operation ID that is not unique."""
    route, other = shared.route, shared.other
    if other is None:
        methods = " and ".join(route.methods)
        yield RULE.at(
            shared.span,
            f"{methods} of `{route.path}` share one operation ID",
            help="register each method by itself, with a function or an `operation_id` of its own",
            routes=(route.title,),
        )
        return
    yield RULE.at(
        shared.span,
        f"the operation ID `{shared.id}` is also that of `{other.title}`",
        help="give each operation an ID of its own",
        routes=(route.title,),
        related=(Related(span_of_entry(other), f"`{other.title}` is registered here"),),
    )
