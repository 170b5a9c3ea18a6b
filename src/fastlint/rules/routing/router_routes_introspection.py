"""
## What it does

Reports loops over `app.routes` or `router.routes` that take everything in it for a route.

## Why is this bad?

Since FastAPI 0.137, a router that was included stands in `routes` as one object, which is no `APIRoute` and has neither
`path` nor `endpoint`. A loop that reads `route.path` fails with an `AttributeError`; one that asks
`isinstance(route, APIRoute)` sees no route of any included router, and says nothing. The old recipe that sets
`operation_id` for all routes does so for none of them.

## Example

```py
from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute

app = FastAPI()
router = APIRouter()


@router.get("/items")
def read_items() -> list[str]:
    return []


app.include_router(router)

for route in app.routes:  # error
    if isinstance(route, APIRoute):
        route.operation_id = route.name
```

Use instead:

```py
from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute


def operation_id(route: APIRoute) -> str:
    return route.name


app = FastAPI(generate_unique_id_function=operation_id)
router = APIRouter()


@router.get("/items")
def read_items() -> list[str]:
    return []


app.include_router(router)
```

## When it is silent

With FastAPI below 0.137. Where nothing is included, and where the loop only looks for mounts. Where the code asks for
the attribute first (`hasattr`, `getattr`), or knows `iter_route_contexts`. Where the loop only removes each `APIRoute`
with a path that the same file adds by `add_api_route` of the application. Where `next` stops at a route that the
application registers itself, before all others (`route.path == app.openapi_url`). Where the routes that are picked are
removed from the same list and put into that of another router, as class-based views do. In tests. Where the application
is only known by its type, and some router of the project is included in one, the confidence is medium.

## References

- [Release notes](https://fastapi.tiangolo.com/release-notes/)
"""

from collections.abc import Iterator

from fastlint.project import Project
from fastlint.project.routing.introspection import RouteLoop
from fastlint.rule import Rule
from fastlint.values import Confidence, Diagnostic, Severity

RULE = Rule(
    module=__name__,
    code="FL408",
    summary="A loop over `routes` that fails at included routers, or misses them",
    subject=RouteLoop,
    severity=Severity.ERROR,
    since="0.1.0",
)

#: The release of FastAPI since which included routers stand in `routes`.
SINCE = "0.137"


def check(loop: RouteLoop, project: Project) -> Iterator[Diagnostic]:
    """A loop that takes included routers for routes."""
    module = loop.read.module
    if (
        not project.is_reported(module)
        or project.is_test(module)
        or project.versions(module).is_below("fastapi", SINCE)
    ):
        return
    if loop.route_class:
        message = f"this loop over `{loop.text}` sees no `{loop.route_class}` of included routers"
    else:
        message = f"an included router in `{loop.text}` has no `{loop.attribute}`, so this loop fails"
    yield RULE.at(
        loop.span,
        message,
        confidence=Confidence.HIGH if loop.is_sure else Confidence.MEDIUM,
        help=f"loop over `fastapi.routing.iter_route_contexts({loop.text})`",
    )
