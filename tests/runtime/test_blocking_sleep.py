"""FL101: `time.sleep` on the event loop makes every other request wait, however far down it is called."""

import asyncio
import functools
import time
from collections.abc import Callable

from fastapi import FastAPI

from .bystander import BLOCK, add_ping, expect_free, serve
from .two_colours import prove_blocking


def three_calls_down() -> None:
    def service() -> None:
        repository()

    def repository() -> None:
        time.sleep(BLOCK)

    service()


def retried(function: Callable[[], None]) -> Callable[[], None]:
    """A retry decorator as many projects have one: the pause is a sleep."""

    @functools.wraps(function)
    def wrapper() -> None:
        try:
            function()
        except ConnectionError:
            time.sleep(BLOCK)

    return wrapper


@retried
def flaky() -> None:
    raise ConnectionError


def test_a_sleep_on_the_loop_stalls_the_bystander() -> None:
    prove_blocking(
        {
            "sleep": lambda: time.sleep(BLOCK),
            "three-calls-down": three_calls_down,
            "retry-decorator": flaky,
        }
    )


def test_asyncio_sleep_is_innocent() -> None:
    app = FastAPI()
    add_ping(app)

    @app.get("/good")
    async def good() -> None:
        await asyncio.sleep(BLOCK)

    with serve(app) as served:
        expect_free(served, "/good")
