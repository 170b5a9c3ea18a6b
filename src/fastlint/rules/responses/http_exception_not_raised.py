"""
## What it does

Reports an `HTTPException` that is returned from an endpoint or dependency, or that is made and dropped, where it should
be raised.

## Why is this bad?

A returned exception is an object like any other. From an endpoint, the client gets status 200 with its attributes as
JSON; where the endpoint has a response model or a return type, which the exception does not match, it gets status 500.
From a dependency, the endpoint runs, with the exception in place of what it asked for. An exception that is only made
does nothing at all: a guard that is written so lets everybody through.

## Example

```py
from fastapi import FastAPI, HTTPException

app = FastAPI()


@app.get("/items/{item_id}")
def read_item(item_id: int):
    if item_id > 9:
        return HTTPException(404, "no such item")  # error
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

In functions that make exceptions for others (`def not_found() -> HTTPException`), and where what is returned may be
something else, too.

## Fix safety

Safe.

## References

- [Handling errors](https://fastapi.tiangolo.com/tutorial/handling-errors/)
"""

from collections.abc import Iterator

from fastlint.facts import expressions as ex
from fastlint.facts import statements as st
from fastlint.project import Project, Responder
from fastlint.project.execution.abstract import NONE, Value
from fastlint.project.loop.event_loop import span_of
from fastlint.project.reading import bodies
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Fix, RaiseInstead, Safety, Severity

RULE = Rule(
    module=__name__,
    code="FL202",
    summary="An HTTPException is returned or dropped instead of raised",
    subject=Project,
    severity=Severity.ERROR,
    since="0.1.0",
    fix=Safety.SAFE,
)


#: What an `HTTPException` has that a field of a model may be read from.
_ATTRIBUTES = frozenset({"status_code", "detail", "headers", "args"})


def check(subject: Project, project: Project) -> Iterator[Diagnostic]:
    """Exceptions that never become a response."""
    yield from _returned(project)
    yield from _dropped(project)


def _returned(project: Project) -> Iterator[Diagnostic]:
    endpoints = {responder.function: responder for responder in project.responders}
    for served in project.served_functions:
        if served.function.fact.is_generator:
            continue
        for statement, value in project.returned(served.function):
            kinds = project.exceptions.kinds(value)
            if not kinds or not all(kind.is_http for kind in kinds) or _is_promised(served.function.fact.returns):
                continue
            name = kinds[0].names[0].rpartition(".")[2]
            what = "the endpoint runs all the same"
            if served.is_endpoint:
                what = _outcome(endpoints.get(served.function), project)
            yield RULE.at(
                span_of(served.function, statement.place),
                f"`{name}` is returned, not raised: {what}",
                help=f"raise it: `raise {name}(...)`",
                routes=served.routes,
                fixes=(Fix.safe("Raise it", RaiseInstead(span_of(served.function, statement.place))),),
            )


def _outcome(responder: Responder | None, project: Project) -> str:
    """What the client gets, as a clause."""
    models = [each.model for each in project.responses.contracts(responder)] if responder is not None else []
    if all(model is None for model in models):
        return "the client gets it with status 200"
    if all(model is not None and _is_refused_by(model, project) for model in models):
        return "the response model does not take it, and the client gets status 500"
    return "the client does not get its status"


def _is_refused_by(model: Value, project: Project) -> bool:
    """Whether an exception surely fails to be what a response model asks for; models are read from attributes."""
    types = project.responses.types
    for each in types.alternatives(model):
        classes = types.models(each)
        fields = [field for cls in classes for field in project.model_fields.of(cls)]
        is_lacking = any(field.is_required and field.alias not in _ATTRIBUTES for field in fields)
        if not is_lacking and (classes or (each is not NONE and types.is_complex(each) is None)):
            return False
    return True


def _is_promised(returns: ex.Expression | None) -> bool:
    """Whether a function says that an exception is what it gives."""
    return returns is not None and any("Exception" in name or "Error" in name for name in _last_names(returns))


def _last_names(expression: object) -> Iterator[str]:
    if isinstance(expression, ex.Name):
        yield expression.id
    elif isinstance(expression, ex.Attribute):
        yield expression.name
    elif isinstance(expression, tuple):
        for part in expression:
            yield from _last_names(part)


def _dropped(project: Project) -> Iterator[Diagnostic]:
    for call in project.exceptions.made_http:
        if call.function is None:
            continue
        if any(each.value is call.expression for each in bodies.of_kind(call.function.fact.body, st.Evaluate)):
            name = call.name.rpartition(".")[2]
            yield RULE.at(
                call.span,
                f"`{name}` is made, but not raised: nothing happens",
                help=f"raise it: `raise {name}(...)`",
                routes=call.routes,
                fixes=(Fix.safe("Raise it", RaiseInstead(call.span)),),
            )
