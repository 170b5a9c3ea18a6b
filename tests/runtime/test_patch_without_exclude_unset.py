"""FL604: `model_dump()` resets what a PATCH request does not send."""

from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import BaseModel

app = FastAPI()
stored: dict[str, Any] = {}


class Patch(BaseModel):
    name: str | None = None
    price: int | None = None


@app.patch("/bad")
def bad(patch: Patch) -> None:
    stored.update(patch.model_dump())


@app.patch("/good")
def good(patch: Patch) -> None:
    stored.update(patch.model_dump(exclude_unset=True))


def test_a_field_that_was_not_sent_is_lost() -> None:
    client = TestClient(app)

    stored.update(name="foo", price=1)
    assert client.patch("/good", json={"price": 2}).status_code == 200
    assert stored == {"name": "foo", "price": 2}
    assert client.patch("/bad", json={"price": 3}).status_code == 200
    assert stored == {"name": None, "price": 3}
