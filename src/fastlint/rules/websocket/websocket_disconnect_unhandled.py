"""
## What it does

Reports WebSocket endpoints that enter their connection into a registry, then receive in a `while True`, and take it out
nowhere when the client leaves.

## Why is this bad?

When the client disconnects, `receive_text` and its kin raise `WebSocketDisconnect`. Without an `except` or `finally`
the endpoint ends there: what follows the loop never runs, and the registry keeps a dead connection, for as long as the
process lives. The next broadcast to it fails.

## Example

```py
from fastapi import FastAPI, WebSocket

app = FastAPI()
active: set[WebSocket] = set()


@app.websocket("/ws")
async def chat(websocket: WebSocket) -> None:
    await websocket.accept()
    active.add(websocket)
    while True:
        text = await websocket.receive_text()  # error
        for each in active:
            await each.send_text(text)
```

Use instead:

```py
from fastapi import FastAPI, WebSocket, WebSocketDisconnect

app = FastAPI()
active: set[WebSocket] = set()


@app.websocket("/ws")
async def chat(websocket: WebSocket) -> None:
    await websocket.accept()
    active.add(websocket)
    try:
        while True:
            text = await websocket.receive_text()
            for each in active:
                await each.send_text(text)
    except WebSocketDisconnect:
        pass
    finally:
        active.discard(websocket)
```

## When it is silent

Where the connection is kept nowhere, so that there is nothing to clean up; where the loop stands in a `with` or in a
`try` with a `finally`; and where the registry drops what fails by itself, in an `except` block.

## References

- [Handling disconnections](https://fastapi.tiangolo.com/advanced/websockets/#handling-disconnections-and-multiple-clients)
"""

from collections.abc import Iterator

from fastlint.facts.expressions import render
from fastlint.project import Project, WebSocketEndpoint
from fastlint.project.routing.connection_registries import kept_by, receiving_for_ever
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Severity, Span

RULE = Rule(
    module=__name__,
    code="FL434",
    summary="A registry keeps WebSocket connections that the client has left",
    subject=WebSocketEndpoint,
    severity=Severity.WARNING,
    since="0.1.0",
)


def check(endpoint: WebSocketEndpoint, project: Project) -> Iterator[Diagnostic]:
    """The first call that raises when the client leaves, and that nothing watches over."""
    for call in receiving_for_ever(project, endpoint)[:1]:
        kept = kept_by(project, endpoint)
        if kept is not None:
            yield RULE.at(
                Span(endpoint.function.module.path, *call.place),
                f"`{render(call.callee)}` raises when the client leaves, and what `{kept}` entered is never removed",
                help="remove it in a `finally`, or where `WebSocketDisconnect` is caught",
                routes=endpoint.titles,
            )
