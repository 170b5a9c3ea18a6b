"""FL314: the parameters of a wrapper without `functools.wraps` are query parameters."""

import functools
from collections.abc import Callable
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient

app = FastAPI()


def badly_logged(function: Callable[..., Any]) -> Callable[..., Any]:
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        return function(*args, **kwargs)

    return wrapper


def well_logged(function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        return function(*args, **kwargs)

    return wrapper


@app.get("/bad")
@badly_logged
def bad() -> str:
    return "hello"


@app.get("/good")
@well_logged
def good() -> str:
    return "hello"


def test_every_request_is_refused() -> None:
    client = TestClient(app)

    reply = client.get("/bad")
    assert reply.status_code == 422
    assert [each["loc"] for each in reply.json()["detail"]] == [["query", "args"], ["query", "kwargs"]]
    assert client.get("/good").json() == "hello"
