"""
## What it does

Reports handlers of `startup` and `shutdown` of an application: as an error where it also has a `lifespan`, else once
for the application, as information.

## Why is this bad?

With `lifespan=`, FastAPI runs the lifespan and nothing else: the handlers are registered and silently never run.
Without it they run, but `on_event` is deprecated, and what `startup` opens nothing binds to what `shutdown` closes.

## Example

```py
from contextlib import asynccontextmanager

from fastapi import FastAPI


@asynccontextmanager
async def lifespan(app: FastAPI):
    print("starting")
    yield


app = FastAPI(lifespan=lifespan)


@app.on_event("startup")  # error
async def connect() -> None:
    print("connecting")
```

Use instead:

```py
from contextlib import asynccontextmanager

from fastapi import FastAPI


async def connect() -> None:
    print("connecting")


@asynccontextmanager
async def lifespan(app: FastAPI):
    print("starting")
    await connect()
    yield


app = FastAPI(lifespan=lifespan)
```

## References

- [Lifespan events](https://fastapi.tiangolo.com/advanced/events/)
"""

from collections.abc import Iterator

from fastlint.project import Project, StartUp
from fastlint.project.routing.lifespans import name_of
from fastlint.rule import Rule
from fastlint.values import Confidence, Diagnostic, Related, Severity, Span

RULE = Rule(
    module=__name__,
    code="FL458",
    summary="A handler of `startup` or `shutdown` is deprecated, and never runs where there is a lifespan",
    subject=StartUp,
    severity=Severity.ERROR,
    since="0.1.0",
)


def check(start: StartUp, project: Project) -> Iterator[Diagnostic]:
    """The handlers of an application, each where it is lost, else all of them in one finding."""
    mine = [event for event in start.events if project.is_reported(event.module)]
    events = [event for event in mine if not project.is_test(event.module)]
    spans = {event: Span(event.module.path, *event.place) for event in events}
    if start.has_lifespan:
        for event in events:
            yield RULE.at(
                spans[event],
                f"`{name_of(event)}` never runs, for `{start.name}` has a `lifespan`",
                confidence=Confidence.MEDIUM if event.uncertain else Confidence.HIGH,
                help="call it in the lifespan",
            )
        return
    deprecated = [event for event in events if event.way == "on_event"]
    if deprecated and not start.may_have_lifespan:
        yield RULE.at(
            spans[deprecated[0]],
            f"`{name_of(deprecated[0])}` is registered with `on_event`, which is deprecated",
            severity=Severity.INFO,
            help="write a lifespan: start before its `yield`, stop after it",
            related=tuple(Related(spans[event], f"`{name_of(event)}`, too") for event in deprecated[1:]),
        )
