"""FL213: a status without a body, and a body all the same."""

import pytest
from fastapi import FastAPI
from fastapi.responses import JSONResponse, Response
from fastapi.testclient import TestClient

from .bystander import eventually, serve

app = FastAPI()


@app.get("/returned", status_code=204)
def returned():
    return {"deleted": True}


@app.get("/sent")
def sent():
    return JSONResponse({"deleted": True}, status_code=204)


@app.get("/nothing")
def nothing():
    return JSONResponse(None, status_code=204)


@app.get("/good")
def good():
    return Response(status_code=204)


@pytest.mark.parametrize("status", [204, 205, 304])
def test_a_model_keeps_the_application_from_starting(status: int) -> None:
    broken = FastAPI()
    with pytest.raises(AssertionError, match="must not have a response body"):
        broken.add_api_route("/", lambda: {"a": 1}, status_code=status, response_model=dict)
    broken.add_api_route("/", lambda: None, status_code=status, response_model=None)


def test_what_is_returned_is_dropped() -> None:
    reply = TestClient(app).get("/returned")
    assert (reply.status_code, reply.content) == (204, b"")


def test_a_body_that_is_sent_breaks_the_protocol() -> None:
    with serve(app) as served:
        assert served.ask("/good").status == 204
        assert served.observed.raised == []
        for count, path in enumerate(("/sent", "/nothing"), 1):
            served.ask(path)
            assert "Too much data" in str(served.wait_for_error())
            assert eventually(lambda count=count: len(served.observed.raised) == count)
