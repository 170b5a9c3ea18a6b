"""
## What it does

Reports calls that start or drive a second event loop (`asyncio.run`, `loop.run_until_complete`, `asyncio.Runner().run`,
`anyio.run`, `async_to_sync(f)()`) where the event loop of the server comes to them: directly in an `async def`, or
through any number of sync functions.

## Why is this bad?

A thread can run one event loop at a time. Each of these calls raises `RuntimeError` (`asyncio.run() cannot be called
from a running event loop`, `This event loop is already running`), so every request that comes this way is a 500, and
the coroutine that should have run never does.

## Example

```py
import asyncio

from fastapi import FastAPI

app = FastAPI()


async def load() -> int:
    return 42


@app.get("/")
async def read() -> int:
    return asyncio.run(load())  # error
```

Use instead:

```py
from fastapi import FastAPI

app = FastAPI()


async def load() -> int:
    return 42


@app.get("/")
async def read() -> int:
    return await load()
```

## When it is silent

In plain `def` endpoints and dependencies and in whatever else runs in a thread, where a loop of its own is legal;
where the function asks first whether a loop is running (`get_running_loop`, `is_running`) or catches the
`RuntimeError`; below `if __name__ == "__main__":`; and in programs that import `nest_asyncio`, which makes nested loops
work.

## Fix safety

Safe: the same coroutine is awaited. There is a fix for `asyncio.run` in a coroutine itself, given nothing else.

## References

- [`asyncio.run`](https://docs.python.org/3/library/asyncio-runner.html#asyncio.run)
- [Concurrency and async / await](https://fastapi.tiangolo.com/async/)
"""

from collections.abc import Iterator

from fastlint.project import NestedLoop, Project
from fastlint.rule import Rule
from fastlint.values import Before, Diagnostic, Fix, Safety, Severity, Unwrap

RULE = Rule(
    module=__name__,
    code="FL110",
    summary="A second event loop is started on the event loop",
    subject=NestedLoop,
    severity=Severity.ERROR,
    since="0.1.0",
    fix=Safety.SAFE,
)


def check(way: NestedLoop, project: Project) -> Iterator[Diagnostic]:
    """A nested event loop."""
    yield RULE.at(
        way.span,
        f"{way.culprit} starts an event loop inside the running one, which raises `RuntimeError`",
        confidence=way.confidence,
        help="await the coroutine; a sync function on the way has to become `async def`, or be handed to a thread",
        chain=way.chain,
        sink=way.sink,
        routes=way.routes,
        fixes=_fixes(way),
    )


def _fixes(way: NestedLoop) -> tuple[Fix, ...]:
    """`await` in place of `asyncio.run` in a coroutine."""
    if way.sink != "asyncio.run" or len(way.chain) != 1 or not way.function.fact.is_async:
        return ()
    return (Fix.safe("Await the coroutine", Unwrap(way.span, ("await ", Before.CODE))),)
