"""
## What it does

Reports exception handlers for `fastapi.HTTPException` in applications that have none for Starlette's `HTTPException`.

## Why is this bad?

`fastapi.HTTPException` is a subclass of `starlette.exceptions.HTTPException`. The router raises Starlette's for a path
that no route has (404) and for a method that a route does not allow (405), and so do static files and other parts of
Starlette. A handler for the subclass never sees these: they keep the default body, where clients expect the one of the
application.

## Example

```py
from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse

app = FastAPI()


@app.exception_handler(HTTPException)  # error
async def tell(request: Request, error: HTTPException) -> JSONResponse:
    return JSONResponse({"error": error.detail}, status_code=error.status_code)
```

Use instead:

```py
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

app = FastAPI()


@app.exception_handler(HTTPException)
async def tell(request: Request, error: HTTPException) -> JSONResponse:
    return JSONResponse({"error": error.detail}, status_code=error.status_code)
```

## When it is silent

Where Starlette's class, or the status 404, has a handler of its own.

## Fix safety

Unsafe: the handler then answers the router's 404 and 405, which have another body until then.

## References

- [Handling errors](https://fastapi.tiangolo.com/tutorial/handling-errors/#fastapis-httpexception-vs-starlettes-httpexception)
"""

from collections.abc import Iterator

from fastlint.project import AppHandlers, Project
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Fix, Imported, RewriteArgument, Safety, Severity

RULE = Rule(
    module=__name__,
    code="FL455",
    summary="An exception handler for FastAPI's `HTTPException` misses those of Starlette",
    subject=AppHandlers,
    severity=Severity.WARNING,
    since="0.1.0",
    fix=Safety.UNSAFE,
)

#: FastAPI's documentation calls it so, for the two classes have one name.
STARLETTE = (Imported("starlette.exceptions", "HTTPException", "StarletteHTTPException"),)


def check(of: AppHandlers, project: Project) -> Iterator[Diagnostic]:
    """A handler of the subclass, without one of its base."""
    handler = of.for_class("fastapi.HTTPException")
    if handler is None or not of.is_known or of.for_status(404) is not None or project.is_test(of.app.module):
        return
    if of.for_class("starlette.exceptions.HTTPException") is None and project.is_reported(handler.entry.module):
        yield RULE.at(
            handler.span,
            "this handler of `fastapi.HTTPException` never sees the 404 and 405 of the router, which are Starlette's",
            help="register it for `starlette.exceptions.HTTPException`, which is the base of both",
            fixes=(Fix.unsafe("Register it for Starlette's class", RewriteArgument(handler.span, 0, STARLETTE)),),
        )
