"""
## What it does

Reports an endpoint that returns `{"error": ...}` or `{"success": False}` with the status of a success.

## Why is this bad?

Clients, proxies, caches and monitoring go by the status. A failure with status 200 is cached, counted as a success, and
handled by no `except`: every client has to look into the body.

## Example

```py
from fastapi import FastAPI

app = FastAPI()


@app.get("/items/{item_id}")
def read_item(item_id: int):
    if item_id > 9:
        return {"error": "no such item"}  # error
    return {"id": item_id}
```

Use instead:

```py
from fastapi import FastAPI, HTTPException

app = FastAPI()


@app.get("/items/{item_id}")
def read_item(item_id: int):
    if item_id > 9:
        raise HTTPException(404, "no such item")
    return {"id": item_id}
```

## When it is silent

Where the endpoint sets a status on the injected `Response`, where it declares a response model, and where the error may
be None. This is a convention: it belongs to the strict profile.

## References

- [Handling errors](https://fastapi.tiangolo.com/tutorial/handling-errors/)
"""

from collections.abc import Iterator

from fastlint.facts import expressions as ex
from fastlint.project import Project, Responder
from fastlint.project.loop.event_loop import span_of
from fastlint.project.reading.origins import origins
from fastlint.project.requests.injected_responses import response_parameters
from fastlint.rule import Profile, Rule
from fastlint.values import Diagnostic, Severity

RULE = Rule(
    module=__name__,
    code="FL205",
    summary="A failure is answered with the status of a success",
    subject=Responder,
    severity=Severity.INFO,
    since="0.1.0",
    profile=Profile.STRICT,
)

_FAILURES = (("success", ex.Constant(False)), ("ok", ex.Constant(False)), ("status", ex.Constant("error")))


def check(responder: Responder, project: Project) -> Iterator[Diagnostic]:
    """The returns of an endpoint that tell of a failure in a dict."""
    contracts = project.responses.contracts(responder)
    if not responder.is_plain or any(each.status is not None or each.response_class is not None for each in contracts):
        return
    if any(project.responses.models_of(each.model) for each in contracts):
        return
    if response_parameters(responder.value, project.interpreter, project.responses.types):
        return
    for statement, _ in project.returned(responder.function):
        found = origins(responder.function.fact, statement.value) if statement.value is not None else None
        failures = [_failure(each) for each in found or ()]
        if failures and all(failures):
            yield RULE.at(
                span_of(responder.function, statement.place),
                f"a failure, `{failures[0]}`, is answered with status 200",
                help="raise `HTTPException`",
                routes=responder.titles,
            )


def _failure(expression: ex.Expression) -> str:
    """What in a dict says that something failed, as it is written."""
    if not isinstance(expression, ex.DictDisplay):
        return ""
    for key, value in expression.items:
        if not isinstance(key, ex.Constant):
            continue
        if key.value == "error" and _is_text(value):
            return "'error'"
        if (key.value, value) in _FAILURES:
            return f"{ex.render(key)}: {ex.render(value)}"
    return ""


def _is_text(value: ex.Expression) -> bool:
    """Whether an error is surely told: a text that is not empty, or that is made of something."""
    if isinstance(value, ex.Constant):
        return isinstance(value.value, str) and value.value != ""
    return isinstance(value, ex.Format) or (isinstance(value, ex.Call) and value.callee == ex.Name("str"))
