"""
## What it does

Reports Flask's notation of path parameters, `<item_id>` and `<int:item_id>`, in the path of a route.

## Why is this bad?

To FastAPI it is plain text: the route answers only to the path with the angle brackets, everything else is a 404, and
the parameter of the function becomes a query parameter.

## Example

```py
from fastapi import FastAPI

app = FastAPI()


@app.get("/items/<int:item_id>")  # error
def read(item_id: int) -> int:
    return item_id
```

Use instead:

```py
from fastapi import FastAPI

app = FastAPI()


@app.get("/items/{item_id}")
def read(item_id: int) -> int:
    return item_id
```

## Fix safety

Safe: no request can have the path as it is.

## References

- [Path parameters](https://fastapi.tiangolo.com/tutorial/path-params/)
"""

from collections.abc import Iterator

from fastlint.project import Project, Route
from fastlint.project.routing.apps import RouteEntry
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Fix, RewriteText, Safety, Severity, Span
from fastlint.values.late import pattern

RULE = Rule(
    module=__name__,
    code="FL482",
    summary="A path is written in Flask's notation",
    subject=Project,
    severity=Severity.ERROR,
    since="0.1.0",
    fix=Safety.SAFE,
)

PARAMETER = pattern(r"<(?:[a-z]+(?:\([^)]*\))?:)?([A-Za-z_]\w*)>")


def check(project: Project, _: Project) -> Iterator[Diagnostic]:
    """The routes that nobody can reach; one that is served in several places is told once."""
    told: set[Span] = set()
    for app in project.apps:
        for route in app.routes:
            span = Span(route.entry.module.path, *route.entry.place)
            match = PARAMETER.search(route.path)
            if match is None or span in told or not project.is_reported(route.entry.module):
                continue
            told.add(span)
            yield RULE.at(
                span,
                f"`{match[0]}` is Flask's notation, and plain text in the path `{route.path}`",
                help=f"write `{{{match[1]}}}`",
                routes=(route.title,),
                fixes=_fixes(route, span),
            )


def _fixes(route: Route, span: Span) -> tuple[Fix, ...]:
    """FastAPI's notation for what is written at the decorator; `<path:...>` takes slashes there, too."""
    key = "path" if isinstance(route.entry, RouteEntry) and route.entry.arguments.get("path") is not None else 0
    rewrites = [
        RewriteText(span, key, match[0], f"{{{match[1]}{':path' if match[0].startswith('<path:') else ''}}}")
        for match in PARAMETER.finditer(route.path)
    ]
    return (Fix.safe("Write it in FastAPI's notation", *rewrites),)
