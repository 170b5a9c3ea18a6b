"""FL106: waiting for a thread on the event loop makes every other request wait, and may wait for what it prevents.

The worst case, a threading lock held across an `await`, kills the server: it runs in a process of its own.
"""

import asyncio
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from fastapi import FastAPI

from .bystander import BLOCK, PATIENCE, Observed, Served, add_ping, eventually, expect_free, serve
from .two_colours import prove_blocking


def later(action: Callable[[], object]) -> threading.Thread:
    """Another thread does this after `BLOCK` seconds."""
    timer = threading.Timer(BLOCK, action)
    timer.daemon = True
    timer.start()
    return timer


def by_event() -> None:
    done = threading.Event()
    later(done.set)
    done.wait()


def by_lock() -> None:
    lock = threading.Lock()
    lock.acquire()
    later(lock.release)
    with lock:
        pass


def by_queue() -> None:
    jobs: queue.Queue[int] = queue.Queue()
    later(lambda: jobs.put(1))
    jobs.get()


def by_future() -> None:
    answer: Future[int] = Future()
    later(lambda: answer.set_result(1))
    answer.result()


def by_join() -> None:
    later(lambda: None).join()


def by_leaving_an_executor() -> None:
    with ThreadPoolExecutor() as executor:
        executor.submit(time.sleep, BLOCK)


def test_waiting_for_a_thread_on_the_loop_stalls_the_bystander() -> None:
    prove_blocking(
        {
            "event": by_event,
            "lock": by_lock,
            "queue": by_queue,
            "future": by_future,
            "join": by_join,
            "executor": by_leaving_an_executor,
        }
    )


def test_a_consumer_on_the_loop_keeps_its_producer_from_running() -> None:
    bad_jobs: queue.Queue[str] = queue.Queue()
    good_jobs: asyncio.Queue[str] = asyncio.Queue()
    app = FastAPI()

    @app.get("/bad/take")
    async def bad_take() -> str:
        try:
            return bad_jobs.get(timeout=BLOCK)
        except queue.Empty:
            return "nothing came"

    @app.get("/bad/put")
    async def bad_put() -> None:
        bad_jobs.put("job")

    @app.get("/good/take")
    async def good_take() -> str:
        return await asyncio.wait_for(good_jobs.get(), PATIENCE)

    @app.get("/good/put")
    async def good_put() -> None:
        await good_jobs.put("job")

    with serve(app) as served:
        assert take_and_put(served, "/bad") == '"nothing came"'
        assert take_and_put(served, "/good") == '"job"'


def take_and_put(served: Served, prefix: str) -> str:
    """The answer of the consumer, when the producer is asked while the consumer waits."""
    with ThreadPoolExecutor() as client:
        consumer = client.submit(served.ask, f"{prefix}/take")
        served.wait_for_arrival(f"{prefix}/take", 1)
        served.ask(f"{prefix}/put")
        return consumer.result().text


def test_two_requests_with_a_threading_lock_held_across_an_await_kill_the_server(tmp_path: Path) -> None:
    script, port_file = Path(__file__).with_name("lock_across_await.py"), tmp_path / "port"
    child = subprocess.Popen([sys.executable, os.fspath(script), os.fspath(port_file)])
    try:
        assert eventually(port_file.exists), "the server did not start"
        served = Served(int(port_file.read_text()), Observed(app_of_another_process))
        assert twice(served, "/good", PATIENCE) == [True, True]
        assert twice(served, "/bad", 1.0) == [False, False]
        assert not answers(served, "/ping", 1.0)
    finally:
        child.kill()
        child.wait()


async def app_of_another_process(scope: object, receive: object, send: object) -> None:
    """Stands for the application of the child, which cannot be observed from here."""


def twice(served: Served, path: str, limit: float) -> list[bool]:
    """Two requests at the same time: was either answered within the limit?"""
    with ThreadPoolExecutor() as clients:
        return [reply.result() for reply in [clients.submit(answers, served, path, limit) for _ in range(2)]]


def answers(served: Served, path: str, limit: float) -> bool:
    """Does the server reply within the limit?"""
    try:
        return served.ask(path, timeout=limit).status == 200
    except TimeoutError:
        return False


def test_an_asyncio_event_is_innocent() -> None:
    app = FastAPI()
    add_ping(app)

    @app.get("/good")
    async def good() -> None:
        done = asyncio.Event()
        asyncio.get_running_loop().call_later(BLOCK, done.set)
        await done.wait()

    with serve(app) as served:
        expect_free(served, "/good")
