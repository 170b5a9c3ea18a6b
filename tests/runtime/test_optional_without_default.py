"""FL306: an optional parameter without a default is required."""

from typing import Annotated

from fastapi import FastAPI, Header
from fastapi.testclient import TestClient

app = FastAPI()


@app.get("/bad")
def bad(q: str | None) -> str:
    return q or ""


@app.get("/header")
def header(key: Annotated[str | None, Header()]) -> str:
    return key or ""


@app.get("/good")
def good(q: str | None = None) -> str:
    return q or ""


def test_it_cannot_be_left_out() -> None:
    client = TestClient(app)

    assert client.get("/bad").status_code == 422
    assert client.get("/header").status_code == 422
    assert client.get("/good").status_code == 200
