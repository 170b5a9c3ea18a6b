"""
## What it does

Reports a mount, or a route with the path `/{path:path}`, that is registered before routes whose paths it matches.

## Why is this bad?

A mount takes every request below its path, whatever the method, and gives none back. After
`app.mount("/", StaticFiles(...))`, each later route is a 404, or whatever the mounted application says to it; after
`@app.get("/{path:path}")`, each later GET route is answered by that endpoint.

## Example

```py
from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

app = FastAPI()
app.mount("/", StaticFiles(directory="static"))  # error


@app.get("/items")
def read_items() -> list[str]:
    return []
```

Use instead:

```py
from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

app = FastAPI()


@app.get("/items")
def read_items() -> list[str]:
    return []


app.mount("/", StaticFiles(directory="static"))
```

## When it is silent

Where the mount has a path of its own that no later route begins with. Where it is `app.frontend(...)`, which every
other route goes before. Where paths are not constant, where the order cannot be known, and where the program changes
a list of routes itself. A mount under a condition is reported with medium confidence, if the routes are under none; so
is one in a `try`, as the program may go on without it.

## References

- [Sub applications](https://fastapi.tiangolo.com/advanced/sub-applications/)
- [Static files](https://fastapi.tiangolo.com/tutorial/static-files/)
"""

from collections.abc import Iterator

from fastlint.project import Project
from fastlint.project.routing.collisions import CollisionKind, RouteCollision, span_of_entry
from fastlint.rule import Rule
from fastlint.values import Confidence, Diagnostic, Related, Severity

RULE = Rule(
    module=__name__,
    code="FL406",
    summary="A mount or catch-all takes the requests of the routes after it",
    subject=RouteCollision,
    severity=Severity.ERROR,
    since="0.1.0",
)

#: How many of the routes are shown.
SHOWN = 5


def check(collision: RouteCollision, project: Project) -> Iterator[Diagnostic]:
    """What hides the routes after it."""
    if collision.kind is not CollisionKind.CATCH_ALL:
        return
    earlier, later = collision.earlier, collision.later
    what = f"the mount at `{earlier.path or '/'}`" if earlier.kind == "mount" else f"`{earlier.title}`"
    others = len(later) - 1
    more = "" if not others else f" and {others} more route{'s' if others > 1 else ''}"
    yield RULE.at(
        collision.span,
        f"{what} takes the requests of `{collision.title}`{more} registered after it",
        confidence=Confidence.HIGH if collision.is_sure else Confidence.MEDIUM,
        help="register it after all routes, or serve the files with `app.frontend(...)`",
        routes=tuple(route.title for route in later),
        related=tuple(Related(span_of_entry(each), f"`{each.title}` is registered here") for each in later[:SHOWN]),
    )
