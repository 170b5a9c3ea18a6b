"""FL117: a `def` endpoint or stream that waits holds one thread of the pool; when all are held, every `def` waits.

The pool has 40 threads; here it has four, so that four sleepers are enough.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import anyio.to_thread
import pytest
from fastapi import Depends, FastAPI
from fastapi.responses import StreamingResponse

from .bystander import BLOCK, STALLED, Served, add_ping, expect_free, serve

POOL = 4


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    anyio.to_thread.current_default_thread_limiter().total_tokens = POOL
    yield


app = FastAPI(lifespan=lifespan)
add_ping(app)


def do_nothing() -> None:
    pass


@app.get("/ping-with-def-dependency", dependencies=[Depends(do_nothing)])
async def ping_with_def_dependency() -> str:
    return "pong"


@app.get("/bad/{client}")
def bad(client: int) -> None:
    time.sleep(BLOCK)


@app.get("/good/{client}")
async def good(client: int) -> None:
    await asyncio.sleep(BLOCK)


@app.get("/bad/events/{client}")
def bad_events(client: int) -> StreamingResponse:
    def events() -> Iterator[str]:
        time.sleep(BLOCK)
        yield "event"

    return StreamingResponse(events())


@app.get("/good/events/{client}")
async def good_events(client: int) -> StreamingResponse:
    async def events() -> AsyncIterator[str]:
        await asyncio.sleep(BLOCK)
        yield "event"

    return StreamingResponse(events())


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with serve(app) as running:
        yield running


def everybody(path: str) -> list[str]:
    """One request for each thread of the pool."""
    return [f"{path}/{client}" for client in range(POOL)]


@pytest.mark.parametrize(
    ("path", "bystander"), [("/bad", "/ping-in-thread"), ("/bad/events", "/ping-with-def-dependency")]
)
def test_waiting_threads_starve_every_def(served: Served, path: str, bystander: str) -> None:
    assert served.latencies(*everybody(path), bystander=bystander).bystander >= STALLED


def test_the_loop_itself_stays_free(served: Served) -> None:
    expect_free(served, *everybody("/bad"))


def test_waiting_on_the_loop_is_innocent(served: Served) -> None:
    expect_free(served, *everybody("/good"), *everybody("/good/events"), bystander="/ping-in-thread")
