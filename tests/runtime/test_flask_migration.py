"""FL481, FL482, FL483 and FL484: what is left of Flask fails under FastAPI, or does something else."""

from typing import Any

import flask
import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient
from starlette.applications import Starlette

from fastlint.project.routing.flask_names import (
    APP_ATTRIBUTES,
    GLOBALS,
    REQUEST_ATTRIBUTES,
    REQUEST_METHODS,
    SCOPE_KEYS,
    STARLETTE_ATTRIBUTES,
)


def client(endpoint: Any, path: str = "/") -> TestClient:
    app = FastAPI()
    app.add_api_route(path, endpoint, methods=["GET", "POST"])
    return TestClient(app, raise_server_exceptions=False)


@pytest.mark.parametrize("name", sorted(APP_ATTRIBUTES))
def test_the_application_has_no_such_attribute(name):
    assert hasattr(flask.Flask("shop"), name) or name == "before_first_request"  # gone since Flask 2.3
    with pytest.raises(AttributeError):
        getattr(FastAPI(), name)


@pytest.mark.parametrize("name", sorted(STARLETTE_ATTRIBUTES))
def test_an_application_of_starlette_has_no_such_attribute(name):
    assert name in APP_ATTRIBUTES
    with pytest.raises(AttributeError):
        getattr(Starlette(), name)


def test_a_verb_takes_no_methods():
    with pytest.raises(TypeError, match="methods"):
        FastAPI().get("/x", methods=["GET"])  # type: ignore[call-arg]


@pytest.mark.parametrize("name", sorted(REQUEST_ATTRIBUTES))
def test_the_request_has_no_such_attribute(name):
    def read(request: Request) -> str:
        return str(getattr(request, name))

    with flask.Flask("shop").test_request_context("/"):
        assert hasattr(flask.request, name)
    assert client(read).get("/").status_code == 500


@pytest.mark.parametrize("name", sorted(REQUEST_METHODS))
def test_what_flask_reads_is_a_method(name):
    async def read(request: Request) -> bool:
        return callable(getattr(request, name))

    assert client(read).get("/").json() is True


def test_get_reads_the_scope():
    async def read(request: Request) -> dict[str, Any]:
        return {"query": request.get("q"), "path": request.get("path"), "keys": sorted(request.keys())}

    found = client(read).get("/?q=x").json()

    assert (found["query"], found["path"]) == (None, "/")
    assert {key for key in found["keys"] if "." not in key and not key.startswith("fastapi")} <= SCOPE_KEYS


def test_flasks_notation_is_plain_text():
    async def read(item_id: int) -> int:
        return item_id

    bad, good = client(read, "/items/<int:item_id>"), client(read, "/items/{item_id}")

    assert bad.get("/items/3").status_code == 404
    assert good.get("/items/3").json() == 3


@pytest.mark.parametrize("name", ["jsonify", "abort", "render_template_string", "url_for", "flash"])
def test_flasks_helpers_fail(name):
    def read() -> Any:
        return getattr(flask, name)(404 if name == "abort" else "/")

    assert name in GLOBALS
    assert client(read).get("/").status_code == 500


def test_a_redirect_of_flask_is_sent_as_json():
    def read():
        return flask.redirect("/elsewhere")

    response = client(read).get("/", follow_redirects=False)

    assert response.status_code == 200
    assert response.headers.get("location") is None


@pytest.mark.parametrize("name", ["request", "g", "session", "current_app"])
def test_flasks_globals_need_a_context(name):
    def read() -> str:
        return str(getattr(flask, name).missing)

    assert client(read).get("/").status_code == 500
