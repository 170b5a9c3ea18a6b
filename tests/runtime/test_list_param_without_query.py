"""FL305: a list or model of a GET route is read from the body; the query is ignored, or every request refused."""

from typing import Annotated

from fastapi import FastAPI, Query
from fastapi.testclient import TestClient
from pydantic import BaseModel

app = FastAPI()


class Filter(BaseModel):
    q: str


@app.get("/bad")
def bad(ids: list[int] = []) -> list[int]:  # noqa: B006
    return ids


@app.get("/required")
def required(filter: Filter) -> str:
    return filter.q


@app.get("/good")
def good(ids: Annotated[list[int], Query()] = []) -> list[int]:  # noqa: B006
    return ids


@app.get("/model")
def model(filter: Annotated[Filter, Query()]) -> str:
    return filter.q


def test_the_query_is_not_read() -> None:
    client = TestClient(app)

    assert client.get("/bad?ids=1&ids=2").json() == []
    assert client.get("/required?q=a").status_code == 422
    assert "requestBody" in client.get("/openapi.json").json()["paths"]["/bad"]["get"]
    assert client.get("/good?ids=1&ids=2").json() == [1, 2]
    assert client.get("/model?q=a").json() == "a"
