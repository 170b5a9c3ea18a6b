"""
## What it does

Reports WebSocket endpoints that are written with `def`.

## Why is this bad?

FastAPI runs a `def` path operation in a thread, but a WebSocket endpoint it always awaits. A `def` is accepted when the
application starts; then every connection fails with a `TypeError`, for what the function returns cannot be awaited.

## Example

```py
from fastapi import FastAPI, WebSocket

app = FastAPI()


@app.websocket("/ws")
def echo(websocket: WebSocket) -> None:  # error
    websocket.accept()
```

Use instead:

```py
from fastapi import FastAPI, WebSocket

app = FastAPI()


@app.websocket("/ws")
async def echo(websocket: WebSocket) -> None:
    await websocket.accept()
```

## When it is silent

Where the function returns something that may be awaited, as in `return serve(websocket)`.

## Fix safety

Safe: every connection failed. What it calls may have to be awaited, too.

## References

- [WebSockets](https://fastapi.tiangolo.com/advanced/websockets/)
"""

from collections.abc import Iterator

from fastlint.project import Project, WebSocketEndpoint
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Fix, MakeAsync, Safety, Severity

RULE = Rule(
    module=__name__,
    code="FL431",
    summary="A WebSocket endpoint is a plain `def`",
    subject=WebSocketEndpoint,
    severity=Severity.ERROR,
    since="0.1.0",
    fix=Safety.SAFE,
)


def check(endpoint: WebSocketEndpoint, project: Project) -> Iterator[Diagnostic]:
    """An endpoint of which the result cannot be awaited."""
    if project.websockets.is_awaited_in_vain(endpoint):
        yield RULE.at(
            endpoint.span,
            f"the WebSocket endpoint `{endpoint.function.fact.name}` is a `def`, and every connection to it fails",
            help="write `async def`",
            routes=endpoint.titles,
            fixes=(Fix.safe("Make it `async def`", MakeAsync(endpoint.span)),),
        )
