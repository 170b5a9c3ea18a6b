"""FL119: a `def` dependency that does nothing worth a thread still pays for one, at every request."""

import asyncio
import statistics
import time
from typing import Any

from fastapi import Depends, FastAPI

DEPENDENCIES = 8
"""So many at once that the difference stands out of the noise of a busy machine."""


def bad_settings() -> int:
    return 1


async def good_settings() -> int:
    return 1


app = FastAPI()


@app.get("/bad", dependencies=[Depends(bad_settings, use_cache=False) for _ in range(DEPENDENCIES)])
async def bad() -> None:
    pass


@app.get("/good", dependencies=[Depends(good_settings, use_cache=False) for _ in range(DEPENDENCIES)])
async def good() -> None:
    pass


def test_every_def_dependency_costs_a_trip_to_the_threadpool() -> None:
    times = asyncio.run(measure())
    assert times["/bad"] > 1.3 * times["/good"], times


async def measure() -> dict[str, float]:
    """The seconds that one request of each path takes: the median of many, taken in turns."""
    times: dict[str, list[float]] = {"/bad": [], "/good": []}
    for _ in range(150):
        for path, taken in times.items():
            start = time.perf_counter()
            await request(path)
            taken.append(time.perf_counter() - start)
    return {path: statistics.median(taken) for path, taken in times.items()}


async def request(path: str) -> None:
    """One GET, straight into the application: no server, no client, nothing else to measure."""
    statuses = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": [], "root_path": ""}
    await app(scope, receive, send)
    assert statuses == [200]
