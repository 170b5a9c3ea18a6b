"""FL303: the default of a path parameter is never used, and beside `Annotated[..., Path()]` refused."""

from typing import Annotated

import pytest
from fastapi import FastAPI, Path
from fastapi.testclient import TestClient

app = FastAPI()


@app.get("/bad/{item_id}")
def bad(item_id: int = 1) -> int:
    return item_id


def test_the_default_is_never_used() -> None:
    client = TestClient(app)

    assert client.get("/bad/2").json() == 2
    assert client.get("/bad/").status_code == 404
    parameter = client.get("/openapi.json").json()["paths"]["/bad/{item_id}"]["get"]["parameters"][0]
    assert parameter["required"]
    assert "default" not in parameter["schema"]


def test_beside_a_marker_it_is_refused() -> None:
    with pytest.raises(AssertionError, match="Path parameters cannot have default values"):

        @app.get("/refused/{item_id}")
        def refused(item_id: Annotated[int, Path()] = 1) -> None: ...
