"""FL232: an `HTTPException` in a stream comes after the status line, even before the first `yield`."""

import pytest
from fastapi import FastAPI, HTTPException
from fastapi.responses import StreamingResponse
from fastapi.testclient import TestClient

app = FastAPI()
started: list[int] = []


def failing():
    raise HTTPException(404)
    yield "never"


@app.get("/yields")
def yields():
    raise HTTPException(404)
    yield {"x": 1}


@app.get("/streams")
def streams():
    return StreamingResponse(failing())


@app.get("/good")
def good():
    raise HTTPException(404)
    return StreamingResponse(iter("abc"))


class Watched:
    """Notes the status of the responses that begin."""

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        async def watched(message):
            if message["type"] == "http.response.start":
                started.append(message["status"])
            await send(message)

        await self.app(scope, receive, watched)


@pytest.mark.parametrize("path", ["/yields", "/streams"])
def test_the_response_has_begun_with_200_and_breaks_off(path: str) -> None:
    started.clear()
    with pytest.raises(Exception):  # noqa: B017  # what the server logs
        TestClient(Watched(app)).get(path)
    assert started == [200]


def test_before_the_response_it_is_the_answer() -> None:
    assert TestClient(app).get("/good").status_code == 404
