"""
## What it does

Reports `time.sleep`, and anything else that sleeps in the calling thread (the pauses of `tenacity`, `backoff` and
`retrying` between two attempts), when the event loop reaches it: directly in an `async def`, or through any number of
calls, classes and files.

## Why is this bad?

A coroutine runs on the event loop, and the loop does one thing at a time. While it sleeps, the worker answers nobody:
no other request, no health check, no WebSocket. Measured under uvicorn, a `time.sleep(0.8)` in one endpoint delays a
concurrent `GET /ping` by 0.80 s, also from three calls down; with `await asyncio.sleep(0.8)` the ping takes 0.008 s.

## Example

```py
import time

from fastapi import FastAPI

app = FastAPI()


@app.get("/report")
async def report() -> str:
    time.sleep(1)  # error
    return "ready"
```

Use instead:

```py
import asyncio

from fastapi import FastAPI

app = FastAPI()


@app.get("/report")
async def report() -> str:
    await asyncio.sleep(1)
    return "ready"
```

## When it is silent

In a plain `def` endpoint or dependency, which FastAPI runs in a thread; in what is handed to a thread or a process
(`asyncio.to_thread`, `run_in_threadpool`, `run_in_executor`, `Thread(target=...)`, a plain function given to
`BackgroundTasks.add_task`); below `if __name__ == "__main__":`; in the start and the end of the application, unless
`startup = true` is configured (then with severity info: it only delays the start); and in tests, for they stall no
server: `test_*.py`, `*_test.py`, `conftest.py` and what lies below `tests` or `test`, unless a route leads there.

`time.sleep(0)` is silent too: it yields the processor and waits for nothing.

What it does not see: a pause inside of a library that the catalogue does not know, and a sleep that is reached
through an object whose class cannot be found out. What cannot be resolved is taken to be harmless.

## Fix safety

Safe where the pause stands in the coroutine itself; unsafe below a plain `with`, which may hold a lock meanwhile. A
coroutine that awaits nothing can also be made a plain `def`, which is unsafe: it then runs in a thread.

## References

- [Concurrency and async / await](https://fastapi.tiangolo.com/async/)
- [`asyncio.sleep`](https://docs.python.org/3/library/asyncio-task.html#asyncio.sleep)
"""

from collections.abc import Iterator

from fastlint.project import Blocking, BlockingCall, Project
from fastlint.project.reading import flow
from fastlint.rule import Rule
from fastlint.rules.event_loop.blocking import diagnose
from fastlint.values import Await, Diagnostic, Fix, Imported, RenameCallee, Safety, Severity

RULE = Rule(
    module=__name__,
    code="FL101",
    summary="A sleep stops the event loop",
    subject=BlockingCall,
    severity=Severity.ERROR,
    since="0.1.0",
    fix=Safety.SAFE,
)


def check(call: BlockingCall, project: Project) -> Iterator[Diagnostic]:
    """A sleep on the event loop."""
    if call.blocking is Blocking.SLEEP:
        yield from diagnose(RULE, call, project, "sleeps", _fixes(call))


def _fixes(call: BlockingCall) -> tuple[Fix, ...]:
    """The same pause, awaited. Below a plain `with`, which may hold a lock meanwhile, somebody has to read it."""
    fact = call.function.fact
    if call.sink.name != "time.sleep" or len(call.chain) != 1 or not fact.is_async:
        return ()
    site = flow.site_at(fact, (call.span.line, call.span.column, call.span.end_line, call.span.end_column))
    if site is None:
        return ()
    fix = Fix.unsafe if any(not each.is_async for each in site.withs) else Fix.safe
    sleep = RenameCallee(call.span, (Imported("asyncio"), ".sleep"))
    return (fix("Await `asyncio.sleep`", sleep, Await(call.span)),)
