"""
## What it does

Reports `HTTPException`s that leave a WebSocket endpoint after the connection was accepted.

## Why is this bad?

Before `accept()`, an `HTTPException` refuses the handshake with its status, which is fine. After it there is no HTTP
reply to send: the server drops the connection without a close frame (1006), and the client does not learn the reason.

## Example

```py
from fastapi import FastAPI, HTTPException, WebSocket

app = FastAPI()


@app.websocket("/ws")
async def events(websocket: WebSocket) -> None:
    await websocket.accept()
    if await websocket.receive_text() != "secret":
        raise HTTPException(403)  # error
```

Use instead:

```py
from fastapi import FastAPI, WebSocket, WebSocketException

app = FastAPI()


@app.websocket("/ws")
async def events(websocket: WebSocket) -> None:
    await websocket.accept()
    if await websocket.receive_text() != "secret":
        raise WebSocketException(1008)
```

## When it is silent

Where the exception is caught, and where a way exists on which the connection was not accepted, or nobody knows.

## References

- [WebSockets](https://fastapi.tiangolo.com/advanced/websockets/)
"""

from collections.abc import Iterator

from fastlint.project import Project, WebSocketEndpoint
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Related, Severity, Span

RULE = Rule(
    module=__name__,
    code="FL435",
    summary="An `HTTPException` is raised after the WebSocket was accepted",
    subject=WebSocketEndpoint,
    severity=Severity.WARNING,
    since="0.1.0",
)


def check(endpoint: WebSocketEndpoint, project: Project) -> Iterator[Diagnostic]:
    """Every place from which an `HTTPException` gets out of an open connection."""
    is_open = {each.node.place for each in endpoint.reached if each.states == {"open"}}
    told: set[object] = set()
    for place, raised in project.middleware.http_exceptions(endpoint.function):
        if place not in is_open or place in told:
            continue
        told.add(place)
        is_here = place == raised.statement.place
        yield RULE.at(
            Span(endpoint.function.module.path, *place),
            f"the `{raised.name}` that is raised here drops an open connection without a close frame",
            help="raise a `WebSocketException`",
            routes=endpoint.titles,
            related=() if is_here else (Related(raised.span, "raised here"),),
        )
