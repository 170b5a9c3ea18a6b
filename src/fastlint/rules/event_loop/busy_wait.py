"""
## What it does

Reports a loop that looks at a condition of the program again and again, with nothing but `await asyncio.sleep` (or
`anyio.sleep`) between the looks. Off by default.

## Why is this bad?

Whoever changes the condition could say so. Polling answers late, by half the pause on average, and the loop wakes up
many times for nothing: a thousand waiters that look every 10 ms keep a worker busy with looking. An `asyncio.Event`,
`Condition` or `Queue` wakes the waiter at once, and only then.

## Example

```py
import asyncio

from fastapi import FastAPI

app = FastAPI()
ready: dict[str, bool] = {}


@app.get("/jobs/{name}")
async def wait_for(name: str) -> str:
    while name not in ready:
        await asyncio.sleep(0.1)  # error
    return "ready"
```

Use instead:

```py
import asyncio
from collections import defaultdict

from fastapi import FastAPI

app = FastAPI()
ready: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)


@app.get("/jobs/{name}")
async def wait_for(name: str) -> str:
    await ready[name].wait()
    return "ready"
```

## When it is silent

Where the loop does anything else: tries something again, awaits anything but the pause, yields; in loops that never end
(periodic work); and where the condition itself awaits, or calls anything that may look elsewhere (the clock,
a file, another service).

## References

- [`asyncio.Event`](https://docs.python.org/3/library/asyncio-sync.html#asyncio.Event)
"""

from collections.abc import Iterator

from fastlint.project import EventKind, LoopEvent, Project
from fastlint.project.reading.bodies import is_polling
from fastlint.rule import Profile, Rule
from fastlint.values import Diagnostic, Severity

RULE = Rule(
    module=__name__,
    code="FL121",
    summary="A loop polls a condition",
    subject=LoopEvent,
    severity=Severity.INFO,
    since="0.1.0",
    profile=Profile.ALL,
)


def check(seen: LoopEvent, project: Project) -> Iterator[Diagnostic]:
    """Polling."""
    if seen.event.kind is EventKind.PAUSE and is_polling(seen.function.fact, seen.event.place):
        yield RULE.at(
            seen.span,
            f"the loop around `{seen.event.detail}` does nothing but look at its condition again",
            help="wait for an `asyncio.Event`, `Condition` or `Queue` that whoever changes it sets",
            routes=seen.routes,
        )
