"""One piece of blocking work in three places: on the event loop, in a `def` endpoint, handed to a thread."""

from collections.abc import Callable, Mapping

from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool

from .bystander import Served, add_ping, expect_free, expect_stall, serve


def prove_blocking(works: Mapping[str, Callable[[], object]]) -> None:
    """Each work, called in an `async def` endpoint, stalls the bystander; all of them at once, in threads, do not."""
    with serve(application(works)) as served:
        for name in works:
            expect_stall(served, f"/async-def/{name}")
        expect_all_free(served, works)


def expect_all_free(served: Served, works: Mapping[str, Callable[[], object]]) -> None:
    """The two innocent forms of all works, all at the same time, leave the bystander alone."""
    expect_free(served, *(f"/{form}/{name}" for form in ("def", "run-in-threadpool") for name in works))


def application(works: Mapping[str, Callable[[], object]]) -> FastAPI:
    """Three endpoints for each work: `/async-def/NAME`, `/def/NAME`, `/run-in-threadpool/NAME`."""
    app = FastAPI()
    add_ping(app)
    for name, work in works.items():
        add_endpoints(app, name, work)
    return app


def add_endpoints(app: FastAPI, name: str, work: Callable[[], object]) -> None:
    """The bad endpoint and the two good ones."""

    async def on_the_loop() -> str:
        work()
        return "done"

    def in_the_threadpool() -> str:
        work()
        return "done"

    async def handed_to_the_threadpool() -> str:
        await run_in_threadpool(work)
        return "done"

    app.get(f"/async-def/{name}")(on_the_loop)
    app.get(f"/def/{name}")(in_the_threadpool)
    app.get(f"/run-in-threadpool/{name}")(handed_to_the_threadpool)
