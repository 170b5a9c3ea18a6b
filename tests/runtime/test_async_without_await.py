"""FL111: an `async def` endpoint that awaits nothing serves one request at a time while the code it calls waits."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi import FastAPI

from .bystander import BLOCK, STALLED, Served, add_ping, expect_free, expect_stall, serve

app = FastAPI()
add_ping(app)
orders = {1: "tea"}


def find_order() -> str:
    """Code of which nothing is known: today it waits."""
    time.sleep(BLOCK)
    return orders[1]


@app.get("/bad")
async def bad() -> str:
    return find_order()


@app.get("/good")
def good() -> str:
    return find_order()


@app.get("/harmless")
async def harmless() -> str:
    return orders[1]


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with serve(app) as running:
        yield running


def test_the_bystander_waits(served: Served) -> None:
    expect_stall(served, "/bad")
    expect_free(served, "/good")


def test_requests_are_served_one_after_the_other(served: Served) -> None:
    assert time_for_two(served, "/bad") >= 2 * BLOCK
    assert min(time_for_two(served, "/good") for _ in range(2)) < 2 * BLOCK


def time_for_two(served: Served, path: str) -> float:
    """How long two requests at the same time take together."""
    start = time.monotonic()
    with ThreadPoolExecutor(2) as clients:
        for reply in [clients.submit(served.ask, path) for _ in range(2)]:
            assert reply.result().status == 200
    return time.monotonic() - start


def test_memory_alone_is_innocent(served: Served) -> None:
    assert min(served.ask("/harmless").seconds for _ in range(3)) < STALLED
