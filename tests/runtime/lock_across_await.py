"""A server whose endpoints await while they hold a lock: `python lock_across_await.py PORT_FILE`.

With the threading lock, a second request waits for the lock on the event loop, where the first can never resume to free
it. So it must be a process of its own, to be killed. The port is written to PORT_FILE as soon as the server listens.
"""

import asyncio
import os
import socket
import sys
import threading
from pathlib import Path

import uvicorn
from fastapi import FastAPI

app = FastAPI()
threading_lock = threading.Lock()
asyncio_lock = asyncio.Lock()


@app.get("/ping")
async def ping() -> str:
    return "pong"


@app.get("/bad")
async def bad() -> str:
    with threading_lock:
        await asyncio.sleep(0.2)
    return "done"


@app.get("/good")
async def good() -> str:
    async with asyncio_lock:
        await asyncio.sleep(0.2)
    return "done"


def main() -> None:
    port_file = Path(sys.argv[1])
    listener = socket.create_server(("127.0.0.1", 0))
    unfinished = port_file.with_suffix(".part")
    unfinished.write_text(str(listener.getsockname()[1]))
    os.replace(unfinished, port_file)
    uvicorn.Server(uvicorn.Config(app, log_level="critical")).run(sockets=[listener])


if __name__ == "__main__":
    main()
