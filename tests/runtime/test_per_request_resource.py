"""FL517, FL518: what is made or kept per request, and what that costs."""

import asyncio
import time
from typing import Any

import httpx
from fastapi import FastAPI
from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.pool import QueuePool

REQUESTS = 5


def ask(app: FastAPI, paths: list[str]) -> list[Any]:
    """The answers to requests that are made at the same time."""

    async def run() -> list[Any]:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://app") as client:
            return [reply.json() for reply in await asyncio.gather(*(client.get(path) for path in paths))]

    return asyncio.run(run())


def test_an_engine_per_request_connects_each_time(tmp_path: Any) -> None:
    app = FastAPI()
    connected: list[object] = []

    def make() -> Engine:
        engine = create_engine(f"sqlite:///{tmp_path / 'a.db'}", poolclass=QueuePool)
        event.listen(engine, "connect", lambda connection, record: connected.append(connection))
        return engine

    shared = make()

    def query(engine: Engine) -> None:
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))

    @app.get("/bad")
    async def bad() -> None:
        query(make())

    @app.get("/good")
    async def good() -> None:
        query(shared)

    ask(app, ["/bad"] * REQUESTS)
    assert len(connected) == REQUESTS
    connected.clear()
    ask(app, ["/good"] * REQUESTS)
    assert len(connected) == 1


def test_a_client_per_request_takes_the_time_of_the_loop() -> None:
    app = FastAPI()
    shared = httpx.AsyncClient()

    @app.get("/bad")
    async def bad() -> float:
        began = time.perf_counter()
        async with httpx.AsyncClient():
            return time.perf_counter() - began

    @app.get("/good")
    async def good() -> float:
        began = time.perf_counter()
        assert not shared.is_closed
        return time.perf_counter() - began

    bad_times, good_times = ask(app, ["/bad"] * REQUESTS), ask(app, ["/good"] * REQUESTS)
    assert min(bad_times) > 20 * min(good_times)
    assert min(bad_times) > 0.001


def test_concurrent_requests_lose_counts() -> None:
    app = FastAPI()
    counter = {"value": 0}

    @app.get("/")
    async def count() -> int:
        before = counter["value"]
        await asyncio.sleep(0)
        counter["value"] = before + 1
        return counter["value"]

    ask(app, ["/"] * 8)
    assert counter["value"] < 8
