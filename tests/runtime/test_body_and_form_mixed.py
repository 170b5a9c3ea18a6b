"""FL311: no encoding of a request satisfies a route that asks for a JSON model and a file."""

import json
from typing import Annotated

from fastapi import FastAPI, Form, UploadFile
from fastapi.testclient import TestClient
from pydantic import BaseModel, Json

app = FastAPI()


class Item(BaseModel):
    name: str


@app.post("/bad")
def bad(item: Item, picture: UploadFile) -> str:
    return item.name


@app.post("/good")
def good(item: Annotated[Json[Item], Form()], picture: UploadFile) -> str:
    return item.name


def test_no_request_is_accepted() -> None:
    client = TestClient(app)
    files = {"picture": b"x"}
    text = json.dumps({"name": "a"})

    assert client.post("/bad", json={"item": {"name": "a"}}).status_code == 422
    assert client.post("/bad", files=files, data={"item": text}).status_code == 422
    assert client.post("/bad", files=files, data={"name": "a"}).status_code == 422
    assert client.post("/bad", files={**files, "item": ("i.json", text, "application/json")}).status_code == 422
    assert client.post("/good", files=files, data={"item": text}).json() == "a"
