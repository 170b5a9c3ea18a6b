"""FL105: waiting for a child process on the event loop makes every other request wait for the child."""

import asyncio
import os
import shlex
import subprocess
import sys

from fastapi import FastAPI

from .bystander import BLOCK, add_ping, expect_free, serve
from .two_colours import prove_blocking

NAP = [sys.executable, "-S", "-c", f"import time; time.sleep({BLOCK})"]


def by_popen_wait() -> None:
    child = subprocess.Popen(NAP)
    child.wait()


def test_a_child_process_on_the_loop_stalls_the_bystander() -> None:
    prove_blocking(
        {
            "run": lambda: subprocess.run(NAP, check=True),
            "popen-wait": by_popen_wait,
            "os-system": lambda: os.system(shlex.join(NAP)),
        }
    )


def test_an_asyncio_child_process_is_innocent() -> None:
    app = FastAPI()
    add_ping(app)

    @app.get("/good")
    async def good() -> None:
        child = await asyncio.create_subprocess_exec(*NAP)
        await child.wait()

    with serve(app) as served:
        expect_free(served, "/good")
