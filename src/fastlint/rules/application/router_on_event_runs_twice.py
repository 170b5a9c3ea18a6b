"""
## What it does

Reports handlers of `startup` and `shutdown` of an included router, where they run more than once.

## Why is this bad?

`include_router` copies the handlers of the router into the application, which runs them. It also merges the router's
lifespan into the application's, and the lifespan that a router has by default runs the same handlers: each runs twice,
for a router in a router three times. Two pools are opened, two schedulers started.

## Example

```py
from fastapi import APIRouter, FastAPI

router = APIRouter()


@router.on_event("startup")  # error
async def connect() -> None:
    print("connecting")


app = FastAPI()
app.include_router(router)
```

Use instead:

```py
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI


@asynccontextmanager
async def lifespan(app: FastAPI):
    print("connecting")
    yield


router = APIRouter(lifespan=lifespan)
app = FastAPI()
app.include_router(router)
```

## When it is silent

Where the application has a `lifespan`, so that the handlers run once; and where the router is included before they are
registered.

## References

- [Lifespan events](https://fastapi.tiangolo.com/advanced/events/)
"""

from collections.abc import Iterator

from fastlint.project import Project, StartUp
from fastlint.project.routing.lifespans import name_of
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Severity, Span

RULE = Rule(
    module=__name__,
    code="FL459",
    summary="A router's handler of `startup` or `shutdown` runs more than once",
    subject=StartUp,
    severity=Severity.ERROR,
    since="0.1.0",
)

_TIMES = {2: "twice", 3: "three times"}


def check(start: StartUp, project: Project) -> Iterator[Diagnostic]:
    """A handler that several lifespans run."""
    if start.may_have_lifespan and not start.has_lifespan:
        return
    for event, times in start.runs.items():
        if (
            times > 1
            and not event.uncertain
            and project.is_reported(event.module)
            and not project.is_test(event.module)
        ):
            yield RULE.at(
                Span(event.module.path, *event.place),
                f"`{name_of(event)}` runs {_TIMES.get(times, f'{times} times')} when `{start.name}` starts or stops",
                help="give the router a `lifespan=`",
            )
