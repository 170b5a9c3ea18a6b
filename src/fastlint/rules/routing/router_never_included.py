"""
## What it does

Reports a router that has routes, and that no application or other router includes.

## Why is this bad?

Its routes do not exist: each is a 404, and none is in the OpenAPI schema. Nothing warns, for a router that nobody
includes is only an object that nobody uses.

## Example

```py
from fastapi import APIRouter, FastAPI

app = FastAPI()
users = APIRouter(prefix="/users")
items = APIRouter(prefix="/items")  # error


@users.get("")
def read_users() -> list[str]:
    return []


@items.get("")
def read_items() -> list[str]:
    return []


app.include_router(users)
```

Use instead:

```py
from fastapi import APIRouter, FastAPI

app = FastAPI()
users = APIRouter(prefix="/users")
items = APIRouter(prefix="/items")


@users.get("")
def read_users() -> list[str]:
    return []


@items.get("")
def read_items() -> list[str]:
    return []


app.include_router(users)
app.include_router(items)
```

## When it is silent

Where the router is used for anything but registering routes: passed on, put into a list, listed in `__all__`. In
projects without an application, and in packages that share nothing with one: whoever uses the library includes it. In
projects that include routers which cannot be known, or that find modules by name (`importlib`, `pkgutil`), as plugin
systems do. In tests.

## References

- [Bigger applications](https://fastapi.tiangolo.com/tutorial/bigger-applications/)
"""

from collections.abc import Iterator

from fastlint.project import Project
from fastlint.project.routing.unincluded import UnincludedRouter
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Severity

RULE = Rule(
    module=__name__,
    code="FL404",
    summary="A router with routes that nothing includes",
    subject=UnincludedRouter,
    severity=Severity.ERROR,
    since="0.1.0",
)


def check(found: UnincludedRouter, project: Project) -> Iterator[Diagnostic]:
    """A router that no application serves."""
    routes = "1 route" if found.routes == 1 else f"{found.routes or 'all its'} routes"
    yield RULE.at(
        found.span,
        f"no application includes `{found.name}`, so {routes} of it can never be reached",
        help=f"include it: `app.include_router({found.name})`",
    )
