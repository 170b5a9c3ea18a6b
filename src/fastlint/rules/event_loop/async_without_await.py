"""
## What it does

Reports `async def` endpoints and dependencies that await nothing but call code of which nobody knows that it does not
wait: functions of the project that block or call something unknown, functions of libraries that fastlint does not know.

## Why is this bad?

An `async def` endpoint runs on the event loop, and only an `await` lets the loop do something else. If what it calls
waits for anything (a database, a file, another service), all requests are served one after the other. FastAPI runs a
plain `def` endpoint in a thread, where waiting harms nobody. Measured: with 0.6 s of waiting in the code that is
called, a concurrent `GET /ping` takes 0.6 s behind an `async def` and a few milliseconds behind a `def`.

## Example

```py
import legacy_orders
from fastapi import FastAPI

app = FastAPI()


@app.get("/orders/{number}")
async def read_order(number: int) -> str:  # error
    return legacy_orders.find(number)
```

Use instead:

```py
import legacy_orders
from fastapi import FastAPI

app = FastAPI()


@app.get("/orders/{number}")
def read_order(number: int) -> str:
    return legacy_orders.find(number)
```

## When it is silent

Where there is an `await`, `async for`, `async with` or `yield`; where everything that is called is known not to wait;
for WebSocket endpoints, which must be `async def`; where the function starts tasks, sets context variables or otherwise
needs the loop; where it overrides an `async` method or is awaited by other code of the program; and below decorators
that are not known.

## Fix safety

Unsafe: a plain `def` runs in a thread, and what it touches may be touched by several threads at once. There is a fix
where the coroutine awaits nothing, is no generator, and is called by FastAPI alone.

## References

- [Concurrency and async / await: in a hurry?](https://fastapi.tiangolo.com/async/#in-a-hurry)
"""

from collections.abc import Iterator

from fastlint.project import Project, ServedFunction
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Fix, MakeSync, Safety, Severity

RULE = Rule(
    module=__name__,
    code="FL111",
    summary="An async endpoint or dependency awaits nothing but calls code that may wait",
    subject=ServedFunction,
    severity=Severity.INFO,
    since="0.1.0",
    fix=Safety.UNSAFE,
)


def check(served: ServedFunction, project: Project) -> Iterator[Diagnostic]:
    """An `async def` that could be a `def`."""
    if served.is_in_thread or served.is_websocket or not project.could_be_plain(served):
        return
    found = project.may_wait_in(served.activation)
    if found is not None:
        culprit, confidence = found
        name = served.function.fact.name
        yield RULE.at(
            served.span,
            f"`{name}` awaits nothing but calls `{culprit}`, which may wait on the event loop",
            confidence=confidence,
            help=f"make `{name}` a plain `def`, which FastAPI runs in a thread",
            routes=served.routes,
            fixes=_fixes(served),
        )


def _fixes(served: ServedFunction) -> tuple[Fix, ...]:
    """A plain `def`; the annotation of a generator says that it is an async one."""
    fact = served.function.fact
    return () if fact.is_generator else (Fix.unsafe(f"Make `{fact.name}` a plain `def`", MakeSync(served.span)),)
