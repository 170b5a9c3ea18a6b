"""FL201: a tuple of body and status is sent as a list, with status 200."""

from fastapi import FastAPI, HTTPException
from fastapi.testclient import TestClient

app = FastAPI()


@app.get("/bad")
def bad():
    return {"error": "no such item"}, 404


@app.get("/good")
def good():
    raise HTTPException(404, "no such item")


def test_a_tuple_is_a_list_with_status_200() -> None:
    reply = TestClient(app).get("/bad")
    assert (reply.status_code, reply.json()) == (200, [{"error": "no such item"}, 404])


def test_a_raised_exception_is_the_status() -> None:
    reply = TestClient(app).get("/good")
    assert (reply.status_code, reply.json()) == (404, {"detail": "no such item"})
