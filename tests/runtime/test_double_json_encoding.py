"""FL206: JSON text is encoded once more, and arrives as a quoted string."""

import json

from fastapi import FastAPI
from fastapi.responses import JSONResponse, Response
from fastapi.testclient import TestClient
from pydantic import BaseModel

app = FastAPI()


class Item(BaseModel):
    id: int = 1


@app.get("/bad")
def bad():
    return json.dumps({"id": 1})


@app.get("/bad/model")
def bad_model():
    return Item().model_dump_json()


@app.get("/bad/response")
def bad_response():
    return JSONResponse(json.dumps({"id": 1}))


@app.get("/good")
def good():
    return {"id": 1}


@app.get("/good/response")
def good_response():
    return Response(json.dumps({"id": 1}), media_type="application/json")


def test_text_is_quoted_once_more() -> None:
    for path in ("/bad", "/bad/model", "/bad/response"):
        body = TestClient(app).get(path).json()
        assert isinstance(body, str)
        assert json.loads(body) == {"id": 1}


def test_an_object_arrives_as_one() -> None:
    for path in ("/good", "/good/response"):
        assert TestClient(app).get(path).json() == {"id": 1}
