"""FL116: a thread of the pool has no event loop, and a loop of its own is not the loop of the server's objects."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import anyio.from_thread
import pytest
from fastapi import BackgroundTasks, Depends, FastAPI

from .bystander import Served, serve

pytestmark = [
    pytest.mark.filterwarnings("ignore:coroutine .* was never awaited"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]

done: list[str] = []


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    # An Event belongs to the loop on which somebody has waited for it.
    app.state.closed = asyncio.Event()
    waiter = asyncio.create_task(app.state.closed.wait())
    yield
    waiter.cancel()


app = FastAPI(lifespan=lifespan)


async def job() -> None:
    done.append("job")


async def wait_for_close() -> str:
    await asyncio.wait_for(app.state.closed.wait(), 0.01)
    return "closed"


async def is_closed() -> bool:
    return bool(app.state.closed.is_set())


@app.get("/bad/create-task")
def bad_create_task() -> None:
    asyncio.create_task(job())  # noqa: RUF006


@app.get("/good/create-task")
async def good_create_task() -> None:
    await asyncio.create_task(job())


@app.get("/bad/get-event-loop")
def bad_get_event_loop() -> None:
    asyncio.get_event_loop().call_soon(done.append, "call")


@app.get("/bad/get-running-loop")
def bad_get_running_loop() -> None:
    asyncio.get_running_loop().call_soon(done.append, "call")


def bad_task() -> None:
    asyncio.create_task(job())  # noqa: RUF006


@app.get("/bad/dependency", dependencies=[Depends(bad_task)])
async def with_bad_dependency() -> None:
    pass


@app.get("/bad/background-task")
async def with_bad_background_task(tasks: BackgroundTasks) -> None:
    tasks.add_task(bad_task)


@app.get("/bad/other-loop")
def bad_other_loop() -> str:
    return asyncio.run(wait_for_close())


@app.get("/good/same-loop")
def good_same_loop() -> bool:
    return anyio.from_thread.run(is_closed)


@app.get("/good/loop-of-its-own")
def good_loop_of_its_own() -> None:
    asyncio.run(job())


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    with serve(app) as running:
        yield running


@pytest.fixture
def served(server: Served) -> Served:
    done.clear()
    server.observed.raised.clear()
    return server


@pytest.mark.parametrize("path", ["create-task", "get-event-loop", "get-running-loop", "dependency"])
def test_a_thread_of_the_pool_has_no_event_loop(served: Served, path: str) -> None:
    assert served.ask(f"/bad/{path}").status == 500
    error = served.wait_for_error()
    assert isinstance(error, RuntimeError)
    assert "event loop" in str(error)
    assert done == []


def test_nor_has_a_synchronous_background_task(served: Served) -> None:
    assert served.ask("/bad/background-task").status == 200
    assert "no running event loop" in str(served.wait_for_error())


def test_a_new_loop_cannot_wait_for_what_belongs_to_the_servers_loop(served: Served) -> None:
    assert served.ask("/bad/other-loop").status == 500
    assert "bound to a different event loop" in str(served.wait_for_error())


def test_the_innocent_neighbours(served: Served) -> None:
    assert served.ask("/good/create-task").status == 200
    assert served.ask("/good/loop-of-its-own").status == 200
    assert done == ["job", "job"]
    assert served.ask("/good/same-loop").text == "false"
