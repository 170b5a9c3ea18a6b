"""The slow things of the outer world that the blocking proofs wait for: a web server, a mail server, a named pipe.

Everything is on loopback or in a temporary folder, and everything takes `BLOCK` seconds.
"""

import os
import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .bystander import BLOCK


@contextmanager
def slow_server(reply: bytes) -> Iterator[int]:
    """A TCP server that says nothing for `BLOCK` seconds, then this, and hangs up; gives its port."""

    class SlowHandler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            time.sleep(BLOCK)
            # A client that gave up is no error of this server.
            try:
                self.request.sendall(reply)
                self.request.settimeout(BLOCK)
                self.request.recv(65536)
            except OSError:
                return

    class SlowServer(socketserver.ThreadingTCPServer):
        daemon_threads = True
        allow_reuse_address = True

    with SlowServer(("127.0.0.1", 0), SlowHandler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()


@contextmanager
def slow_web_server() -> Iterator[str]:
    """A web server that needs `BLOCK` seconds for every answer; gives its URL."""
    body = b'{"ok": true}'
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
    with slow_server(head % len(body) + body) as port:
        yield f"http://127.0.0.1:{port}"


def fill_later(pipe: Path) -> None:
    """Write to a named pipe after `BLOCK` seconds: until then whoever opens it for reading waits, as on a slow disk."""

    def fill() -> None:
        time.sleep(BLOCK)
        with pipe.open("wb") as stream:
            stream.write(b"content")

    threading.Thread(target=fill, daemon=True).start()


def drain_later(pipe: Path) -> None:
    """Read a named pipe after `BLOCK` seconds: until then whoever opens it for writing waits."""

    def drain() -> None:
        time.sleep(BLOCK)
        with pipe.open("rb") as stream:
            stream.read()

    threading.Thread(target=drain, daemon=True).start()


def make_pipe(folder: Path) -> Path:
    """A fresh named pipe in this folder."""
    pipe = folder / f"pipe-{time.monotonic_ns()}"
    os.mkfifo(pipe)
    return pipe
