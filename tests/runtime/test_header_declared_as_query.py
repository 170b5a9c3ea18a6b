"""FL317: without `Header()` the header is ignored, and the value taken from the URL."""

from typing import Annotated

from fastapi import FastAPI, Header
from fastapi.testclient import TestClient

app = FastAPI()


@app.get("/bad")
def bad(x_token: str = "") -> str:
    return x_token


@app.get("/good")
def good(x_token: Annotated[str, Header()] = "") -> str:
    return x_token


def test_the_header_is_ignored() -> None:
    client = TestClient(app)

    assert client.get("/bad", headers={"x-token": "a"}).json() == ""
    assert client.get("/bad?x_token=a").json() == "a"
    assert client.get("/good", headers={"x-token": "a"}).json() == "a"
