"""
## What it does

Reports JSON text that is encoded as JSON once more: `return json.dumps(x)`, `return item.model_dump_json()` and
`JSONResponse(json.dumps(x))`.

## Why is this bad?

FastAPI renders what an endpoint returns as JSON, and so does `JSONResponse`. A text becomes a quoted text: the client
gets `"{\\"id\\": 1}"` where it expects `{"id": 1}`, and has to decode the body twice.

## Example

```py
import json

from fastapi import FastAPI

app = FastAPI()


@app.get("/items")
def read_items():
    return json.dumps({"id": 1})  # error
```

Use instead:

```py
from fastapi import FastAPI

app = FastAPI()


@app.get("/items")
def read_items():
    return {"id": 1}
```

## When it is silent

Where the endpoint promises a `str`, and where the response class sends text as it is (`PlainTextResponse`,
`Response(text, media_type="application/json")`). Where the response is made by what only runs as a background task: no
client gets it.

## Fix safety

Safe for what is surely plain data (texts, whole numbers, lists and dicts of them), unsafe for anything else, which
FastAPI may render in another way or refuse. There is a fix where `json.dumps` is given nothing but the object, and no
`except` watches over it: what cannot be rendered would fail later, where that does not take it.

## References

- [Custom response classes](https://fastapi.tiangolo.com/advanced/custom-response/)
"""

from collections.abc import Iterator

from fastlint.facts.expressions import Expression, render
from fastlint.project import LibraryCall, Project, Responder
from fastlint.project.execution.abstract import Function
from fastlint.project.loop.event_loop import span_of
from fastlint.project.reading import flow
from fastlint.project.reading.origins import origins
from fastlint.project.responses.responders import JSON_RESPONSES
from fastlint.project.responses.serialising import is_plain_json
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Fix, Safety, Severity, Unwrap

RULE = Rule(
    module=__name__,
    code="FL206",
    summary="JSON text is encoded as JSON once more",
    subject=Project,
    severity=Severity.ERROR,
    since="0.1.0",
    fix=Safety.SAFE,
)

#: Calls that give JSON text.
_DUMPS = frozenset(
    {
        "json.dumps",
        "simplejson.dumps",
        "ujson.dumps",
        "rapidjson.dumps",
        "orjson.dumps",
        "pydantic.BaseModel.model_dump_json",
        "sqlmodel.SQLModel.model_dump_json",
    }
)


def check(subject: Project, project: Project) -> Iterator[Diagnostic]:
    """Endpoints that return JSON text, and JSON responses that are given some."""
    for responder in project.responders:
        if not _renders_json(responder, project):
            continue
        for statement, _ in project.returned(responder.function):
            dumped = statement.value and _dumped(responder.function, statement.value, project)
            if dumped and statement.value is not None:
                yield RULE.at(
                    span_of(responder.function, statement.place),
                    f"what `{dumped}` gives is encoded once more: the client gets a quoted string",
                    help="return the object itself, or `Response(text, media_type='application/json')`",
                    routes=responder.titles,
                    fixes=_fixes(responder.function, statement.value, project),
                )
    for call in project.calls_of(*JSON_RESPONSES):
        written = call.written("content", 0)
        if written is None or call.name not in JSON_RESPONSES or not project.answers(call.function):
            continue
        dumped = _dumped(call.function, written, project)
        if dumped:
            yield RULE.at(
                call.span,
                f"what `{dumped}` gives is encoded once more: the client gets a quoted string",
                help="give it the object itself, or use `Response(text, media_type='application/json')`",
                routes=call.routes,
                fixes=_fixes(call.function, written, project),
            )


def _fixes(function: Function | None, written: Expression, project: Project) -> tuple[Fix, ...]:
    """The object in place of its text, where `json.dumps` stands there, and is given nothing else."""
    call = project.call_of(written)
    if call is None or call.name != "json.dumps" or len(call.variants) == 0:
        return ()
    site = flow.site_at(function.fact, call.expression.place) if function is not None else None
    if site is not None and any(statement.handlers for statement in site.tries):
        return ()
    dumped = call.argument("obj", 0)
    is_plain = dumped is not None and is_plain_json(dumped)
    make = Fix.safe if is_plain else Fix.unsafe
    return (make("Leave `json.dumps` out", Unwrap(call.span)),)


def _renders_json(responder: Responder, project: Project) -> bool:
    """Whether FastAPI renders what the endpoint returns as JSON, on every route, and no type promises a text."""
    return responder.is_plain and all(
        contract.model is None and (contract.response_class is None or contract.response_class in JSON_RESPONSES)
        for contract in project.responses.contracts(responder)
    )


def _dumped(function: Function | None, written: Expression, project: Project) -> str:
    """The call that makes JSON text, as it is written, where the value surely comes from such a call."""
    found = origins(function.fact, written) if function is not None else (written,)
    calls: list[LibraryCall | None] = [project.call_of(each) for each in found or ()]
    if calls and all(call is not None and not _DUMPS.isdisjoint(call.names) for call in calls):
        assert calls[0] is not None
        return render(calls[0].expression)
    return ""
