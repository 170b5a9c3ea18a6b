"""
## What it does

Reports exception handlers for `pydantic.ValidationError` that answer 422, in applications without a handler for
`RequestValidationError`.

## Why is this bad?

What is wrong with a request FastAPI raises as `fastapi.exceptions.RequestValidationError`, which is no subclass of
Pydantic's `ValidationError`. The handler never sees an invalid request: that keeps the default body. It takes the
failures of the program's own models instead, and tells the client that these are its fault.

## Example

```py
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from pydantic import ValidationError

app = FastAPI()


@app.exception_handler(ValidationError)  # error
async def tell(request: Request, error: ValidationError) -> JSONResponse:
    return JSONResponse({"errors": error.errors()}, status_code=422)
```

Use instead:

```py
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse

app = FastAPI()


@app.exception_handler(RequestValidationError)
async def tell(request: Request, error: RequestValidationError) -> JSONResponse:
    return JSONResponse({"errors": error.errors()}, status_code=422)
```

## When it is silent

Where the handler answers another status: then it may be meant for errors of the program's own. Where
`RequestValidationError` has a handler, too.

## References

- [Handling errors](https://fastapi.tiangolo.com/tutorial/handling-errors/)
"""

from collections.abc import Iterator

from fastlint.project import AppHandlers, Project
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Severity

RULE = Rule(
    module=__name__,
    code="FL457",
    summary="A handler of Pydantic's `ValidationError` never sees invalid requests",
    subject=AppHandlers,
    severity=Severity.WARNING,
    since="0.1.0",
)

_PYDANTIC = ("pydantic.ValidationError", "pydantic_core.ValidationError", "pydantic.error_wrappers.ValidationError")
_OF_REQUESTS = ("fastapi.exceptions.RequestValidationError", "fastapi.exceptions.ValidationException")


def check(of: AppHandlers, project: Project) -> Iterator[Diagnostic]:
    """A handler that means requests, and gets none."""
    handler = of.for_class(*_PYDANTIC)
    if handler is None or not of.is_known or of.for_class(*_OF_REQUESTS) is not None:
        return
    if handler.function is None or not project.is_reported(handler.entry.module) or project.is_test(of.app.module):
        return
    if 422 in project.middleware.statuses(handler.function.function):
        yield RULE.at(
            handler.span,
            "this handler of `pydantic.ValidationError` never sees an invalid request",
            help="register it for `fastapi.exceptions.RequestValidationError`",
        )
