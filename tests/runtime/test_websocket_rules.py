"""FL431, FL432, FL433, FL434, FL435, FL436: what happens to WebSocket connections under the real FastAPI."""

from collections.abc import Awaitable, Callable
from typing import Annotated

import pytest
from fastapi import (
    Depends,
    FastAPI,
    HTTPException,
    Request,
    Response,
    WebSocket,
    WebSocketDisconnect,
    WebSocketException,
)
from fastapi.testclient import TestClient
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse
from starlette.testclient import WebSocketDenialResponse

kept: set[WebSocket] = set()
cleaned: list[str] = []


def tenant(request: Request) -> str:
    return request.headers.get("x-tenant", "none")


def tenant_of_either(connection: HTTPConnection) -> str:
    return connection.headers.get("x-tenant", "none")


app = FastAPI()


@app.websocket("/sync")
def plain(websocket: WebSocket) -> None:
    print(websocket)


@app.websocket("/unaccepted/receive")
async def receives(websocket: WebSocket) -> None:
    await websocket.receive_text()


@app.websocket("/unaccepted/send")
async def sends(websocket: WebSocket) -> None:
    await websocket.send_json({})


@app.websocket("/unaccepted/iterate")
async def iterates(websocket: WebSocket) -> None:
    async for text in websocket.iter_text():
        print(text)


@app.websocket("/request")
async def requested(websocket: WebSocket, of: Annotated[str, Depends(tenant)]) -> None:
    await websocket.accept()
    await websocket.send_text(of)


@app.websocket("/connection")
async def connected(websocket: WebSocket, of: Annotated[str, Depends(tenant_of_either)]) -> None:
    await websocket.accept()
    await websocket.send_text(of)


@app.websocket("/registry/bad")
async def never_removed(websocket: WebSocket) -> None:
    await websocket.accept()
    kept.add(websocket)
    while True:
        await websocket.receive_text()
    cleaned.append("bad")  # type: ignore[unreachable]


@app.websocket("/registry/good")
async def removed(websocket: WebSocket) -> None:
    await websocket.accept()
    kept.add(websocket)
    try:
        while True:
            await websocket.receive_text()
    except WebSocketDisconnect:
        cleaned.append("good")
    finally:
        kept.discard(websocket)


@app.websocket("/refused/before")
async def refused_before(websocket: WebSocket) -> None:
    raise HTTPException(403)


@app.websocket("/refused/after")
async def refused_after(websocket: WebSocket) -> None:
    await websocket.accept()
    raise HTTPException(403)


@app.websocket("/closed/after")
async def closed_after(websocket: WebSocket) -> None:
    await websocket.accept()
    raise WebSocketException(1008)


client = TestClient(app)


def test_a_sync_endpoint_fails_for_every_connection() -> None:
    with pytest.raises(TypeError, match="await"), client.websocket_connect("/sync"):
        pass


@pytest.mark.parametrize("what", ["receive", "send", "iterate"])
def test_what_is_not_accepted_cannot_be_used(what: str) -> None:
    with pytest.raises(RuntimeError), client.websocket_connect(f"/unaccepted/{what}"):
        pass


def test_a_websocket_has_no_request() -> None:
    with pytest.raises(TypeError, match="request"), client.websocket_connect("/request"):
        pass
    with client.websocket_connect("/connection") as websocket:
        assert websocket.receive_text() == "none"


def test_what_follows_the_endless_loop_never_runs() -> None:
    kept.clear()
    cleaned.clear()
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/registry/bad") as websocket:
        websocket.send_text("hello")
    assert len(kept) == 1
    kept.clear()
    with client.websocket_connect("/registry/good") as websocket:
        websocket.send_text("hello")
    assert not kept
    assert cleaned == ["good"]


def test_an_http_exception_after_the_handshake_closes_nothing() -> None:
    with pytest.raises(WebSocketDenialResponse) as denied, client.websocket_connect("/refused/before"):
        pass
    assert denied.value.status_code == 403
    # An HTTP reply over an open WebSocket: a server refuses to send it, and drops the connection without a close frame.
    with pytest.raises(WebSocketDenialResponse), client.websocket_connect("/refused/after") as websocket:
        websocket.receive_text()
    with pytest.raises(WebSocketDisconnect) as closed, client.websocket_connect("/closed/after") as websocket:
        websocket.receive_text()
    assert closed.value.code == 1008


guarded = FastAPI()


@guarded.middleware("http")
async def check_key(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    if request.headers.get("x-key") != "secret":
        return JSONResponse({"detail": "no"}, status_code=401)
    return await call_next(request)


@guarded.get("/")
def read() -> str:
    return "here"


@guarded.websocket("/ws")
async def unguarded(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.send_text("secret")


def test_http_middleware_does_not_see_websockets() -> None:
    client = TestClient(guarded)
    assert client.get("/").status_code == 401
    with client.websocket_connect("/ws") as websocket:
        assert websocket.receive_text() == "secret"
