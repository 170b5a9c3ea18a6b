"""FL209: a response model does nothing to a response that the endpoint makes itself."""

from fastapi import FastAPI
from fastapi.responses import JSONResponse
from fastapi.testclient import TestClient
from pydantic import BaseModel

app = FastAPI()
DATA = {"name": "ann", "password": "secret"}


class User(BaseModel):
    name: str


@app.get("/bad", response_model=User)
def bad():
    return JSONResponse(DATA)


@app.get("/good", response_model=User)
def good():
    return DATA


def test_the_model_filters_only_what_fastapi_renders() -> None:
    assert TestClient(app).get("/bad").json() == DATA
    assert TestClient(app).get("/good").json() == {"name": "ann"}
