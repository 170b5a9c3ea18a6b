"""
## What it does

Reports an endpoint that returns a string of HTML with the default response class.

## Why is this bad?

FastAPI renders a string as JSON. The browser gets `"<h1>Hello</h1>"` in quotes, with the media type `application/json`,
and shows it as text.

## Example

```py
from fastapi import FastAPI

app = FastAPI()


@app.get("/")
def index():
    return "<h1>Hello</h1>"  # error
```

Use instead:

```py
from fastapi import FastAPI
from fastapi.responses import HTMLResponse

app = FastAPI()


@app.get("/", response_class=HTMLResponse)
def index():
    return "<h1>Hello</h1>"
```

## When it is silent

Where a response class is given, and where the string does not begin with a tag.

## References

- [HTML response](https://fastapi.tiangolo.com/advanced/custom-response/#html-response)
"""

import re
from collections.abc import Iterator

from fastlint.facts import expressions as ex
from fastlint.project import Contract, Project, Responder
from fastlint.project.execution.abstract import External
from fastlint.project.loop.event_loop import span_of
from fastlint.project.reading.origins import origins
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Severity
from fastlint.values.late import pattern

RULE = Rule(
    module=__name__,
    code="FL207",
    summary="HTML is sent as a JSON string",
    subject=Responder,
    severity=Severity.WARNING,
    since="0.1.0",
)

_TAG = pattern(r"\s*<(!doctype\b|!--|[a-z][a-z0-9]*[\s/>])", re.IGNORECASE)


def check(responder: Responder, project: Project) -> Iterator[Diagnostic]:
    """The returns of an endpoint with a text that begins with a tag."""
    contracts = project.responses.contracts(responder)
    if not responder.is_plain or responder.function.fact.is_generator or not all(map(_renders_json, contracts)):
        return
    for statement, _ in project.returned(responder.function):
        found = origins(responder.function.fact, statement.value) if statement.value is not None else None
        if found and all(_TAG.match(_beginning(each)) for each in found):
            yield RULE.at(
                span_of(responder.function, statement.place),
                "HTML is sent as a JSON string, in quotes: no `response_class` says otherwise",
                help="give the route `response_class=HTMLResponse`",
                routes=responder.titles,
            )


def _renders_json(contract: Contract) -> bool:
    is_text = isinstance(contract.model, External) and contract.model.name == "builtins.str"
    return contract.response_class is None and (contract.model is None or is_text)


def _beginning(expression: ex.Expression) -> str:
    """The constant text that a string begins with."""
    match expression:
        case ex.Constant(value) if isinstance(value, str):
            return value
        case ex.Format(parts):
            return _beginning(parts[0]) if parts else ""
        case ex.Operation(left, "+" | "%", _):
            return _beginning(left)
        case ex.Call(ex.Attribute(value, "format" | "join" | "strip" | "replace")):
            return _beginning(value)
    return ""
