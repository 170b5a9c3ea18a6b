"""
## What it does

Reports `HTTPException`s that leave a middleware: raised in it, or in a function that it calls.

## Why is this bad?

FastAPI makes replies of `HTTPException`s inside of all middleware. One that a middleware raises goes past that: the
client gets a 500, and the log a traceback, where a 401 was meant.

## Example

```py
from fastapi import FastAPI, HTTPException, Request

app = FastAPI()


@app.middleware("http")
async def check_key(request: Request, call_next):
    if "x-key" not in request.headers:
        raise HTTPException(401)  # error
    return await call_next(request)
```

Use instead:

```py
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

app = FastAPI()


@app.middleware("http")
async def check_key(request: Request, call_next):
    if "x-key" not in request.headers:
        return JSONResponse({"detail": "Unauthorized"}, status_code=401)
    return await call_next(request)
```

## When it is silent

Where the middleware catches the exception, and where one further outside takes `HTTPException` by name. Where it calls
a function that raises, and both test one attribute first (`config.type == "none"`).

## References

- [Middleware](https://fastapi.tiangolo.com/tutorial/middleware/)
"""

from collections.abc import Iterator

from fastlint.project import AppMiddleware, Project
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Related, Severity, Span

RULE = Rule(
    module=__name__,
    code="FL451",
    summary="An `HTTPException` leaves a middleware, and the client gets a 500",
    subject=AppMiddleware,
    severity=Severity.ERROR,
    since="0.1.0",
)


def check(around: AppMiddleware, project: Project) -> Iterator[Diagnostic]:
    """Every place of a middleware from which an `HTTPException` gets out."""
    for middleware in () if project.is_test(around.app.module) else around.stack:
        if project.middleware.answers_http_exceptions(middleware):
            return  # whatever is inside of this one
        function = middleware.function
        if function is None or not project.is_reported(function.module) or not project.middleware.is_first(middleware):
            continue
        told: set[object] = set()
        for place, raised in project.middleware.http_exceptions(function):
            if place in told:
                continue
            told.add(place)
            is_here = place == raised.statement.place
            yield RULE.at(
                Span(function.module.path, *place),
                f"the `{raised.name}` that is raised here leaves the middleware `{middleware.name}`, which is a 500",
                help="return a response instead",
                related=() if is_here else (Related(raised.span, "raised here"),),
            )
