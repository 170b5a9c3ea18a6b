"""
## What it does

Reports what is sent to or received from a WebSocket that nobody has accepted: the first such call of an endpoint.

## Why is this bad?

The handshake is answered by `await websocket.accept()`. Before it, Starlette raises a `RuntimeError` for every
`receive_text`, `send_json` and the like, and the client's connection is refused.

## Example

```py
from fastapi import FastAPI, WebSocket

app = FastAPI()


@app.websocket("/ws")
async def echo(websocket: WebSocket) -> None:
    text = await websocket.receive_text()  # error
    await websocket.send_text(text)
```

Use instead:

```py
from fastapi import FastAPI, WebSocket

app = FastAPI()


@app.websocket("/ws")
async def echo(websocket: WebSocket) -> None:
    await websocket.accept()
    text = await websocket.receive_text()
    await websocket.send_text(text)
```

## When it is silent

Where a way exists on which the connection was accepted: by a dependency, by a function or manager that it is handed to,
and by whatever could not be followed.

## References

- [WebSockets](https://fastapi.tiangolo.com/advanced/websockets/)
"""

from collections.abc import Iterator

from fastlint.facts.expressions import render
from fastlint.project import Project, WebSocketEndpoint
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Severity, Span

RULE = Rule(
    module=__name__,
    code="FL432",
    summary="A WebSocket is used before it is accepted",
    subject=WebSocketEndpoint,
    severity=Severity.ERROR,
    since="0.1.0",
)


def check(endpoint: WebSocketEndpoint, project: Project) -> Iterator[Diagnostic]:
    """The first call that Starlette refuses."""
    for call in endpoint.refused[:1]:
        yield RULE.at(
            Span(endpoint.function.module.path, *call.place),
            f"`{render(call.callee)}` is called before the connection is accepted",
            help="call `await websocket.accept()` first",
            routes=endpoint.titles,
        )
