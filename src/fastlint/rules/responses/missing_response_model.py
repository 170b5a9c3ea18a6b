"""
## What it does

Reports an endpoint that returns data, and says nowhere of which type: it has neither a return annotation nor a
`response_model`, or only `dict`, `list` or `Any`.

## Why is this bad?

The API's documentation shows an empty schema, and clients that are generated from it get no type. Nothing validates
what is sent and nothing filters it, so that a wrong type or a secret passes unseen.

## Example

```py
from fastapi import FastAPI

app = FastAPI()


@app.get("/items")
def read_items():  # error
    return [{"id": 1}]
```

Use instead:

```py
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()


class Item(BaseModel):
    id: int


@app.get("/items")
def read_items() -> list[Item]:
    return [Item(id=1)]
```

## When it is silent

For endpoints that return a response or nothing, that stream, that have a response class other than JSON, or are not in
the schema (`include_in_schema=False`, an application with `openapi_url=None`); and in tests. This is a convention: it
belongs to the strict profile.

## Options

- `allow-any-annotation`, by default `false`: A return type or response model such as `dict` or `Any` will do.

```toml
[tool.fastlint.rules.missing-response-model]
allow-any-annotation = true
```

## References

- [Response model: return type](https://fastapi.tiangolo.com/tutorial/response-model/)
"""

from collections.abc import Iterator

from fastlint.project import Contract, Project, Responder
from fastlint.project.execution.abstract import NONE, External, TypeForm, Value, members
from fastlint.project.responses.responders import BODILESS, JSON_RESPONSES
from fastlint.project.routing.route_options import has_no_schema
from fastlint.rule import Profile, Rule, option
from fastlint.values import Diagnostic, Severity
from fastlint.values.late import dataclass


@dataclass(frozen=True)
class Options:
    """What a user may set."""

    allow_any_annotation: bool = option(False, "A return type or response model such as `dict` or `Any` will do.")


RULE = Rule(
    module=__name__,
    code="FL215",
    summary="An endpoint says nowhere what it returns",
    subject=Responder,
    severity=Severity.WARNING,
    since="0.1.0",
    profile=Profile.STRICT,
    options=Options,
)

#: Types that say nothing of what is in them.
_EMPTY = frozenset({"dict", "Dict", "list", "List", "Any", "object", "Mapping"})


def check(responder: Responder, project: Project) -> Iterator[Diagnostic]:
    """An endpoint whose data has no type, on any of its routes."""
    function = responder.function
    if not responder.is_plain or function.fact.is_generator or project.is_test(function.module):
        return
    if any(has_no_schema(route) for route in responder.routes):
        return
    contracts = project.responses.contracts(responder)
    if not all(_is_untyped(contract) for contract in contracts):
        return
    if project.options(Options).allow_any_annotation and (contracts[0].option or contracts[0].annotation):
        return
    values = [member for _, value in project.returned(function) for member in members(value)]
    if all(value is NONE for value in values) or any(project.responses.response_of(value) for value in values):
        return
    if contracts[0].option is not None:
        what = f"has a response model that says only that it returns {_said(contracts[0].model)}"
    elif contracts[0].annotation is not None:
        what = f"says only that it returns {_said(contracts[0].model)}"
    else:
        what = "has no return type"
    yield RULE.at(
        responder.span,
        f"`{function.fact.name}` {what}: its response is neither documented nor filtered",
        help="annotate what it returns",
        routes=responder.titles,
    )


def _is_untyped(contract: Contract) -> bool:
    is_json = contract.response_class is None or contract.response_class in JSON_RESPONSES
    if contract.option is NONE or contract.annotation is NONE or contract.status in BODILESS or not is_json:
        return False
    return (contract.model is None and contract.annotation is None) or _says_nothing(contract.model)


def _said(model: Value | None) -> str:
    """What a type that says nothing of what is in it does say, for a message."""
    origin = model.origin if isinstance(model, TypeForm) else model
    last = origin.name.rpartition(".")[2] if isinstance(origin, External) else ""
    return {"list": "a list", "List": "a list", "dict": "a dict", "Dict": "a dict", "Mapping": "a dict"}.get(
        last, "any object"
    )


def _says_nothing(model: Value | None) -> bool:
    """Whether a type is `dict`, `list`, `Any`, or made of these alone."""
    if isinstance(model, External):
        return model.name.rpartition(".")[2] in _EMPTY
    if isinstance(model, TypeForm) and isinstance(model.origin, External):
        last = model.origin.name.rpartition(".")[2]
        return last in _EMPTY and bool(model.arguments) and _says_nothing(model.arguments[-1])
    return False
