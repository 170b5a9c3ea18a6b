"""
## What it does

Reports HTTP middleware that turns strangers away (401, 403) in an application with WebSocket routes that nothing else
guards.

## Why is this bad?

`@app.middleware("http")` and `BaseHTTPMiddleware` see HTTP requests only. A WebSocket connection passes them by, so
whoever connects gets what the middleware was to protect.

## Example

```py
from fastapi import FastAPI, Request, WebSocket
from fastapi.responses import JSONResponse

app = FastAPI()


@app.middleware("http")  # error
async def check_key(request: Request, call_next):
    if request.headers.get("x-key") != "secret":
        return JSONResponse({"detail": "Unauthorized"}, status_code=401)
    return await call_next(request)


@app.websocket("/events")
async def events(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.send_text("an event")
```

Use instead:

```py
from fastapi import Depends, FastAPI, WebSocketException
from fastapi import WebSocket
from starlette.requests import HTTPConnection


async def check_key(connection: HTTPConnection) -> None:
    if connection.headers.get("x-key") != "secret":
        raise WebSocketException(1008)


app = FastAPI()


@app.websocket("/events", dependencies=[Depends(check_key)])
async def events(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.send_text("an event")
```

## When it is silent

Where the route's endpoint or a dependency may refuse the connection, or looks at what the client sends along; where
something could not be followed; and where the middleware judges other paths only.

## References

- [WebSockets](https://fastapi.tiangolo.com/advanced/websockets/)
- [Limitations of BaseHTTPMiddleware](https://www.starlette.io/middleware/#basehttpmiddleware)
"""

from collections.abc import Iterator

from fastlint.project import AppMiddleware, Project
from fastlint.project.requests.guards import is_open_to_all, refusals, watches
from fastlint.rule import Rule
from fastlint.values import Confidence, Diagnostic, Related, Severity

RULE = Rule(
    module=__name__,
    code="FL436",
    summary="An HTTP middleware does not guard the WebSocket routes",
    subject=AppMiddleware,
    severity=Severity.ERROR,
    since="0.1.0",
)


def check(around: AppMiddleware, project: Project) -> Iterator[Diagnostic]:
    """A middleware that refuses, and the WebSocket routes that it does not see."""
    endpoints = {route: each for each in project.websockets.endpoints for route in each.routes}
    served = [(route, endpoints[route]) for route in around.app.routes if route in endpoints]
    for middleware in around.stack if served else ():
        replies = refusals(project, middleware) if middleware.sees_only_http else []
        if not replies or not project.is_reported(middleware.entry.module):
            continue
        unguarded = [
            (route, endpoint)
            for route, endpoint in served
            if watches(project, middleware, replies, route.path) and is_open_to_all(project, endpoint, route)
        ]
        if unguarded:
            route, _ = unguarded[0]
            yield RULE.at(
                middleware.span,
                f"`{middleware.name}` sees HTTP requests only, and nothing else guards `{route.title}`",
                confidence=Confidence.MEDIUM,
                help="guard the WebSocket by a dependency, or write the middleware as a plain ASGI class",
                routes=tuple(dict.fromkeys(each.title for each, _ in unguarded)),
                related=tuple(Related(endpoint.span, f"serves `{each.title}`") for each, endpoint in unguarded),
            )
