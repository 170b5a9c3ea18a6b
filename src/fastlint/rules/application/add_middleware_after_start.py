"""
## What it does

Reports `add_middleware` on the running application: in its lifespan, in a handler of `startup`, in an endpoint.

## Why is this bad?

The stack of middleware is built with the first thing that the server sends, which is the start of the lifespan.
Starlette then raises `RuntimeError: Cannot add middleware after an application has started`: the start-up fails.

## Example

```py
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.middleware.gzip import GZipMiddleware


@asynccontextmanager
async def lifespan(app: FastAPI):
    app.add_middleware(GZipMiddleware)  # error
    yield


app = FastAPI(lifespan=lifespan)
```

Use instead:

```py
from fastapi import FastAPI
from fastapi.middleware.gzip import GZipMiddleware

app = FastAPI()
app.add_middleware(GZipMiddleware)
```

## When it is silent

Where the application is another one, made in the function itself.

## References

- [Middleware](https://fastapi.tiangolo.com/tutorial/middleware/)
"""

from collections.abc import Iterator

from fastlint.project import LibraryCall, Project
from fastlint.project.routing.lifespans import runs_after_start
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Severity

RULE = Rule(
    module=__name__,
    code="FL453",
    summary="A middleware is added to an application that has started",
    subject=LibraryCall,
    severity=Severity.ERROR,
    since="0.1.0",
)

_ADDING = frozenset({"fastapi.FastAPI.add_middleware", "starlette.applications.Starlette.add_middleware"})


def check(call: LibraryCall, project: Project) -> Iterator[Diagnostic]:
    """A call that Starlette refuses."""
    if _ADDING.isdisjoint(call.names) or call.function is None:
        return
    where = runs_after_start(project, call)
    if where is not None:
        yield RULE.at(
            call.span,
            f"`add_middleware` is called in {where}, when the application has started: a RuntimeError",
            help="call it where the application is made",
            routes=call.routes,
        )
