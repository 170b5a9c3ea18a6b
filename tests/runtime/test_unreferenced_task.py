"""FL113: nobody but the caller keeps a task alive, and nobody else hears of its exception."""

import asyncio
import gc
import weakref
from collections.abc import Iterator

import pytest
from fastapi import FastAPI

from .bystander import Served, eventually, serve

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

app = FastAPI()
ended: list[str] = []
listeners: weakref.WeakSet[asyncio.Event] = weakref.WeakSet()
running: set[asyncio.Task[None]] = set()


async def job(name: str) -> None:
    """Waits to be told, by somebody who knows it only weakly, as caches and signal libraries do."""
    told = asyncio.Event()
    listeners.add(told)
    await told.wait()
    ended.append(name)


async def failing_job() -> None:
    raise LookupError("no such order")


@app.get("/bad/start")
async def bad_start() -> None:
    asyncio.create_task(job("bad"))  # noqa: RUF006


@app.get("/good/start")
async def good_start() -> None:
    task = asyncio.create_task(job("good"))
    running.add(task)
    task.add_done_callback(running.discard)


@app.get("/tell")
async def tell() -> int:
    gc.collect()
    waiting = list(listeners)
    for told in waiting:
        told.set()
    return len(waiting)


@app.get("/bad/fail")
async def bad_fail() -> str:
    asyncio.create_task(failing_job())  # noqa: RUF006
    return "started"


@app.get("/good/fail")
async def good_fail() -> str:
    async with asyncio.TaskGroup() as group:
        group.create_task(failing_job())
    return "done"


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with serve(app) as server:
        yield server


def test_a_task_that_nobody_holds_is_collected_while_it_waits(served: Served) -> None:
    ended.clear()
    served.ask("/bad/start")
    served.ask("/good/start")
    assert served.ask("/tell").text == "1"
    assert eventually(lambda: bool(ended))
    assert ended == ["good"]


def test_the_exception_of_a_task_that_nobody_awaits_is_lost(served: Served) -> None:
    reply = served.ask("/bad/fail")
    assert (reply.status, reply.text) == (200, '"started"')
    assert served.observed.raised == []
    assert served.ask("/good/fail").status == 500
