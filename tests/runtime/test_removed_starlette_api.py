"""FL463: what Starlette 1.0 has removed fails, and what it has renamed warns."""

import asyncio
import warnings
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI, Request, status
from fastapi.responses import FileResponse
from fastapi.templating import Jinja2Templates
from fastapi.testclient import TestClient
from starlette.applications import Starlette
from starlette.concurrency import run_until_first_complete

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def old(function: Any) -> Any:
    """A function of which the type checker is to forget the signature."""
    return function


@pytest.fixture
def templates(tmp_path: Path) -> Jinja2Templates:
    (tmp_path / "page.html").write_text("hello", encoding="utf-8")
    return Jinja2Templates(directory=tmp_path)


def test_the_request_comes_first(templates: Jinja2Templates) -> None:
    app = FastAPI()

    @app.get("/old")
    def old_page(request: Request) -> Any:
        return old(templates.TemplateResponse)("page.html", {"request": request})

    @app.get("/keywords")
    def old_keywords(request: Request) -> Any:
        return old(templates.TemplateResponse)(name="page.html", context={"request": request})

    @app.get("/new")
    def new_page(request: Request) -> Any:
        return templates.TemplateResponse(request, "page.html")

    client = TestClient(app)
    with pytest.raises(TypeError):
        client.get("/old")
    with pytest.raises(TypeError):
        client.get("/keywords")
    assert client.get("/new").text == "hello"


def test_arguments_that_are_gone() -> None:
    with pytest.raises(TypeError):
        old(Jinja2Templates)("templates", autoescape=False)
    with pytest.raises(TypeError):
        old(FileResponse)("x.txt", method="GET")
    with pytest.raises(TypeError):
        old(Starlette)(on_startup=[print])
    with pytest.raises(AttributeError):
        old(FastAPI()).add_event_handler("startup", print)


@pytest.mark.parametrize(
    "name",
    [
        "HTTP_413_REQUEST_ENTITY_TOO_LARGE",
        "HTTP_414_REQUEST_URI_TOO_LONG",
        "HTTP_416_REQUESTED_RANGE_NOT_SATISFIABLE",
        "HTTP_422_UNPROCESSABLE_ENTITY",
    ],
)
def test_old_names_of_statuses_warn(name: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(Warning, match="deprecated"):
            getattr(status, name)


def test_a_deprecated_function_warns() -> None:
    async def done() -> None:
        pass

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(Warning, match="deprecated"):
            asyncio.run(run_until_first_complete((done, {})))
