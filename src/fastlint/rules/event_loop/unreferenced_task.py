"""
## What it does

Reports `asyncio.create_task(...)`, `asyncio.ensure_future(...)` and `loop.create_task(...)` whose result is thrown
away.

## Why is this bad?

The event loop holds its tasks weakly. A task that nobody else holds may be collected while it waits, and then its work
simply ends in the middle. And nobody hears of its exception: the client gets a 200, the log a line at some later time,
or none. Measured: a dropped task that waits for an event is gone after the next garbage collection.

## Example

```py
import asyncio

from fastapi import FastAPI

app = FastAPI()


async def send_mails() -> None:
    await asyncio.sleep(10)


@app.post("/mails")
async def start() -> None:
    asyncio.create_task(send_mails())  # error
```

Use instead:

```py
import asyncio

from fastapi import FastAPI

app = FastAPI()
running: set[asyncio.Task[None]] = set()


async def send_mails() -> None:
    await asyncio.sleep(10)


@app.post("/mails")
async def start() -> None:
    task = asyncio.create_task(send_mails())
    running.add(task)
    task.add_done_callback(running.discard)
```

## When it is silent

Where the task is assigned, awaited, returned, put into a container or passed on; for `asyncio.TaskGroup` and the task
groups of anyio, which hold their tasks; for functions of the project that make a task and keep it themselves; and in
threads, where the call fails anyway (`asyncio-api-in-threadpool`).

## References

- [`asyncio.create_task`: save a reference to the result](https://docs.python.org/3/library/asyncio-task.html#asyncio.create_task)
"""

from collections.abc import Iterator

from fastlint.project import EventKind, LoopEvent, Project
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Severity

RULE = Rule(
    module=__name__,
    code="FL113",
    summary="A task is started and nobody keeps it",
    subject=LoopEvent,
    severity=Severity.WARNING,
    since="0.1.0",
)


def check(seen: LoopEvent, project: Project) -> Iterator[Diagnostic]:
    """A task that nobody holds."""
    if seen.event.kind is EventKind.DROPPED_TASK and (seen.is_on_loop or not seen.is_in_thread):
        yield RULE.at(
            seen.span,
            f"nobody keeps the task of `{seen.event.detail}`, so it may be collected while it waits",
            help="keep it in a set and discard it when it is done, or start it in an `asyncio.TaskGroup`",
            routes=seen.routes,
        )
