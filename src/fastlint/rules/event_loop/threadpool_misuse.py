"""
## What it does

Reports `run_in_threadpool(f())`, `asyncio.to_thread(f())`, `loop.run_in_executor(None, f())`, `executor.submit(f())`,
`Thread(target=f())` and the like, where `f` is called instead of being handed over; and the same calls given an
`async def` function.

## Why is this bad?

`f()` runs where it is written: on the event loop, which it blocks. Then the thread gets its result and cannot call it:
`TypeError`. An `async def` function, called in a thread, only makes a coroutine there, which nobody awaits.

## Example

```py
from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool

app = FastAPI()


def report() -> str:
    return "report"


@app.get("/report")
async def read_report() -> str:
    return await run_in_threadpool(report())  # error
```

Use instead:

```py
from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool

app = FastAPI()


def report() -> str:
    return "report"


@app.get("/report")
async def read_report() -> str:
    return await run_in_threadpool(report)
```

## When it is silent

Where the call makes a callable (a factory, `functools.partial`), and where nobody knows what is handed over.

## Fix safety

Safe: the function is handed over with its arguments, where the call that takes it passes them on.

## References

- [`asyncio.to_thread`](https://docs.python.org/3/library/asyncio-task.html#asyncio.to_thread)
- [Starlette: the threadpool](https://www.starlette.io/threadpool/)
"""

from collections.abc import Iterator

from fastlint.project import EventKind, LoopEvent, Project
from fastlint.project.execution.watched import THREADS
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Fix, Safety, Severity, Spread, Uncall

RULE = Rule(
    module=__name__,
    code="FL115",
    summary="A thread is handed a result or a coroutine function",
    subject=LoopEvent,
    severity=Severity.ERROR,
    since="0.1.0",
    fix=Safety.SAFE,
)

#: What hands keyword arguments on, too.
TAKE_KEYWORDS = frozenset({"run_in_threadpool", "to_thread"})


def check(seen: LoopEvent, project: Project) -> Iterator[Diagnostic]:
    """Something that a thread cannot run."""
    taker, _, rest = seen.event.detail.partition("|")
    called, _, made = rest.partition("|")
    if taker not in THREADS:
        return
    short = taker.rpartition(".")[2]
    fixes: tuple[Fix, ...] = ()
    if seen.event.kind is EventKind.EAGER_HAND_OFF:
        message = f"`{called}` is called here, and `{short}` gets its result instead of the function"
        help = f"hand over the function, then its arguments: `{short}({called}, ...)`"
        spread = Spread.ALL if short in TAKE_KEYWORDS else Spread.POSITIONAL
        key = 1 if short == "run_in_executor" else 0
        if not made:
            fixes = (Fix.safe(f"Hand over `{called}` and its arguments", Uncall(seen.span, key, spread)),)
    elif seen.event.kind is EventKind.COROUTINE_HANDED_OFF:
        message = f"`{short}` gets the `async def` function `{called}`, which in a thread only makes a coroutine"
        help = f"await `{called}(...)` on the loop"
    else:
        return
    yield RULE.at(seen.span, message, help=help, routes=seen.routes, fixes=fixes)
