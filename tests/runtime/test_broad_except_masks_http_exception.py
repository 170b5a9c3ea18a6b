"""FL203: `except Exception` takes an `HTTPException`, too."""

from fastapi import FastAPI, HTTPException
from fastapi.testclient import TestClient

app = FastAPI()


@app.get("/bad")
def bad():
    try:
        raise HTTPException(404)
    except Exception as error:
        raise HTTPException(500, "something went wrong") from error


@app.get("/returns")
def returns():
    try:
        raise HTTPException(404)
    except Exception:
        return {"ok": False}


@app.get("/good")
def good():
    try:
        raise HTTPException(404)
    except HTTPException:
        raise
    except Exception as error:
        raise HTTPException(500, "something went wrong") from error


def test_what_was_meant_is_masked() -> None:
    client = TestClient(app)
    assert client.get("/bad").status_code == 500
    assert client.get("/returns").status_code == 200


def test_it_is_the_answer_where_it_is_let_through() -> None:
    assert TestClient(app).get("/good").status_code == 404
