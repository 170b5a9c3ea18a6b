"""FL316: a default that calls `uuid4()` is the same for every request and instance."""

from typing import Annotated
from uuid import UUID, uuid4

from fastapi import FastAPI, Query
from fastapi.testclient import TestClient
from pydantic import BaseModel, Field

app = FastAPI()


class Bad(BaseModel):
    key: UUID = uuid4()


class Good(BaseModel):
    key: UUID = Field(default_factory=uuid4)


@app.get("/bad")
def bad(key: UUID = uuid4()) -> UUID:  # noqa: B008
    return key


@app.get("/good")
def good(key: Annotated[UUID, Query(default_factory=uuid4)]) -> UUID:
    return key


def test_the_default_is_computed_once() -> None:
    client = TestClient(app)

    assert client.get("/bad").json() == client.get("/bad").json()
    assert client.get("/good").json() != client.get("/good").json()
    assert Bad().key == Bad().key
    assert Good().key != Good().key
