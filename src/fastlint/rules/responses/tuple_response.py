"""
## What it does

Reports an endpoint that returns `body, status`, as Flask has it.

## Why is this bad?

FastAPI gives a tuple no meaning: the client gets status 200 and a JSON list of body and number, `[{...}, 404]`. Where
the endpoint has a response model, the tuple does not fit it, and every such reply is a 500.

## Example

```py
from fastapi import FastAPI

app = FastAPI()


@app.get("/items/{item_id}")
def read_item(item_id: int):
    if item_id > 9:
        return {"error": "no such item"}, 404  # error
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

Where a tuple or list is what the route promises, where the second element is no status code, and where a decorator that
fastlint does not know may turn the tuple into a response.

## References

- [Handling errors](https://fastapi.tiangolo.com/tutorial/handling-errors/)
- [Return a response directly](https://fastapi.tiangolo.com/advanced/response-directly/)
"""

from collections.abc import Iterator
from functools import cache

from fastlint.project import Project, Responder
from fastlint.project.execution.abstract import External, ListValue, TypeForm, Value, members
from fastlint.project.execution.status_codes import status_code
from fastlint.project.loop.event_loop import span_of
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Severity

RULE = Rule(
    module=__name__,
    code="FL201",
    summary="An endpoint returns a tuple of body and status code",
    subject=Responder,
    severity=Severity.ERROR,
    since="0.1.0",
)

#: Types that a tuple may be meant for.
_TUPLES = frozenset({"tuple", "Tuple", "list", "List", "Sequence", "Iterable", "Any", "object", "NamedTuple"})


def check(responder: Responder, project: Project) -> Iterator[Diagnostic]:
    """The returns of an endpoint whose value is a body with a status code."""
    if not responder.is_plain or any(
        _wants_tuple(project, contract.model) for contract in project.responses.contracts(responder)
    ):
        return
    for statement, value in project.returned(responder.function):
        found = [_status(member) for member in members(value)]
        if found and all(status is not None for status in found):
            yield RULE.at(
                span_of(responder.function, statement.place),
                f"the client gets status 200 and a list, of which `{found[0]}` is the last element",
                help="raise `HTTPException`, or return `JSONResponse(body, status_code=...)`",
                routes=responder.titles,
            )


def _status(value: Value) -> int | None:
    """The status code in a tuple of body, status and perhaps headers."""
    if not isinstance(value, ListValue) or value.kind != "tuple" or not value.is_exact or value.fields:
        return None
    if len(value.elements) not in (2, 3):
        return None
    status = status_code(value.elements[1])
    return status if status in _statuses() else None


@cache
def _statuses() -> frozenset[int]:
    """The statuses that HTTP knows."""
    from http import HTTPStatus

    return frozenset(HTTPStatus)


def _wants_tuple(project: Project, model: Value | None) -> bool:
    """Whether a tuple is a fine answer: the route promises one, or nobody knows what it promises."""
    if model is None:
        return False
    for each in project.responses.types.alternatives(model):
        named = each.origin if isinstance(each, TypeForm) else each
        if not isinstance(named, External):
            if not hasattr(named, "cls"):
                return True
        elif named.name.rpartition(".")[2] in _TUPLES:
            return True
    return False
