"""
## What it does

Reports plain Starlette routes (`app.add_route`, `router.route`, `Route(...)`, `websocket_route`) in an application or
router that has dependencies.

## Why is this bad?

FastAPI solves dependencies for its own routes only. `FastAPI(dependencies=[Depends(require_login)])` looks as if it
guards everything; a plain Starlette route is served without it, validates nothing, and is not in the OpenAPI schema.

## Example

```py
from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.responses import PlainTextResponse


def require_login(request: Request) -> None:
    if "authorization" not in request.headers:
        raise HTTPException(401)


app = FastAPI(dependencies=[Depends(require_login)])


async def secret(request: Request) -> PlainTextResponse:
    return PlainTextResponse("secret")


app.add_route("/secret", secret)  # error
```

Use instead:

```py
from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.responses import PlainTextResponse


def require_login(request: Request) -> None:
    if "authorization" not in request.headers:
        raise HTTPException(401)


app = FastAPI(dependencies=[Depends(require_login)])


async def secret(request: Request) -> PlainTextResponse:
    return PlainTextResponse("secret")


app.add_api_route("/secret", secret)
```

## When it is silent

Where there are no dependencies that a route could miss. For the paths under which documentation, metrics and health
checks are served, which are open on purpose, and for routes that only redirect.

## References

- [Global dependencies](https://fastapi.tiangolo.com/tutorial/dependencies/global-dependencies/)
"""

from collections.abc import Iterator

from fastlint.project import Project
from fastlint.project.routing.bypasses import Bypass
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Severity

RULE = Rule(
    module=__name__,
    code="FL411",
    summary="A plain Starlette route is served without the dependencies of its application",
    subject=Bypass,
    severity=Severity.WARNING,
    since="0.1.0",
)


def check(bypass: Bypass, project: Project) -> Iterator[Diagnostic]:
    """A route without the dependencies around it."""
    yield RULE.at(
        bypass.span,
        f"`{bypass.route.title}` is a plain Starlette route: the dependencies of its {bypass.giver} do not run",
        help="register it with `add_api_route` or a decorator of FastAPI",
        routes=(bypass.route.title,),
    )
