"""
## What it does

Reports what waits for another thread or process (or for a human) when the event loop reaches it: `threading` locks,
semaphores, events and conditions, `queue.Queue.get`, `concurrent.futures` results and leaving an executor,
`Thread.join`, file locks, `multiprocessing` primitives and `input`, through any number of calls, classes and files.

## Why is this bad?

The event loop serves nobody while it waits, and often what it waits for can then never happen. Two requests with
`with threading.Lock():` around an `await`: the first waits in its `await`, the second for the lock, on the loop that
the first needs to go on. Measured: the server is dead for ever, without an error. A `queue.Queue.get` on the loop
keeps the request that would `put` from running. Where another thread does let go, everybody waits that long:
`Event.wait`, `Future.result`, `join` and leaving a `ThreadPoolExecutor` with 0.8 s of work delay a concurrent `GET
/ping` by 0.80 to 0.86 s; with the twins of `asyncio` the ping takes 0.002 to 0.04 s.

## Example

```py
import threading

from fastapi import FastAPI

app = FastAPI()
lock = threading.Lock()
stock = {"apple": 3}


async def save() -> None: ...


@app.post("/take/{name}")
async def take(name: str) -> None:
    with lock:  # error
        stock[name] -= 1
        await save()
```

Use instead:

```py
import asyncio

from fastapi import FastAPI

app = FastAPI()
lock = asyncio.Lock()
stock = {"apple": 3}


async def save() -> None: ...


@app.post("/take/{name}")
async def take(name: str) -> None:
    async with lock:
        stock[name] -= 1
        await save()
```

## When it is silent

In a plain `def` endpoint or dependency, which FastAPI runs in a thread; in what is handed to a thread or a process
(`asyncio.to_thread`, `run_in_threadpool`, `run_in_executor`, `Thread(target=...)`, a plain function given to
`BackgroundTasks.add_task`); below `if __name__ == "__main__":`; in the start and the end of the application, unless
`startup = true` is configured (then with severity info: it only delays the start); and in tests, for they stall no
server: `test_*.py`, `*_test.py`, `conftest.py` and what lies below `tests` or `test`, unless a route leads there.

What does not wait: `lock.acquire(blocking=False)`, `queue.get_nowait()`, a timeout of 0, `Executor.submit`,
`Executor.shutdown(wait=False)`, `Event.set`; and `asyncio`'s own primitives.

A lock that nobody holds while he awaits, yields or does blocking work, in any thread, costs nothing that you would
notice: `with lock:` around three assignments is reported with medium confidence only.

What it does not see: how long a lock is held while a library works. `Future.result()` of a future that is known to be
done waits for nothing either. `Queue.put` is silent: most queues have no bound; on a full queue that has one, it does
wait.

## Fix safety

Unsafe: a plain `def` runs in a thread, and what it touches may be touched by several threads at once. There is a fix
where the coroutine awaits nothing, is no generator, and is called by FastAPI alone.

## References

- [Synchronization primitives of asyncio](https://docs.python.org/3/library/asyncio-sync.html)
- [Developing with asyncio: concurrency and multithreading](https://docs.python.org/3/library/asyncio-dev.html)
"""

from collections.abc import Iterator

from fastlint.project import Blocking, BlockingCall, Project
from fastlint.rule import Rule
from fastlint.rules.event_loop.blocking import diagnose
from fastlint.values import Diagnostic, Safety, Severity

RULE = Rule(
    module=__name__,
    code="FL106",
    summary="The event loop waits for a lock, a queue or another thread",
    subject=BlockingCall,
    severity=Severity.ERROR,
    since="0.1.0",
    fix=Safety.UNSAFE,
)


def check(call: BlockingCall, project: Project) -> Iterator[Diagnostic]:
    """A wait for a thread, on the event loop."""
    if call.blocking is Blocking.WAIT:
        yield from diagnose(RULE, call, project, "waits for other threads")
