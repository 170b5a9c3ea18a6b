"""FL234: a streaming response iterates over what it is given."""

import pytest
from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from fastapi.testclient import TestClient

app = FastAPI()
sent: list[bytes] = []


def chunks():
    yield "abc"


CONTENTS = {"text": "abc", "bytes": b"abc", "function": chunks, "good": ["abc"]}


@app.get("/{kind}")
def stream(kind: str):
    return StreamingResponse(CONTENTS[kind])


async def counting(scope, receive, send):
    async def counted(message):
        if message.get("body"):
            sent.append(message["body"])
        await send(message)

    await app(scope, receive, counted)


@pytest.mark.parametrize(("kind", "count"), [("text", 3), ("good", 1)])
def test_a_string_is_sent_character_by_character(kind: str, count: int) -> None:
    sent.clear()
    assert TestClient(counting).get(f"/{kind}").text == "abc"
    assert len(sent) == count


@pytest.mark.parametrize("kind", ["bytes", "function"])
def test_bytes_and_functions_break_off(kind: str) -> None:
    with pytest.raises((AttributeError, TypeError)):
        TestClient(app).get(f"/{kind}")
