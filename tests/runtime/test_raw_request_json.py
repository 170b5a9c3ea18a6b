"""FL312: JSON that is parsed by hand is a 500 where a model is a 422."""

from fastapi import FastAPI, Request
from fastapi.testclient import TestClient
from pydantic import BaseModel

app = FastAPI()


class Item(BaseModel):
    name: str


@app.post("/bad")
async def bad(request: Request) -> str:
    data = await request.json()
    return str(data["name"])


@app.post("/good")
async def good(item: Item) -> str:
    return item.name


def test_what_is_wrong_is_the_servers_fault() -> None:
    client = TestClient(app, raise_server_exceptions=False)

    assert client.post("/bad", json={}).status_code == 500
    assert client.post("/bad", content="{").status_code == 500
    assert client.post("/good", json={}).status_code == 422
    assert client.post("/good", content="{").status_code == 422
    paths = client.get("/openapi.json").json()["paths"]
    assert "requestBody" not in paths["/bad"]["post"]
    assert "requestBody" in paths["/good"]["post"]
