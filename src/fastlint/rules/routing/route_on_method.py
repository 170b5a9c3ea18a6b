"""
## What it does

Reports a route decorator on a method of a class, in the body of the class.

## Why is this bad?

There, a method is a plain function, and FastAPI takes `self` for a parameter of the request: every request is a 422
that asks for the query parameter `self`, and one that gives it gets a string in its place.

## Example

```py
from fastapi import FastAPI

app = FastAPI()


class Items:
    @app.get("/items")  # error
    def read_items(self) -> list[str]:
        return []
```

Use instead:

```py
from fastapi import FastAPI

app = FastAPI()


@app.get("/items")
def read_items() -> list[str]:
    return []
```

## When it is silent

Where the class is decorated, has a base of a library, a metaclass or `__init_subclass__`, or is handed to a function:
helpers for class-based views work like that. For static methods.

## References

- [Path operation function](https://fastapi.tiangolo.com/tutorial/first-steps/)
"""

from collections.abc import Iterator

from fastlint.project import Project
from fastlint.project.routing.decorated import DecoratedRoute, is_plain_class
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Severity

RULE = Rule(
    module=__name__,
    code="FL410",
    summary="A route decorator on a method: `self` becomes a query parameter",
    subject=DecoratedRoute,
    severity=Severity.ERROR,
    since="0.1.0",
)


def check(route: DecoratedRoute, project: Project) -> Iterator[Diagnostic]:
    """A method that is registered unbound."""
    parameters = route.fact.parameters
    if route.owner is None or project.is_test(route.module) or not parameters or parameters[0].name != "self":
        return
    if parameters[0].annotation is None and parameters[0].default is None and is_plain_class(route, project):
        yield RULE.at(
            route.span,
            f"`{route.fact.qualname}` is registered as a function, so `self` is a query parameter of its requests",
            help="make it a function, or register the bound method with `router.add_api_route(path, obj.method)`",
        )
