"""
## What it does

Reports a body for a response whose status allows none (1xx, 204, 205, 304): a response model, a returned value, or the
content of a response that is made by hand.

## Why is this bad?

With a response model, the application does not start: `AssertionError: Status code 204 must not have a response body`.
A returned value is dropped without a word. A `JSONResponse` with status 204 sends its content all the same, against the
protocol: uvicorn logs `Too much data for declared Content-Length`, and ends the connection.

## Example

```py
from fastapi import FastAPI

app = FastAPI()


@app.delete("/items/{item_id}", status_code=204)
def delete_item(item_id: int):
    return {"deleted": item_id}  # error
```

Use instead:

```py
from fastapi import FastAPI

app = FastAPI()


@app.delete("/items/{item_id}", status_code=204)
def delete_item(item_id: int) -> None:
    return None
```

## When it is silent

Where None is returned, or a response that is made by hand and has no content; where the endpoint sets another status on
the injected `Response`; where the response is made by what only runs as a background task; and where the status or
the value is not known.

## References

- [Response status code](https://fastapi.tiangolo.com/tutorial/response-status-code/)
- [RFC 9110: 204 No Content](https://www.rfc-editor.org/rfc/rfc9110#section-15.3.5)
"""

from collections.abc import Iterator

from fastlint.project import LibraryCall, Project, Responder
from fastlint.project.execution.abstract import NONE, ClassValue, Const, External, TypeForm, Value, members
from fastlint.project.execution.status_codes import status_code
from fastlint.project.loop.event_loop import span_of
from fastlint.project.requests.injected_responses import response_parameters, settings_on
from fastlint.project.responses.responders import BODILESS, JSON_RESPONSES, TEXT_RESPONSES
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Severity

RULE = Rule(
    module=__name__,
    code="FL213",
    summary="A response whose status allows no body is given one",
    subject=Project,
    severity=Severity.ERROR,
    since="0.1.0",
)


def check(subject: Project, project: Project) -> Iterator[Diagnostic]:
    """Endpoints and responses with a body that nobody gets."""
    for responder in project.responders:
        yield from _of_endpoint(responder, project)
    for call in project.calls_of(*JSON_RESPONSES, *TEXT_RESPONSES):
        if project.answers(call.function):
            yield from _of_response(call)


def _of_endpoint(responder: Responder, project: Project) -> Iterator[Diagnostic]:
    contracts = project.responses.contracts(responder)
    statuses = {contract.status for contract in contracts}
    if not statuses or not statuses <= BODILESS:
        return
    status = next(iter(statuses))
    is_generator = responder.function.fact.is_generator
    if not is_generator and any(_is_model(contract.model) for contract in contracts):
        yield RULE.at(
            responder.span,
            f"a response model for status `{status}`, which allows no body: the application does not start",
            help="declare no model: `-> None`",
            routes=responder.titles,
        )
        return
    if not responder.is_plain or is_generator or _sets_status(responder, project):
        return
    for statement, value in project.returned(responder.function):
        if value is not NONE and NONE not in members(value) and project.responses.is_data(value):
            yield RULE.at(
                span_of(responder.function, statement.place),
                f"what is returned is dropped: status `{status}` allows no body",
                help="return nothing, or give another status",
                routes=responder.titles,
            )


def _sets_status(responder: Responder, project: Project) -> bool:
    """Whether the endpoint gives its response another status, by the `Response` that is passed to it."""
    names = response_parameters(responder.value, project.interpreter, project.responses.types)
    return any(
        each.what.endswith((".status_code", "(...)"))
        for name in names
        for each in settings_on(responder.function, name)
    )


def _is_model(model: Value | None) -> bool:
    """Whether a response model is surely one that FastAPI makes a field of."""
    return isinstance(model, ClassValue | TypeForm) or (
        isinstance(model, External) and not model.name.startswith(("typing.", "typing_extensions."))
    )


def _of_response(call: LibraryCall) -> Iterator[Diagnostic]:
    status = status_code(call.argument("status_code", 1))
    content = call.argument("content", 0)
    if content is None or status not in BODILESS or call.name not in JSON_RESPONSES | TEXT_RESPONSES:
        return
    if call.name in JSON_RESPONSES or (isinstance(content, Const) and content.value):
        yield RULE.at(
            call.span,
            f"`{call.name.rpartition('.')[2]}` with status {status} sends a body, which the status does not allow",
            help=f"make it `Response(status_code={status})`",
            routes=call.routes,
        )
