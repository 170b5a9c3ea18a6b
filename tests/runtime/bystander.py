"""The harness of the runtime proofs: an application under uvicorn, a culprit request, and a bystander beside it.

In goes an ASGI application, out comes how long an innocent request had to wait while the culprit was at work. The
server runs in a thread of the test process, on a free loopback port, with one event loop, as every uvicorn worker.

How a measurement stays true on a busy machine: the bystander starts when the culprit has *reached* the application (a
thin ASGI layer says so), not some guessed time later; a bystander that came too late to tell is sent again; and where
the loop is expected to be free, a hiccup of the machine may spoil four attempts out of five. Neither retry can make a
stalled loop look free, for a blocking call lasts its whole time at every attempt.
"""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from typing import Any, Final

import uvicorn

BLOCK: Final = 0.4
"""How long every culprit works, in seconds."""

STALLED: Final = 0.28
"""A bystander that waited this long has waited for the culprit."""

FREE: Final = STALLED / 2
"""A bystander that was answered within this time has not."""

LEAD: Final = 0.03
"""From the arrival of the culprit to the departure of the bystander: time for the culprit to get to its work."""

TOO_LATE: Final = 0.1
"""A bystander that left later than this after the culprit's arrival cannot tell anything: the culprit may be done."""

PATIENCE: Final = 20.0
"""The limit for anything that a proof waits for; met only if something is broken."""

WEBSOCKET_HEADERS: Final = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "YSBwYXRpZW50IGZlbGxvdw==",
}

Scope = dict[str, Any]
Receive = Callable[[], Any]
Send = Callable[[dict[str, Any]], Any]
Application = Callable[[Any, Any, Any], Any]


@dataclass(frozen=True, slots=True)
class Reply:
    """What a client saw: the status, the body, and how long it waited for both."""

    status: int
    text: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Latencies:
    """How long the culprit took, and how long the bystander waited beside it, in seconds."""

    culprit: float
    bystander: float


@dataclass(slots=True)
class Observed:
    """The application under test, and what it did that no client can see."""

    application: Application
    raised: list[BaseException] = field(default_factory=list)
    arrivals: dict[str, list[float]] = field(default_factory=dict)
    arrived: threading.Condition = field(default_factory=threading.Condition)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            with self.arrived:
                self.arrivals.setdefault(scope["path"], []).append(time.monotonic())
                self.arrived.notify_all()
        try:
            await self.application(scope, receive, send)
        except Exception as error:
            self.raised.append(error)
            raise


@dataclass(frozen=True, slots=True)
class Served:
    """A running server: what can be asked of it."""

    port: int
    observed: Observed

    def ask(self, path: str, method: str = "GET", timeout: float = PATIENCE) -> Reply:
        """Send one request on a connection of its own; TimeoutError when no answer comes in time.

        With the method WEBSOCKET: open a WebSocket and hang up; the status is 101 when it was accepted.
        """
        headers = {}
        if method == "WEBSOCKET":
            method, headers = "GET", WEBSOCKET_HEADERS
        start = time.monotonic()
        connection = HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request(method, path, headers=headers)
            response = connection.getresponse()
            text = response.read().decode()
        finally:
            connection.close()
        return Reply(response.status, text, time.monotonic() - start)

    def arrivals(self, path: str) -> int:
        """How many requests for this path have reached the application."""
        return len(self.observed.arrivals.get(without_query(path), ()))

    def wait_for_arrival(self, path: str, count: int) -> float:
        """Wait until so many requests for this path have reached the application; the moment when the last did."""
        with self.observed.arrived:
            assert self.observed.arrived.wait_for(lambda: self.arrivals(path) >= count, PATIENCE), (
                f"{path} never arrived"
            )
            return self.observed.arrivals[without_query(path)][count - 1]

    def wait_for_error(self) -> BaseException:
        """Wait until the application has raised, and hand out what: it may come after the reply."""
        assert eventually(lambda: bool(self.observed.raised)), "the application raised nothing"
        return self.observed.raised[-1]

    def latencies(self, *culprits: str, bystander: str = "/ping", method: str = "GET") -> Latencies:
        """Send all culprits at once and then, while they are at work, the bystander."""
        for _ in range(5):
            expected = {culprit: self.arrivals(culprit) + 1 for culprit in culprits}
            with ThreadPoolExecutor(len(culprits)) as senders:
                replies = [senders.submit(self.ask, culprit, method) for culprit in culprits]
                arrivals = [self.wait_for_arrival(culprit, count) for culprit, count in expected.items()]
                time.sleep(LEAD)
                departure = time.monotonic()
                reply = self.ask(bystander)
            assert reply.status == 200, f"the bystander got {reply.status}: {reply.text}"
            if departure - min(arrivals) < TOO_LATE or reply.seconds >= STALLED:
                return Latencies(min(reply.result().seconds for reply in replies), reply.seconds)
            time.sleep(BLOCK)
        raise AssertionError("this machine is too busy to measure: the bystander came too late five times")


def without_query(path: str) -> str:
    """The part of a request's target that an ASGI scope calls its path."""
    return path.partition("?")[0]


def add_ping(application: Any) -> None:
    """Give a FastAPI application its bystanders: one on the event loop, one in the threadpool."""

    async def ping() -> str:
        return "pong"

    def ping_in_thread() -> str:
        return "pong"

    application.get("/ping")(ping)
    application.get("/ping-in-thread")(ping_in_thread)


@contextmanager
def serve(application: Application) -> Iterator[Served]:
    """Run the application under uvicorn on a free loopback port until the block ends."""
    observed = Observed(application)
    # Some proofs leave work behind on purpose: it gets a second, then it is cancelled.
    config = uvicorn.Config(observed, log_level="critical", access_log=False, timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        try:
            assert eventually(lambda: server.started or not thread.is_alive()), "uvicorn did not start"
            assert server.started, "the application failed at startup"
            yield Served(port, observed)
        finally:
            server.should_exit = True
            thread.join(PATIENCE)


def eventually(condition: Callable[[], bool], patience: float = PATIENCE) -> bool:
    """Wait for a condition; False when it did not come true within the limit."""
    deadline = time.monotonic() + patience
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.005)
    return True


def expect_stall(served: Served, culprit: str, bystander: str = "/ping", method: str = "GET") -> None:
    """The bystander waits for the culprit: the event loop was blocked."""
    seen = served.latencies(culprit, bystander=bystander, method=method)
    assert seen.bystander >= STALLED, f"{culprit}: {bystander} was answered after {seen.bystander:.3f} s"


def expect_free(
    served: Served, *culprits: str, bystander: str = "/ping", method: str = "GET", replies_late: bool = True
) -> None:
    """The bystander is answered while all these culprits work. `replies_late`: they reply when their work is done."""
    attempts = []
    for _ in range(5):
        seen = served.latencies(*culprits, bystander=bystander, method=method)
        assert not replies_late or seen.culprit >= STALLED, f"done after {seen.culprit:.3f} s: no work was seen"
        if seen.bystander <= FREE:
            return
        attempts.append(round(seen.bystander, 3))
    raise AssertionError(f"{culprits}: {bystander} waited {attempts} s")
