"""
## What it does

Reports what starts a process or waits for one, when the event loop reaches it: `subprocess.run` and its relatives,
`Popen` with `wait` and `communicate`, `os.system`, `os.popen`, `os.waitpid`, and libraries that run programs for you
(`GitPython`, `docker`, `pexpect`, `ffmpeg`, `fabric` ...), through any number of calls, classes and files.

## Why is this bad?

The event loop waits for the program to end and serves nobody meanwhile; a program that waits for input never ends.
Measured under uvicorn, a child that takes 0.8 s delays a concurrent `GET /ping` by as much; with
`asyncio.create_subprocess_exec` or in a plain `def` the ping takes 0.002 to 0.04 s.

## Example

```py
import subprocess

from fastapi import FastAPI

app = FastAPI()


@app.get("/version")
async def version() -> str:
    return subprocess.check_output(["git", "describe"], text=True)  # error
```

Use instead:

```py
import asyncio

from fastapi import FastAPI

app = FastAPI()


@app.get("/version")
async def version() -> str:
    child = await asyncio.create_subprocess_exec("git", "describe", stdout=asyncio.subprocess.PIPE)
    output, _ = await child.communicate()
    return output.decode()
```

## When it is silent

In a plain `def` endpoint or dependency, which FastAPI runs in a thread; in what is handed to a thread or a process
(`asyncio.to_thread`, `run_in_threadpool`, `run_in_executor`, `Thread(target=...)`, a plain function given to
`BackgroundTasks.add_task`); below `if __name__ == "__main__":`; in the start and the end of the application, unless
`startup = true` is configured (then with severity info: it only delays the start); and in tests, for they stall no
server: `test_*.py`, `*_test.py`, `conftest.py` and what lies below `tests` or `test`, unless a route leads there.

`asyncio.create_subprocess_exec` and `asyncio.create_subprocess_shell`, `anyio.run_process`, and what only looks or
tells (`Popen.poll`, `Popen.kill`) are silent.

What it does not see: programs that a library starts inside, unless its catalogue row says so, and how long a program
runs. Starting one counts as well (`Popen(...)` alone): the call returns when the program is loaded, which takes
milliseconds, more in a large worker.

## Fix safety

Unsafe: a plain `def` runs in a thread, and what it touches may be touched by several threads at once. There is a fix
where the coroutine awaits nothing, is no generator, and is called by FastAPI alone.

## References

- [Subprocesses in asyncio](https://docs.python.org/3/library/asyncio-subprocess.html)
"""

from collections.abc import Iterator

from fastlint.project import Blocking, BlockingCall, Project
from fastlint.rule import Rule
from fastlint.rules.event_loop.blocking import diagnose
from fastlint.values import Diagnostic, Safety, Severity

RULE = Rule(
    module=__name__,
    code="FL105",
    summary="A child process is waited for on the event loop",
    subject=BlockingCall,
    severity=Severity.ERROR,
    since="0.1.0",
    fix=Safety.UNSAFE,
)


def check(call: BlockingCall, project: Project) -> Iterator[Diagnostic]:
    """A child process on the event loop."""
    if call.blocking is Blocking.SUBPROCESS:
        yield from diagnose(RULE, call, project, "waits for another process")
