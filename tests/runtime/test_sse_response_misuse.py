"""FL233: FastAPI's `EventSourceResponse` encodes nothing by itself."""

import pytest
from fastapi import FastAPI
from fastapi.sse import EventSourceResponse, ServerSentEvent
from fastapi.testclient import TestClient

app = FastAPI()


async def events():
    yield ServerSentEvent(data="hello")


@app.get("/by-hand")
async def by_hand():
    return EventSourceResponse(events())


@app.get("/returned", response_class=EventSourceResponse)
async def returned():
    return {"data": "hello"}


@app.get("/good", response_class=EventSourceResponse)
async def good():
    yield ServerSentEvent(data="hello")


@pytest.mark.parametrize("path", ["/by-hand", "/returned"])
def test_the_response_breaks(path: str) -> None:
    with pytest.raises(Exception):  # noqa: B017  # an AttributeError, or a group of exceptions
        TestClient(app).get(path)


def test_an_endpoint_that_yields_sends_events() -> None:
    reply = TestClient(app).get("/good")
    assert reply.headers["content-type"].startswith("text/event-stream")
    assert 'data: "hello"' in reply.text
