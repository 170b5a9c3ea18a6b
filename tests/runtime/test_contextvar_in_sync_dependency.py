"""FL118: a `def` dependency runs in a copy of the context: what it sets is lost, and what it resets is not its own."""

from collections.abc import AsyncIterator, Iterator
from contextvars import ContextVar

import pytest
from fastapi import Depends, FastAPI

from .bystander import Served, serve

tenant: ContextVar[str] = ContextVar("tenant", default="unset")
app = FastAPI()


def bad_set() -> None:
    tenant.set("acme")


async def good_set() -> None:
    tenant.set("acme")


def bad_reset() -> Iterator[None]:
    token = tenant.set("acme")
    yield
    tenant.reset(token)


async def good_reset() -> AsyncIterator[None]:
    token = tenant.set("acme")
    yield
    tenant.reset(token)


@app.get("/bad/set", dependencies=[Depends(bad_set)])
async def with_bad_set() -> str:
    return tenant.get()


@app.get("/good/set", dependencies=[Depends(good_set)])
async def with_good_set() -> str:
    return tenant.get()


@app.get("/good/set-in-def-endpoint", dependencies=[Depends(good_set)])
def with_good_set_in_def_endpoint() -> str:
    return tenant.get()


@app.get("/bad/reset", dependencies=[Depends(bad_reset)])
async def with_bad_reset() -> str:
    return tenant.get()


@app.get("/bad/reset-before-the-reply", dependencies=[Depends(bad_reset, scope="function")])
async def with_bad_reset_before_the_reply() -> str:
    return tenant.get()


@app.get("/good/reset", dependencies=[Depends(good_reset)])
async def with_good_reset() -> str:
    return tenant.get()


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    with serve(app) as running:
        yield running


@pytest.fixture
def served(server: Served) -> Served:
    server.observed.raised.clear()
    return server


def test_what_a_def_dependency_sets_is_lost(served: Served) -> None:
    assert served.ask("/bad/set").text == '"unset"'
    assert served.ask("/good/set").text == '"acme"'
    assert served.ask("/good/set-in-def-endpoint").text == '"acme"'


def test_what_a_def_yield_dependency_resets_raises_after_the_reply(served: Served) -> None:
    reply = served.ask("/bad/reset")
    assert (reply.status, reply.text) == (200, '"unset"')
    error = served.wait_for_error()
    assert isinstance(error, ValueError)
    assert "different Context" in str(error)


def test_with_the_scope_of_the_function_it_is_a_server_error(served: Served) -> None:
    assert served.ask("/bad/reset-before-the-reply").status == 500
    assert isinstance(served.wait_for_error(), ValueError)


def test_an_async_yield_dependency_is_innocent(served: Served) -> None:
    assert served.ask("/good/reset").text == '"acme"'
    assert served.observed.raised == []
