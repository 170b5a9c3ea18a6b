"""
## What it does

Reports FastAPI's own `EventSourceResponse` where it is used like that of the package `sse-starlette`: an endpoint
returns `EventSourceResponse(events())` with events that are no text, or names it as `response_class` and does not
yield.

## Why is this bad?

`fastapi.sse.EventSourceResponse` encodes nothing: FastAPI encodes the events of an endpoint that yields. Returned by
hand, it is given objects that it cannot send (`AttributeError: ... has no attribute 'encode'`); and as the class of an
endpoint that returns, it is given a value that it cannot iterate. Each request fails.

## Example

```py
from fastapi import FastAPI
from fastapi.sse import EventSourceResponse, ServerSentEvent

app = FastAPI()


async def events():
    yield ServerSentEvent(data="hello")


@app.get("/events")
async def read_events():
    return EventSourceResponse(events())  # error
```

Use instead:

```py
from collections.abc import AsyncIterable

from fastapi import FastAPI
from fastapi.sse import EventSourceResponse, ServerSentEvent

app = FastAPI()


@app.get("/events", response_class=EventSourceResponse)
async def read_events() -> AsyncIterable[ServerSentEvent]:
    yield ServerSentEvent(data="hello")
```

## When it is silent

For the class of `sse-starlette`, which encodes what it is given, and for generators of text or of what is not known.

## References

- [Server-sent events](https://fastapi.tiangolo.com/tutorial/server-sent-events/)
"""

from collections.abc import Iterator

from fastlint.project import Project
from fastlint.project.execution.abstract import Const, DictValue, Generator, Instance, ListValue, Value, known, members
from fastlint.project.loop.event_loop import span_of
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Severity

RULE = Rule(
    module=__name__,
    code="FL233",
    summary="FastAPI's EventSourceResponse is used like that of sse-starlette",
    subject=Project,
    severity=Severity.ERROR,
    since="0.1.0",
)

_RESPONSE = "fastapi.sse.EventSourceResponse"
_HELP = "name it as `response_class`, and yield the events in the endpoint"


def check(subject: Project, project: Project) -> Iterator[Diagnostic]:
    """Responses that are made by hand, and endpoints that do not yield."""
    for call in project.calls_of(_RESPONSE):
        content = call.argument("content", 0)
        if call.name == _RESPONSE and content is not None and _yields_objects(content):
            yield RULE.at(
                call.span,
                "`EventSourceResponse` of FastAPI encodes no events: the response breaks off",
                help=_HELP,
                routes=call.routes,
            )
    for responder in project.responders:
        contracts = project.responses.contracts(responder)
        is_one = bool(contracts) and all(contract.response_class == _RESPONSE for contract in contracts)
        if not is_one or responder.function.fact.is_generator or not responder.is_plain:
            continue
        for statement, value in project.returned(responder.function):
            if project.responses.is_data(value) and not any(isinstance(m, Generator) for m in members(value)):
                yield RULE.at(
                    span_of(responder.function, statement.place),
                    "the endpoint returns, but its `EventSourceResponse` needs one that yields",
                    help=_HELP,
                    routes=responder.titles,
                )
                break


def _yields_objects(content: Value) -> bool:
    """Whether content surely is a generator of objects that are no text."""
    elements = [each.element for each in members(content) if isinstance(each, Generator)]
    return bool(elements) and all(bool(known(each)) and all(map(_is_object, members(each))) for each in elements)


def _is_object(value: Value) -> bool:
    if isinstance(value, Const):
        return not isinstance(value.value, str | bytes)
    return isinstance(value, Instance | DictValue | ListValue) or getattr(value, "type", "") == (
        "fastapi.sse.ServerSentEvent"
    )
