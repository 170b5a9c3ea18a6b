"""FL231: one `yield` makes a stream of an endpoint, and drops what it returns."""

from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import BaseModel

app = FastAPI()


class Item(BaseModel):
    id: int


@app.get("/bad")
def bad(verbose: bool = False):
    if verbose:
        yield {"note": "all"}
    return {"items": []}


@app.get("/annotated")
def annotated() -> list[Item]:
    yield {"id": 1, "password": "x"}


@app.get("/good")
def good(verbose: bool = False):
    if verbose:
        return {"note": "all"}
    return {"items": []}


def test_what_is_returned_is_dropped() -> None:
    reply = TestClient(app).get("/bad")
    assert (reply.status_code, reply.content) == (200, b"")
    assert reply.headers["content-type"] == "application/jsonl"


def test_the_model_is_not_used() -> None:
    assert TestClient(app).get("/annotated").json() == {"id": 1, "password": "x"}


def test_without_a_yield_it_arrives() -> None:
    assert TestClient(app).get("/good").json() == {"items": []}
