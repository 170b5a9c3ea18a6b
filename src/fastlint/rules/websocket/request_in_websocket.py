"""
## What it does

Reports parameters of type `Request` in WebSocket endpoints, and in dependencies that a WebSocket route needs: its own,
or those of its router or application.

## Why is this bad?

A WebSocket connection has no `Request`. FastAPI leaves the parameter out, and every connection fails with a
`TypeError`: a required argument is missing. The dependency works for all other routes, so nobody notices.

## Example

```py
from fastapi import Depends, FastAPI, Request, WebSocket


async def tenant(request: Request) -> str:  # error
    return request.headers["x-tenant"]


app = FastAPI(dependencies=[Depends(tenant)])


@app.websocket("/ws")
async def events(websocket: WebSocket) -> None:
    await websocket.accept()
```

Use instead:

```py
from fastapi import Depends, FastAPI, WebSocket
from starlette.requests import HTTPConnection


async def tenant(connection: HTTPConnection) -> str:
    return connection.headers["x-tenant"]


app = FastAPI(dependencies=[Depends(tenant)])


@app.websocket("/ws")
async def events(websocket: WebSocket) -> None:
    await websocket.accept()
```

## When it is silent

Where the parameter has a default, and where a decorator may have changed the signature.

## References

- [Using the Request directly](https://fastapi.tiangolo.com/advanced/using-request-directly/)
"""

from collections.abc import Iterator

from fastlint.project import Project, Signature
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Severity

RULE = Rule(
    module=__name__,
    code="FL433",
    summary="A WebSocket route needs a `Request`, which it does not have",
    subject=Signature,
    severity=Severity.ERROR,
    since="0.1.0",
)


def check(signature: Signature, project: Project) -> Iterator[Diagnostic]:
    """A `Request` parameter that some WebSocket route would have to fill."""
    served = [operation.route for operation in signature.operations]
    routes = tuple(dict.fromkeys(route.title for route in served if route.kind == "websocket"))
    if not routes or signature.is_decorated:
        return
    for parameter in signature.parameters:
        if parameter.special == "request" and parameter.fact is not None and parameter.fact.default is None:
            kind = "endpoint" if signature.is_endpoint else "dependency"
            yield RULE.at(
                parameter.span,
                f"the {kind} `{signature.function.fact.name}` needs a `Request`, and `{routes[0]}` has none",
                help="take the `WebSocket`"
                if signature.is_endpoint
                else "take a `starlette.requests.HTTPConnection`, which stands for both",
                routes=routes,
            )
