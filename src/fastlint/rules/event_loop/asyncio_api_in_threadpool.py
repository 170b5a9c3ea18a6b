"""
## What it does

Reports `asyncio.create_task`, `ensure_future`, `get_event_loop` and `get_running_loop` where a thread of the pool comes
to them: in a plain `def` endpoint, dependency, exception handler or background task, in a function that was handed to a
thread, or through any number of calls from there.

## Why is this bad?

FastAPI runs a plain `def` in a thread, and that thread has no event loop. These calls raise `RuntimeError` there (`no
running event loop`, `There is no current event loop in thread`): every request is a 500, and a background task fails
silently after the response.

## Example

```py
import asyncio

from fastapi import FastAPI

app = FastAPI()
running: set[asyncio.Task[None]] = set()


async def send_mails() -> None:
    await asyncio.sleep(10)


@app.post("/mails")
def start() -> None:
    running.add(asyncio.create_task(send_mails()))  # error
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
    running.add(asyncio.create_task(send_mails()))
```

## When it is silent

For a loop of its own (`asyncio.run`, `asyncio.new_event_loop`) and for calls back to the server's loop
(`anyio.from_thread.run`, `asyncio.run_coroutine_threadsafe`), which are legal in a thread; and where the `RuntimeError`
is caught. Objects that belong to the server's loop and are used on another one are not looked for.

## References

- [`asyncio.get_running_loop`](https://docs.python.org/3/library/asyncio-eventloop.html#asyncio.get_running_loop)
- [anyio: calling asynchronous code from a worker thread](https://anyio.readthedocs.io/en/stable/threads.html)
"""

from collections.abc import Iterator

from fastlint.project import LoopCallInThread, Project
from fastlint.rule import Rule
from fastlint.values import Confidence, Diagnostic, Severity

RULE = Rule(
    module=__name__,
    code="FL116",
    summary="Code in a thread of the pool needs an event loop that is not there",
    subject=LoopCallInThread,
    severity=Severity.ERROR,
    since="0.1.0",
)


def check(way: LoopCallInThread, project: Project) -> Iterator[Diagnostic]:
    """A call that raises `RuntimeError` in a thread."""
    name = way.function.fact.name
    is_deep = len(way.chain) > 1  # what is called may ask whether there is a loop
    confidence = Confidence.MEDIUM if is_deep and way.confidence is Confidence.HIGH else way.confidence
    yield RULE.at(
        way.span,
        f"{way.culprit} needs a running event loop, but `{name}` runs in a thread of the pool, which has none",
        confidence=confidence,
        help=f"make `{name}` an `async def`, or call the loop with `anyio.from_thread.run`",
        chain=way.chain,
        sink=way.sink,
        routes=way.routes,
    )
