"""FL211: a model that is read and sent back echoes the password; a smaller one filters it."""

from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import BaseModel, SecretStr

app = FastAPI()


class Public(BaseModel):
    name: str


class User(Public):
    password: str


class Masked(Public):
    password: SecretStr


@app.post("/bad")
def bad(user: User) -> User:
    return user


@app.post("/good")
def good(user: User) -> Public:
    return user


@app.post("/masked")
def masked(user: Masked) -> Masked:
    return user


def test_the_password_comes_back() -> None:
    sent = {"name": "ann", "password": "secret"}
    client = TestClient(app)
    assert client.post("/bad", json=sent).json() == sent
    assert client.post("/good", json=sent).json() == {"name": "ann"}
    assert "secret" not in client.post("/masked", json=sent).text
