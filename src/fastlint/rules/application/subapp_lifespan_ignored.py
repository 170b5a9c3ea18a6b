"""
## What it does

Reports applications that are mounted and have a `lifespan`, or handlers of `startup` and `shutdown`.

## Why is this bad?

The server starts the outer application, and a mounted one is only sent requests. Its lifespan never runs: what it opens
is not there, and the first request that needs it fails.

## Example

```py
from contextlib import asynccontextmanager

from fastapi import FastAPI


@asynccontextmanager
async def lifespan(app: FastAPI):
    app.state.pool = object()
    yield


admin = FastAPI(lifespan=lifespan)

app = FastAPI()
app.mount("/admin", admin)  # error
```

Use instead:

```py
from contextlib import asynccontextmanager

from fastapi import FastAPI


@asynccontextmanager
async def start_admin(app: FastAPI):
    app.state.pool = object()
    yield


admin = FastAPI()


@asynccontextmanager
async def lifespan(app: FastAPI):
    async with start_admin(admin):
        yield


app = FastAPI(lifespan=lifespan)
app.mount("/admin", admin)
```

## When it is silent

Where the outer application has the same lifespan, and where any code calls the lifespan, or names a `lifespan_context`:
then it may be run by hand.

## References

- [Lifespan events of sub-applications](https://fastapi.tiangolo.com/advanced/events/#sub-applications)
"""

from collections.abc import Iterator

from fastlint.project import MountedStartUp, Project
from fastlint.rule import Rule
from fastlint.values import Confidence, Diagnostic, Severity

RULE = Rule(
    module=__name__,
    code="FL460",
    summary="The lifespan of a mounted application never runs",
    subject=MountedStartUp,
    severity=Severity.ERROR,
    since="0.1.0",
)


def check(mounted: MountedStartUp, project: Project) -> Iterator[Diagnostic]:
    """What nobody starts."""
    if project.is_reported(mounted.entry.module) and not project.is_test(mounted.entry.module):
        yield RULE.at(
            mounted.span,
            f"the {mounted.what} of `{mounted.entry.text}` never runs, for it is mounted",
            confidence=Confidence.MEDIUM if mounted.entry.uncertain else Confidence.HIGH,
            help="enter it in the lifespan of the outer application",
        )
