"""FL114: `add_task(f(x))` runs `f` before the reply, and then adds its result, which cannot be called."""

import asyncio
import time

import pytest
from fastapi import BackgroundTasks, FastAPI

from .bystander import BLOCK, STALLED, eventually, serve

pytestmark = [
    pytest.mark.filterwarnings("ignore:coroutine .* was never awaited"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

sent: list[str] = []


def send_mail(to: str) -> None:
    time.sleep(BLOCK)
    sent.append(to)


async def send_mail_asynchronously(to: str) -> None:
    await asyncio.sleep(0)
    sent.append(to)


app = FastAPI()


@app.get("/bad")
def bad(tasks: BackgroundTasks) -> None:
    tasks.add_task(send_mail("bad"))  # type: ignore[arg-type, func-returns-value]


@app.get("/good")
def good(tasks: BackgroundTasks) -> None:
    tasks.add_task(send_mail, "good")


@app.get("/bad/async")
def bad_async(tasks: BackgroundTasks) -> None:
    tasks.add_task(send_mail_asynchronously("bad"))  # type: ignore[arg-type]


@app.get("/good/async")
def good_async(tasks: BackgroundTasks) -> None:
    tasks.add_task(send_mail_asynchronously, "good")


def test_a_called_task_runs_before_the_reply_and_then_fails() -> None:
    sent.clear()
    with serve(app) as served:
        reply = served.ask("/bad")
        assert reply.status == 200
        assert reply.seconds >= BLOCK
        assert sent == ["bad"]
        assert isinstance(served.wait_for_error(), TypeError)


def test_a_task_that_is_handed_over_runs_after_the_reply() -> None:
    sent.clear()
    with serve(app) as served:
        assert min(served.ask("/good").seconds for _ in range(2)) < STALLED
        assert eventually(lambda: sent == ["good", "good"])
        assert served.observed.raised == []


def test_an_asynchronous_task_that_is_called_never_runs() -> None:
    sent.clear()
    with serve(app) as served:
        assert served.ask("/bad/async").status == 200
        assert isinstance(served.wait_for_error(), TypeError)
        assert served.ask("/good/async").status == 200
        assert eventually(lambda: bool(sent))
    assert sent == ["good"]
