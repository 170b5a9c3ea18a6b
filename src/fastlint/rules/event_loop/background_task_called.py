"""
## What it does

Reports `tasks.add_task(f(x))` and `BackgroundTask(f(x))`: the function is called where it should be handed over.

## Why is this bad?

`f(x)` runs before the response is sent, so the client waits for it (and the event loop too, in an `async def`). What is
then added is its result, and after the response Starlette calls that: a `TypeError` in the log. An `async def` function
is worse: the call only makes a coroutine, which never runs. The client gets a 200 either way.

## Example

```py
from fastapi import BackgroundTasks, FastAPI

app = FastAPI()


def send_mail(to: str) -> None:
    print(to)


@app.post("/orders")
def order(tasks: BackgroundTasks) -> None:
    tasks.add_task(send_mail("ann"))  # error
```

Use instead:

```py
from fastapi import BackgroundTasks, FastAPI

app = FastAPI()


def send_mail(to: str) -> None:
    print(to)


@app.post("/orders")
def order(tasks: BackgroundTasks) -> None:
    tasks.add_task(send_mail, "ann")
```

## When it is silent

Where the call makes a callable (a factory, `functools.partial`, an instance with `__call__`), and where nobody knows
what it returns.

## Fix safety

Safe: the function is handed over with its arguments.

## References

- [Background tasks](https://fastapi.tiangolo.com/tutorial/background-tasks/)
"""

from collections.abc import Iterator

from fastlint.project import EventKind, LoopEvent, Project
from fastlint.project.execution.watched import BACKGROUND_TASKS
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Fix, Safety, Severity, Spread, Uncall

RULE = Rule(
    module=__name__,
    code="FL114",
    summary="A background task is called instead of being handed over",
    subject=LoopEvent,
    severity=Severity.ERROR,
    since="0.1.0",
    fix=Safety.SAFE,
)


def check(seen: LoopEvent, project: Project) -> Iterator[Diagnostic]:
    """A background task that runs before the response, or not at all."""
    taker, _, rest = seen.event.detail.partition("|")
    called = rest.partition("|")[0]
    if seen.event.kind is EventKind.EAGER_HAND_OFF and taker in BACKGROUND_TASKS:
        yield RULE.at(
            seen.span,
            f"`{called}` is called before the response, and its result is added as the background task",
            help=f"hand over the function, then its arguments: `{taker.rpartition('.')[2]}({called}, ...)`",
            routes=seen.routes,
            fixes=(Fix.safe(f"Hand over `{called}` and its arguments", Uncall(seen.span, 0, Spread.ALL)),),
        )
