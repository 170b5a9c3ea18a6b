"""FL307: FastAPI refuses a default in `Annotated` and a second marker; of two in one `Annotated` the last one wins."""

from typing import Annotated

import pytest
from fastapi import FastAPI, Header, Query
from fastapi.testclient import TestClient

app = FastAPI()


@app.get("/two")
def two(e: Annotated[str, Query(), Header()] = "") -> str:
    return e


def test_a_default_in_annotated_is_refused() -> None:
    with pytest.raises(AssertionError, match="cannot be set in `Annotated`"):

        @app.get("/a")
        def a(size: Annotated[int, Query(5)]) -> None: ...


def test_a_marker_in_both_places_is_refused() -> None:
    with pytest.raises(AssertionError, match="Cannot specify FastAPI annotations in `Annotated` and default value"):

        @app.get("/b")
        def b(size: Annotated[int, Query()] = Query(5)) -> None: ...


def test_the_last_of_two_markers_wins() -> None:
    client = TestClient(app)

    assert client.get("/two?e=query").json() == ""
    assert client.get("/two", headers={"e": "header"}).json() == "header"
