"""
## What it does

Reports a route with the method and path of an earlier one. The names of path parameters make no difference:
`/items/{id}` and `/items/{item_id}` are the same path.

## Why is this bad?

The first route answers all requests, the second none. The OpenAPI schema describes the second: the documentation shows
parameters and responses of an endpoint that never runs. Nothing warns when the routes are registered.

## Example

```py
from fastapi import FastAPI

app = FastAPI()


@app.get("/items/{item_id}")
def read_item(item_id: int) -> int:
    return item_id


@app.get("/items/{id}")  # error
def find_item(id: int) -> int:
    return id
```

Use instead:

```py
from fastapi import FastAPI

app = FastAPI()


@app.get("/items/{item_id}")
def read_item(item_id: int) -> int:
    return item_id


@app.get("/items/{id}/details")
def find_item(id: int) -> int:
    return id
```

## When it is silent

Where both routes have the same endpoint, so that it makes no difference which of them answers. Where it is not certain
that both are there: in the branches of a condition, by modules that need not both be imported, under paths that are not
constant. Where a library's decorator may tell the endpoints apart, as those for versions do, and where a route class
matches in its own way.

## References

- [Order matters](https://fastapi.tiangolo.com/tutorial/path-params/#order-matters)
"""

from collections.abc import Iterator

from fastlint.project import Project
from fastlint.project.routing.collisions import CollisionKind, RouteCollision, span_of_entry
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Related, Severity

RULE = Rule(
    module=__name__,
    code="FL402",
    summary="A route with the method and path of an earlier one",
    subject=RouteCollision,
    severity=Severity.ERROR,
    since="0.1.0",
)


def check(collision: RouteCollision, project: Project) -> Iterator[Diagnostic]:
    """A route that another one of the same pattern precedes."""
    if collision.kind is not CollisionKind.DUPLICATE:
        return
    (later,) = collision.later
    yield RULE.at(
        collision.span,
        f"`{collision.title}` is already registered, so this one is never reached",
        help="remove one of the two, or give them different paths",
        routes=(later.title,),
        related=(Related(span_of_entry(collision.earlier), f"`{collision.earlier.title}` is registered here"),),
    )
