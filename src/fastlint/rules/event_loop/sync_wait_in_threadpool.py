"""
## What it does

Reports plain `def` endpoints, dependencies and streams that hold their thread without using it: a sleep of a second or
more, a loop that sleeps and looks again, a wait for an event or a queue without a limit.

## Why is this bad?

FastAPI runs plain `def` functions in a pool of 40 threads, shared by all of them. A thread that sleeps is not
available to anybody, and with 40 clients who wait, no `def` endpoint or dependency of the whole application gets a
turn. Measured: with 40 sleepers, the next `def` request waits 1.6 s, an `async def` one 1 ms. An endless `def` stream
holds a thread at every step, for as long as the client stays.

## Example

```py
import time
from collections.abc import Iterator

from fastapi import FastAPI
from fastapi.responses import StreamingResponse

app = FastAPI()


def ticks() -> Iterator[str]:
    while True:
        time.sleep(1)  # error
        yield "tick"


@app.get("/ticks")
def stream() -> StreamingResponse:
    return StreamingResponse(ticks())
```

Use instead:

```py
import asyncio
from collections.abc import AsyncIterator

from fastapi import FastAPI
from fastapi.responses import StreamingResponse

app = FastAPI()


async def ticks() -> AsyncIterator[str]:
    while True:
        await asyncio.sleep(1)
        yield "tick"


@app.get("/ticks")
async def stream() -> StreamingResponse:
    return StreamingResponse(ticks())
```

## When it is silent

For sleeps of less than a second outside of a `while` loop, pauses in an `except` block (retries), waits with a timeout,
and where nobody knows for how long. Background tasks may take their time.

## References

- [Starlette: the threadpool](https://www.starlette.io/threadpool/)
- [Concurrency and async / await](https://fastapi.tiangolo.com/async/)
"""

from collections.abc import Iterator

from fastlint.project import Project, WaitInThread
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Severity

RULE = Rule(
    module=__name__,
    code="FL117",
    summary="A plain `def` endpoint or stream holds a thread of the pool while it waits",
    subject=WaitInThread,
    severity=Severity.WARNING,
    since="0.1.0",
)


def check(way: WaitInThread, project: Project) -> Iterator[Diagnostic]:
    """A wait that holds one of the threads."""
    fact = way.function.fact
    kind = "async generator" if fact.is_generator else "`async def`"
    yield RULE.at(
        way.span,
        f"{way.culprit} holds one of the 40 threads of the pool while `{fact.name}` waits",
        confidence=way.confidence,
        help=f"make `{fact.name}` an {kind} and await what it waits for",
        chain=way.chain,
        sink=way.sink,
        routes=way.routes,
    )
