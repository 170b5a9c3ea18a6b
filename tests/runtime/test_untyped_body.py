"""FL313: a missing field of a plain dict is a 500 where a model is a 422."""

from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import BaseModel

app = FastAPI()


class Item(BaseModel):
    name: str


@app.post("/bad")
def bad(item: dict[str, Any]) -> str:
    return str(item["name"])


@app.post("/good")
def good(item: Item) -> str:
    return item.name


def test_a_missing_field_is_the_servers_fault() -> None:
    client = TestClient(app, raise_server_exceptions=False)

    assert client.post("/bad", json={}).status_code == 500
    assert client.post("/good", json={}).status_code == 422
