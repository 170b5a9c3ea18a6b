"""FL301: a path parameter that nobody takes changes nothing in the reply."""

from fastapi import FastAPI
from fastapi.testclient import TestClient

app = FastAPI()


@app.get("/bad/{item_id}")
def bad() -> str:
    return "foo"


@app.get("/good/{item_id}")
def good(item_id: int) -> str:
    return f"foo {item_id}"


def test_every_value_gets_the_same_reply() -> None:
    client = TestClient(app)

    assert client.get("/bad/1").text == client.get("/bad/two").text
    assert client.get("/good/1").text != client.get("/good/2").text
