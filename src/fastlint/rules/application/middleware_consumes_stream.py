"""
## What it does

Reports `request.stream()` and `request.form()` in HTTP middleware that passes the request on afterwards.

## Why is this bad?

The body of a request comes once. `body()` and `json()` keep it for whoever asks next; `stream()` and `form()` do not.
The endpoint then gets an empty body, and answers 422.

## Example

```py
from fastapi import FastAPI, Request

app = FastAPI()


@app.middleware("http")
async def measure(request: Request, call_next):
    size = 0
    async for chunk in request.stream():  # error
        size += len(chunk)
    print(size)
    return await call_next(request)
```

Use instead:

```py
from fastapi import FastAPI, Request

app = FastAPI()


@app.middleware("http")
async def measure(request: Request, call_next):
    print(len(await request.body()))
    return await call_next(request)
```

## When it is silent

Where `body()` or `json()` was called before; where the application is not asked afterwards; and where the middleware
passes on another request, or puts the body back (`request._receive`).

## References

- [Middleware](https://fastapi.tiangolo.com/tutorial/middleware/)
"""

from collections.abc import Iterator

from fastlint.facts.expressions import render
from fastlint.project import AppMiddleware, Project
from fastlint.project.routing.middleware import Form
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Severity, Span

RULE = Rule(
    module=__name__,
    code="FL452",
    summary="A middleware reads the body of the request, and the endpoint gets none",
    subject=AppMiddleware,
    severity=Severity.ERROR,
    since="0.1.0",
)


def check(around: AppMiddleware, project: Project) -> Iterator[Diagnostic]:
    """The calls that leave nothing for the endpoint."""
    for middleware in around.stack:
        function = middleware.function
        if middleware.form not in (Form.FUNCTION, Form.DISPATCH) or function is None:
            continue
        if not project.is_reported(function.module) or not project.middleware.is_first(middleware):
            continue
        for call in project.middleware.consuming(function):
            yield RULE.at(
                Span(function.module.path, *call.place),
                f"`{render(call.callee)}` leaves an empty body for the endpoint",
                help="call `await request.body()` first, which keeps it",
            )
