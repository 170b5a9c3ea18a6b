"""
## What it does

Reports a plain call of an endpoint or dependency that leaves out a parameter whose default is `Depends(...)`,
`Query(...)` or the like.

## Why is this bad?

Only FastAPI resolves these markers. In a plain call the parameter *is* the marker: `db` is a `Depends` object without
`query`, `limit` a `Query` object that compares with no number. The request ends in a 500, or worse, in a wrong answer.

## Example

```py
from fastapi import Depends, FastAPI, Query

app = FastAPI()


def page(limit: int = Query(default=10)) -> int:
    return limit + 1


@app.get("/items")
def items() -> int:
    return page()  # error


@app.get("/users")
def users(limit: int = Depends(page)) -> int:
    return limit
```

Use instead:

```py
from fastapi import Depends, FastAPI, Query

app = FastAPI()


def page(limit: int = Query(default=10)) -> int:
    return limit + 1


@app.get("/items")
def items(limit: int = Depends(page)) -> int:
    return limit


@app.get("/users")
def users() -> int:
    return page(limit=10)
```

## When it is silent

Where every such parameter that the function reads is given, where a missing one is only asked whether it is true and
its default is (a marker is true, too), where the call has `*args` or `**options`, about decorated functions whose
decorator is not known, and in tests.

Where the function only hands the parameter on, it is a warning: what it is handed to may look at what it gets.

## References

- [Annotated, and calling the function in other
  places](https://fastapi.tiangolo.com/tutorial/query-params-str-validations/#advantages-of-annotated)
"""

from collections.abc import Iterator

from fastlint.project import Project
from fastlint.project.requests.direct_calls import DirectCall
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Severity

RULE = Rule(
    module=__name__,
    code="FL515",
    summary="An endpoint or dependency is called without what only FastAPI can resolve",
    subject=DirectCall,
    severity=Severity.ERROR,
    since="0.1.0",
)


def check(call: DirectCall, project: Project) -> Iterator[Diagnostic]:
    """A call that leaves a marker in the place of a value."""
    if call.missing and not project.is_test(call.module):
        missing = min(call.missing, key=lambda each: each.is_handed_on)
        yield RULE.at(
            call.span,
            f"`{call.name}` is called without `{missing.name}`: it is a `{missing.marker}` object there",
            severity=Severity.WARNING if missing.is_handed_on else None,
            help="pass the argument, or let FastAPI call the function by `Depends`",
            routes=call.routes,
        )
