"""
## What it does

Reports `include_router(router)` before the routes or routers of `router` are added, in projects that run with FastAPI
below 0.137.

## Why is this bad?

Up to FastAPI 0.136, `include_router` copied the routes that the router had at that moment. What is added later is not
served: a 404, without a warning.

## Example

`pyproject.toml`:

```toml
[project]
name = "shop"
dependencies = ["fastapi<0.137"]
```

`main.py`:

```py
from fastapi import APIRouter, FastAPI

app = FastAPI()
router = APIRouter()
app.include_router(router)  # error


@router.get("/items")
def read_items() -> list[str]:
    return []
```

Use instead:

```py
from fastapi import APIRouter, FastAPI

app = FastAPI()
router = APIRouter()


@router.get("/items")
def read_items() -> list[str]:
    return []


app.include_router(router)
```

## When it is silent

Where the project may run with FastAPI 0.137 or newer, which keeps the routers linked, and where no file says with which
it runs. Where it is not certain in which order the calls are made.

## References

- [Release notes](https://fastapi.tiangolo.com/release-notes/)
"""

from collections.abc import Iterator

from fastlint.project import Project
from fastlint.project.routing.late_registrations import LateRegistration
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Related, Severity, Span

RULE = Rule(
    module=__name__,
    code="FL418",
    summary="A router is included before its routes are added",
    subject=LateRegistration,
    severity=Severity.ERROR,
    since="0.1.0",
)

#: The release of FastAPI since which an included router stays linked.
SINCE = "0.137"


def check(late: LateRegistration, project: Project) -> Iterator[Diagnostic]:
    """An inclusion that comes too early."""
    if not project.versions(late.inclusion.module).is_below("fastapi", SINCE):
        return
    count = len(late.added)
    what = "a route or router" if count == 1 else f"{count} routes or routers"
    first = late.added[0]
    yield RULE.at(
        late.span,
        f"`{late.inclusion.text}` is included before {what} of it, which FastAPI below {SINCE} does not see",
        help="include it after everything was added to it",
        related=(Related(Span(first.module.path, *first.place), "added here"),),
    )
