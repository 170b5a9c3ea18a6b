"""FL202: an `HTTPException` that is not raised is an object like any other."""

from typing import Any

from fastapi import Depends, FastAPI, HTTPException
from fastapi.testclient import TestClient
from pydantic import BaseModel

app = FastAPI()


@app.get("/returned")
def returned():
    return HTTPException(404, "no such item")


class Item(BaseModel):
    name: str


class Note(BaseModel):
    detail: str | None = None


@app.get("/promised")
def promised() -> Item:
    return HTTPException(404, "no such item")


@app.get("/any")
def anything() -> Any:
    return HTTPException(404, "no such item")


@app.get("/note")
def note() -> Note:
    return HTTPException(404, "no such item")


@app.get("/dropped")
def dropped():
    HTTPException(403)
    return "secret"


def guard():
    return HTTPException(403)


def raising_guard():
    raise HTTPException(403)


@app.get("/guarded", dependencies=[Depends(guard)])
def guarded():
    return "secret"


@app.get("/good", dependencies=[Depends(raising_guard)])
def good():
    return "secret"


def test_a_returned_exception_is_sent_with_status_200() -> None:
    reply = TestClient(app).get("/returned")
    assert reply.status_code == 200
    assert reply.json()["status_code"] == 404


def test_a_response_model_takes_no_exception_but_for_what_it_reads_from_attributes() -> None:
    client = TestClient(app, raise_server_exceptions=False)
    assert [client.get(path).status_code for path in ("/promised", "/any", "/note")] == [500, 500, 200]
    assert client.get("/note").json() == {"detail": "no such item"}


def test_a_dropped_exception_and_a_returning_guard_let_everybody_through() -> None:
    for path in ("/dropped", "/guarded"):
        reply = TestClient(app).get(path)
        assert (reply.status_code, reply.json()) == (200, "secret")


def test_a_raised_exception_is_the_answer() -> None:
    assert TestClient(app).get("/good").status_code == 403
