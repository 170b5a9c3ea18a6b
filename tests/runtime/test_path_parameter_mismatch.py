"""FL302: a parameter that has another name in the path is looked for in the query, or never found."""

from typing import Annotated, Any

from fastapi import FastAPI, Path
from fastapi.testclient import TestClient

app = FastAPI()


@app.get("/bad/{id}")
def bad(item_id: int) -> int:
    return item_id


@app.get("/lost/{id}")
def lost(item_id: Annotated[int, Path()]) -> int:
    return item_id


@app.get("/good/{item_id}")
def good(item_id: int) -> int:
    return item_id


@app.get("/alias/{id}")
def by_alias(item_id: Annotated[int, Path(alias="id")]) -> int:
    return item_id


def refused(reply: Any) -> list[str]:
    assert reply.status_code == 422
    return [str(part) for part in reply.json()["detail"][0]["loc"]]


def test_another_name_is_asked_for_elsewhere() -> None:
    client = TestClient(app)

    assert refused(client.get("/bad/1")) == ["query", "item_id"]
    assert refused(client.get("/lost/1")) == ["path", "item_id"]
    assert refused(client.get("/lost/1?item_id=1")) == ["path", "item_id"]
    assert client.get("/good/1").json() == 1
    assert client.get("/alias/1").json() == 1
