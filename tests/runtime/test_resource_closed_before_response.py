"""FL235: what a `with` closes or deletes is gone before the response is sent."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.responses import FileResponse, StreamingResponse
from fastapi.testclient import TestClient

app = FastAPI()
HERE = Path(__file__)


@app.get("/closed")
def closed():
    with HERE.open("rb") as file:
        return StreamingResponse(file)


@app.get("/expression")
def expression():
    with HERE.open("rb") as file:
        return StreamingResponse(line for line in file)


@app.get("/deleted")
def deleted():
    with tempfile.NamedTemporaryFile() as file:
        return FileResponse(file.name)


@app.get("/folder")
def folder():
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.txt"
        path.write_text("a")
        return FileResponse(path)


def lines() -> Iterator[bytes]:
    with HERE.open("rb") as file:
        yield from file


@app.get("/good")
def good():
    return StreamingResponse(lines())


@pytest.mark.parametrize(
    ("path", "error", "message"),
    [
        ("/closed", ValueError, "closed file"),
        ("/expression", ValueError, "closed file"),
        ("/deleted", RuntimeError, "does not exist"),
        ("/folder", RuntimeError, "does not exist"),
    ],
)
def test_there_is_nothing_left_to_send(path: str, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        TestClient(app).get(path)


def test_a_generator_keeps_it_open() -> None:
    assert TestClient(app).get("/good").content == HERE.read_bytes()
