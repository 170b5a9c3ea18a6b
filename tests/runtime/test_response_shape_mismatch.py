"""FL216: what does not fit the response model is a 500."""

import pytest
from fastapi import FastAPI
from fastapi.exceptions import ResponseValidationError
from fastapi.testclient import TestClient
from pydantic import BaseModel

app = FastAPI()


class Item(BaseModel):
    id: int
    name: str


@app.get("/missing")
def missing() -> Item:
    return {"id": 1}


@app.get("/none")
def none() -> Item:
    return None


@app.get("/good")
def good() -> Item:
    return {"id": 1, "name": "x"}


@pytest.mark.parametrize("path", ["/missing", "/none"])
def test_the_response_is_refused(path: str) -> None:
    with pytest.raises(ResponseValidationError):
        TestClient(app).get(path)
    assert TestClient(app, raise_server_exceptions=False).get(path).status_code == 500


def test_what_fits_is_sent() -> None:
    assert TestClient(app).get("/good").json() == {"id": 1, "name": "x"}
