"""FL110: a second event loop cannot run inside the first: every request is a RuntimeError."""

import asyncio
from collections.abc import Callable

import anyio
import pytest
from asgiref.sync import async_to_sync
from fastapi import FastAPI

from .bystander import serve

pytestmark = pytest.mark.filterwarnings("ignore:coroutine .* was never awaited")


async def answer() -> int:
    return 42


def by_asyncio_run() -> int:
    return asyncio.run(answer())


def by_run_until_complete_on_this_loop() -> int:
    return asyncio.get_event_loop().run_until_complete(answer())


def by_run_until_complete_on_a_new_loop() -> int:
    loop = asyncio.new_event_loop()
    try:
        return loop.run_until_complete(answer())
    finally:
        loop.close()


def by_runner() -> int:
    with asyncio.Runner() as runner:
        return runner.run(answer())


def by_anyio_run() -> int:
    return anyio.run(answer)


def by_async_to_sync() -> int:
    return async_to_sync(answer)()


@pytest.mark.parametrize(
    "nested",
    [
        by_asyncio_run,
        by_run_until_complete_on_this_loop,
        by_run_until_complete_on_a_new_loop,
        by_runner,
        by_anyio_run,
        by_async_to_sync,
    ],
)
def test_a_nested_loop_fails_every_request(nested: Callable[[], int]) -> None:
    app = FastAPI()

    @app.get("/bad")
    async def bad() -> int:
        return nested()

    @app.get("/good")
    async def good() -> int:
        return await answer()

    with serve(app) as served:
        assert served.ask("/bad").status == 500
        assert isinstance(served.wait_for_error(), RuntimeError)
        assert served.ask("/good").text == "42"


def test_a_loop_of_its_own_in_a_thread_is_innocent() -> None:
    app = FastAPI()

    @app.get("/good")
    def good() -> int:
        return asyncio.run(answer())

    with serve(app) as served:
        assert served.ask("/good").text == "42"
