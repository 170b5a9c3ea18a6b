"""
## What it does

Reports what Flask's request has and Starlette's has not: `request.args`, `request.get_json()`, `request.files`,
`request.remote_addr` and others; `request.json`, `request.form` and `request.values` read as attributes; and
`request.get("name")` for a name that is no key of the ASGI scope.

## Why is this bad?

The first raise `AttributeError` on every request. `request.json` is a method here, so `request.json["name"]` raises
`TypeError`. `request.get` looks into the ASGI scope: it gives None for a query parameter.

## Example

```py
from fastapi import FastAPI, Request

app = FastAPI()


@app.get("/search")
def search(request: Request) -> str:
    return request.args.get("q", "")  # error
```

Use instead:

```py
from fastapi import FastAPI

app = FastAPI()


@app.get("/search")
def search(q: str = "") -> str:
    return q
```

## When it is silent

Where it is not certain that the object is Starlette's request: Flask's own has all of these.

## References

- [Request](https://www.starlette.io/requests/)
"""

from collections.abc import Iterator

from fastlint.project import AttributeRead, LibraryCall, Project
from fastlint.project.abstract import Const
from fastlint.project.flask_names import REQUEST_ATTRIBUTES, REQUEST_METHODS, SCOPE_KEYS
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Severity

RULE = Rule(
    module=__name__,
    code="FL483",
    summary="Something of Flask's request is used on Starlette's request",
    subject=Project,
    severity=Severity.ERROR,
    since="0.1.0",
)

REQUEST = "starlette.requests.Request"


def check(project: Project, _: Project) -> Iterator[Diagnostic]:
    """What the request has not, or has in another form."""
    for read in project.attribute_reads:
        if read.types == (REQUEST,):
            yield from _of_read(read)
    for call in project.calls_of(f"{REQUEST}.get"):
        yield from _of_get(call)


def _of_read(read: AttributeRead) -> Iterator[Diagnostic]:
    if read.name in REQUEST_ATTRIBUTES:
        message = f"`request.{read.name}` is Flask's: Starlette's request has no such attribute"
        yield RULE.at(read.span, message, help=REQUEST_ATTRIBUTES[read.name], routes=read.routes)
    elif read.name in REQUEST_METHODS and not read.is_called:
        message = f"`request.{read.name}` is read as in Flask, but it is a method"
        yield RULE.at(read.span, message, help=f"use `{REQUEST_METHODS[read.name]}`", routes=read.routes)


def _of_get(call: LibraryCall) -> Iterator[Diagnostic]:
    key = call.argument(None, 0)
    if type(key) is Const and isinstance(key.value, str) and key.value not in SCOPE_KEYS and "." not in key.value:
        message = f'`request.get("{key.value}")` reads the ASGI scope, which has no such key'
        yield RULE.at(
            call.span, message, help="declare a query parameter, or use `request.query_params`", routes=call.routes
        )
