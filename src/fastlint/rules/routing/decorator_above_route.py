"""
## What it does

Reports a decorator that stands above `@app.get(...)` and its kin, and wraps the function.

## Why is this bad?

Decorators apply from the bottom up. What the route decorator registers is the function below it, without what stands
above: the login check, the cache or the rate limit never runs for a request. It only applies to those who call the
function by its name, which nobody does.

## Example

```py
import functools

from fastapi import FastAPI

app = FastAPI()


def login_required(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        print("checks the login")
        return function(*args, **kwargs)

    return wrapper


@login_required
@app.get("/secret")  # error
def secret() -> str:
    return "secret"
```

Use instead:

```py
import functools

from fastapi import FastAPI

app = FastAPI()


def login_required(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        print("checks the login")
        return function(*args, **kwargs)

    return wrapper


@app.get("/secret")
@login_required
def secret() -> str:
    return "secret"
```

## When it is silent

Where the decorator gives back the function that it got, after marking or registering it. Where it comes from a library
of which it is not known that it wraps. Where the endpoint is registered a second time, above the decorator.

## References

- [Function definitions](https://docs.python.org/3/reference/compound_stmts.html#function-definitions)
"""

from collections.abc import Iterator

from fastlint.facts.expressions import Call, render
from fastlint.project import Project
from fastlint.project.routing.decorated import DecoratedRoute, is_wrapper
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Severity

RULE = Rule(
    module=__name__,
    code="FL409",
    summary="A decorator above the route decorator: requests bypass it",
    subject=DecoratedRoute,
    severity=Severity.ERROR,
    since="0.1.0",
)


def check(route: DecoratedRoute, project: Project) -> Iterator[Diagnostic]:
    """A route whose decorator registers the undecorated function."""
    if project.is_test(route.module):
        return
    for decorator in route.above:
        if is_wrapper(decorator, route.module):
            above = render(decorator.callee if isinstance(decorator, Call) else decorator)
            yield RULE.at(
                route.span,
                f"`{render(route.decorator.callee)}` registers the function without `{above}`, which is above it",
                help=f"put `{above}` below the route decorator",
            )
