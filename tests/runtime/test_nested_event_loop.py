"""FL110: a second event loop cannot run inside the first: every request is a RuntimeError."""

import asyncio
from collections.abc import Callable, Iterator

import anyio
import pytest
from asgiref.sync import async_to_sync
from fastapi import FastAPI

from .bystander import Served, serve

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


NESTED: list[Callable[[], int]] = [
    by_asyncio_run,
    by_run_until_complete_on_this_loop,
    by_run_until_complete_on_a_new_loop,
    by_runner,
    by_anyio_run,
    by_async_to_sync,
]

app = FastAPI()


def add_bad(nested: Callable[[], int]) -> None:
    @app.get(f"/bad/{nested.__name__}")
    async def bad() -> int:
        return nested()


for nested in NESTED:
    add_bad(nested)


@app.get("/good")
async def good() -> int:
    return await answer()


@app.get("/good/in-a-thread")
def good_in_a_thread() -> int:
    return asyncio.run(answer())


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with serve(app) as running:
        yield running


@pytest.mark.parametrize("nested", NESTED)
def test_a_nested_loop_fails_every_request(served: Served, nested: Callable[[], int]) -> None:
    served.observed.raised.clear()
    assert served.ask(f"/bad/{nested.__name__}").status == 500
    assert isinstance(served.wait_for_error(), RuntimeError)


def test_awaiting_is_innocent_and_so_is_a_loop_of_its_own_in_a_thread(served: Served) -> None:
    assert served.ask("/good").text == served.ask("/good/in-a-thread").text == "42"
