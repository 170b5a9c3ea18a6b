"""FL308: without an annotation `request` is a query parameter, and any other parameter is what the client sends."""

from fastapi import FastAPI, Request
from fastapi.testclient import TestClient

app = FastAPI()
SCOPES = ["read"]


@app.get("/bad")
def bad(request) -> str:  # type: ignore[no-untyped-def]
    return str(request.url.path)


@app.get("/good")
def good(request: Request) -> str:
    return request.url.path


@app.get("/bad/size")
def bad_size(size=10) -> str:  # type: ignore[no-untyped-def]
    return type(size).__name__


@app.get("/good/size")
def good_size(size: int = 10) -> str:
    return type(size).__name__


@app.get("/bad/scopes")
def bad_scopes(scopes=["read"]) -> bool:  # type: ignore[no-untyped-def]  # noqa: B006
    return bool(scopes)


@app.get("/good/scopes")
def good_scopes() -> bool:
    return bool(SCOPES)


def test_a_default_without_an_annotation_is_the_clients_to_overwrite() -> None:
    client = TestClient(app)

    assert client.get("/bad/scopes").json() is True
    assert client.get("/bad/scopes?scopes=").json() is False
    assert client.get("/good/scopes?scopes=").json() is True


def test_the_annotation_decides() -> None:
    client = TestClient(app)

    assert client.get("/bad").json()["detail"][0]["loc"] == ["query", "request"]
    assert client.get("/good").json() == "/good"
    assert client.get("/bad/size?size=5").json() == "str"
    assert client.get("/good/size?size=5").json() == "int"
    assert client.get("/good/size?size=five").status_code == 422
