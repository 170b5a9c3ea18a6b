"""
## What it does

Reports an endpoint that contains a `yield`, and yet returns a value or promises something else than a stream.

## Why is this bad?

One `yield` makes a generator of the whole function. FastAPI streams what it yields as JSON Lines (since 0.134): what it
returns is dropped, its response model is not used, and the client gets status 200 with another media type, and perhaps
with an empty body.

## Example

```py
from fastapi import FastAPI

app = FastAPI()


@app.get("/items")
def read_items(verbose: bool = False):
    if verbose:
        yield {"note": "all items"}
    return {"items": [1, 2]}  # error
```

Use instead:

```py
from fastapi import FastAPI

app = FastAPI()


@app.get("/items")
def read_items(verbose: bool = False):
    if verbose:
        return {"note": "all items", "items": [1, 2]}
    return {"items": [1, 2]}
```

## When it is silent

For generators that return no value, and are annotated as a stream (`Iterable[Item]`) or not at all, and for routes with
a streaming response class.

## References

- [Stream JSON Lines](https://fastapi.tiangolo.com/tutorial/stream-json-lines/)
"""

from collections.abc import Iterator

from fastlint.facts import statements as st
from fastlint.project import Contract, Project, Responder
from fastlint.project.execution.abstract import NONE, UNKNOWN
from fastlint.project.loop.event_loop import span_of
from fastlint.project.reading import flow
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Severity

RULE = Rule(
    module=__name__,
    code="FL231",
    summary="An endpoint is a generator by accident",
    subject=Responder,
    severity=Severity.ERROR,
    since="0.1.0",
)


def check(responder: Responder, project: Project) -> Iterator[Diagnostic]:
    """An endpoint whose `yield` changes what it answers."""
    fact = responder.function.fact
    if not fact.is_generator or not responder.is_plain:
        return
    contracts = project.responses.contracts(responder)
    if any(contract.response_class is not None for contract in contracts):
        return
    for site in flow.sites(fact):
        statement = site.statement
        if isinstance(statement, st.Return) and statement.value is not None and not _is_none(statement):
            yield RULE.at(
                span_of(responder.function, statement.place),
                "what is returned is dropped: the `yield` makes a stream of this endpoint",
                help="return it without any `yield`, or yield it",
                routes=responder.titles,
            )
            return
    if all(_promises_data(contract, project) for contract in contracts):
        yield RULE.at(
            responder.span,
            f"`{fact.name}` promises data, but its `yield` makes a stream of it",
            help="return the data, or annotate a stream: `Iterable[...]`",
            routes=responder.titles,
        )


def _is_none(statement: st.Return) -> bool:
    return getattr(statement.value, "value", ...) is None


def _promises_data(contract: Contract, project: Project) -> bool:
    """Whether a route has a response model that is not that of a stream."""
    model = contract.model
    if model is None or model is UNKNOWN or model is NONE:
        return False
    return not project.responses.may_be_stream(model) and not project.responses.may_be_stream(contract.annotation)
