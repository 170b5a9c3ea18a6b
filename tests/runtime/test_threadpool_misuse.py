"""FL115: a threadpool takes a function, not its result: `to_thread(f())` blocks first and fails then."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator

import anyio.to_thread
import pytest
from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool

from .bystander import BLOCK, Served, add_ping, expect_free, expect_stall, serve

pytestmark = [
    pytest.mark.filterwarnings("ignore:coroutine .* was never awaited"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


def report() -> str:
    time.sleep(BLOCK)
    return "report"


reports: list[str] = []


async def asynchronous_report() -> str:
    reports.append("written")
    return "report"


def in_executor(function: Callable[[], object]) -> Awaitable[object]:
    return asyncio.get_running_loop().run_in_executor(None, function)


HAND_OVERS: dict[str, Callable[..., Awaitable[object]]] = {
    "run-in-threadpool": run_in_threadpool,
    "asyncio-to-thread": asyncio.to_thread,
    "anyio-to-thread": anyio.to_thread.run_sync,
    "run-in-executor": in_executor,
}

app = FastAPI()
add_ping(app)


def add_endpoints(name: str, hand_over: Callable[..., Awaitable[object]]) -> None:
    @app.get(f"/bad/{name}")
    async def bad() -> str:
        return str(await hand_over(report()))

    @app.get(f"/good/{name}")
    async def good() -> str:
        return str(await hand_over(report))

    @app.get(f"/bad/async/{name}")
    async def bad_async() -> str:
        return type(await hand_over(asynchronous_report)).__name__


for name, hand_over in HAND_OVERS.items():
    add_endpoints(name, hand_over)


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with serve(app) as running:
        yield running


@pytest.mark.parametrize("name", HAND_OVERS)
def test_a_called_function_blocks_the_loop_and_then_fails(served: Served, name: str) -> None:
    served.observed.raised.clear()
    expect_stall(served, f"/bad/{name}")
    assert isinstance(served.wait_for_error(), TypeError)


def test_a_function_that_is_handed_over_works(served: Served) -> None:
    expect_free(served, *(f"/good/{name}" for name in HAND_OVERS))
    assert served.ask("/good/run-in-threadpool").text == '"report"'


@pytest.mark.parametrize("name", HAND_OVERS)
def test_a_coroutine_function_gives_a_coroutine_that_never_runs(served: Served, name: str) -> None:
    reports.clear()
    assert served.ask(f"/bad/async/{name}").text == '"coroutine"'
    assert reports == []
