"""
## What it does

Reports a `CORSMiddleware` with middleware around it that replies by itself, with an error.

## Why is this bad?

The middleware that was added last sees the request first. If it replies, `CORSMiddleware` never runs: the reply has no
CORS headers, and the browser shows the script a network error in place of the 401. The preflight request carries no
credentials, so it is refused, too, and the real request is never sent.

## Example

```py
from fastapi import FastAPI, Request
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import JSONResponse

app = FastAPI()
app.add_middleware(CORSMiddleware, allow_origins=["https://example.com"])  # error


@app.middleware("http")
async def check_key(request: Request, call_next):
    if "x-key" not in request.headers:
        return JSONResponse({"detail": "Unauthorized"}, status_code=401)
    return await call_next(request)
```

Use instead:

```py
from fastapi import FastAPI, Request
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import JSONResponse

app = FastAPI()


@app.middleware("http")
async def check_key(request: Request, call_next):
    if "x-key" not in request.headers:
        return JSONResponse({"detail": "Unauthorized"}, status_code=401)
    return await call_next(request)


app.add_middleware(CORSMiddleware, allow_origins=["https://example.com"])
```

## When it is silent

Where the middleware around it passes every request on, replies only with a status below 400 or one that is not known,
or sets CORS headers of its own; where it refuses a request for its `Host` header; and where it comes from a library.
Where the application is only mounted in others that have a `CORSMiddleware`, which is around all that it replies.

## References

- [CORS](https://fastapi.tiangolo.com/tutorial/cors/)
- [Order of middleware](https://fastapi.tiangolo.com/tutorial/middleware/#multiple-middleware-execution-order)
"""

from collections.abc import Iterator

from fastlint.project import AppMiddleware, Project
from fastlint.project.routing.middleware import CORS
from fastlint.rule import Rule
from fastlint.values import Confidence, Diagnostic, Related, Severity, Span

RULE = Rule(
    module=__name__,
    code="FL454",
    summary="A middleware outside of `CORSMiddleware` replies without CORS headers",
    subject=AppMiddleware,
    severity=Severity.WARNING,
    since="0.1.0",
)


def check(around: AppMiddleware, project: Project) -> Iterator[Diagnostic]:
    """The outermost `CORSMiddleware`, and the errors that are sent outside of it."""
    positions = [index for index, each in enumerate(around.stack) if CORS in each.names]
    if not positions or project.is_test(around.app.module):
        return
    cors = around.stack[positions[0]]
    outside = around.stack[: positions[0]]
    found: list[tuple[str, Related]] = []
    for middleware in outside:
        errors = project.middleware.errors_without_cors(middleware)
        if errors and middleware.function is not None:
            span = Span(middleware.function.module.path, *errors[0].place)
            related = Related(span, f"`{middleware.name}` replies with {errors[0].status} here")
            found.append((middleware.name, related))
    if found and project.is_reported(cors.entry.module) and not project.middleware.is_within(around.app, CORS):
        is_certain = not any(each.entry.uncertain for each in (cors, *outside))
        yield RULE.at(
            cors.span,
            f"`{found[0][0]}` is outside of `CORSMiddleware`, and its error replies carry no CORS headers",
            confidence=Confidence.HIGH if is_certain else Confidence.MEDIUM,
            help="add `CORSMiddleware` last",
            related=tuple(related for _, related in found),
        )
