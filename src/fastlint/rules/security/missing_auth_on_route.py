"""
## What it does

Reports a route that changes something and lacks the authentication that nearly all other routes of its router have.

## Why is this bad?

One forgotten `Depends` among twenty is hard to see, and nothing fails: `DELETE /orders/1` works for everybody.

## Example

```py
from typing import Annotated

from fastapi import Depends, FastAPI, Header, HTTPException

app = FastAPI()


def verify(token: Annotated[str, Header()]) -> None:
    if token != "secret":
        raise HTTPException(401)


@app.get("/orders", dependencies=[Depends(verify)])
def orders() -> None: ...


@app.post("/orders", dependencies=[Depends(verify)])
def add() -> None: ...


@app.put("/orders/{order_id}", dependencies=[Depends(verify)])
def put(order_id: int) -> None: ...


@app.delete("/orders/{order_id}")
def remove(order_id: int) -> None: ...  # error
```

Use instead:

```py
from typing import Annotated

from fastapi import APIRouter, Depends, Header, HTTPException


def verify(token: Annotated[str, Header()]) -> None:
    if token != "secret":
        raise HTTPException(401)


router = APIRouter(dependencies=[Depends(verify)])


@router.get("/orders")
def orders() -> None: ...


@router.delete("/orders/{order_id}")
def remove(order_id: int) -> None: ...
```

## When it is silent

About routers of which fewer than three routes, or fewer than three of four, are guarded by one dependency; about
routes whose path or name says that they are public (login, sign-up, webhook, callback, health ...), that have another
guard, that take the request itself or headers, or of which the path can be read by everybody, too, and where a
dependency is not known.

## Options

- `guards`, by default `[]`: Dependencies that count as authentication, though their code does not show it: functions
  and classes of the project, `*` stands for any part.
- `public-paths`, by default `[]`: Paths that everybody may use, `*` stands for any part.

```toml
[tool.fastlint.rules.missing-auth-on-route]
guards = ["app.auth.require_*"]
public-paths = ["/metrics", "/v1/shared/*"]
```

## References

- [Dependencies for a group of path
  operations](https://fastapi.tiangolo.com/tutorial/bigger-applications/#include-an-apirouter-with-a-custom-prefix-tags-responses-and-dependencies)
"""

from collections import Counter
from collections.abc import Iterator

from fastlint.project import Project, Route
from fastlint.project.execution.abstract import Function
from fastlint.rule import Rule, option
from fastlint.values import Confidence, Diagnostic, Severity, Span
from fastlint.values.late import dataclass
from fastlint.values.options import DOTTED, PATHS, matches


@dataclass(frozen=True)
class Options:
    """What a user may set."""

    guards: tuple[str, ...] = option(
        (),
        "Dependencies that count as authentication, though their code does not show it: functions and classes of the "
        "project, `*` stands for any part.",
        DOTTED,
    )
    public_paths: tuple[str, ...] = option((), "Paths that everybody may use, `*` stands for any part.", PATHS)


RULE = Rule(
    module=__name__,
    code="FL906",
    summary="A route lacks the authentication that its siblings have",
    subject=Project,
    severity=Severity.WARNING,
    since="0.1.0",
    options=Options,
)

CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
FEWEST = 3
SHARE = 0.75


def check(subject: Project, project: Project) -> Iterator[Diagnostic]:
    """The unguarded routes of each router that is guarded otherwise."""
    options = project.options(Options)
    told: set[Function] = set()
    groups: dict[tuple[object, object], list[Route]] = {}
    for app in project.apps:
        for route in app.routes:
            if route.kind == "http" and route.function is not None and getattr(route.entry, "is_fastapi", False):
                groups.setdefault((route.through[-1], route.entry.module), []).append(route)
    for routes in groups.values():
        guards = {route: project.credentials.guards_of(route, options.guards) for route in routes}
        counted = Counter(guard for found in guards.values() for guard in found or ())
        asking = [guard for guard in counted if project.credentials.authenticates(guard, options.guards)]
        guard = max(asking, key=lambda each: (counted[each], each.name), default=None)
        if guard is None or counted[guard] < FEWEST or counted[guard] < SHARE * len(routes):
            continue
        open_paths = {
            route.path for route in routes if guards[route] == frozenset() and CHANGING.isdisjoint(route.methods)
        }
        told_of = f"{counted[guard]} of {len(routes)} routes here"
        for route in routes:
            function = route.function.function if route.function is not None else None
            if (
                guards[route] != frozenset()
                or function is None
                or function in told
                or CHANGING.isdisjoint(route.methods)
                or route.path in open_paths
            ):
                continue
            if project.is_test(function.module) or not project.is_reported(function.module):
                continue
            if not project.credentials.is_public(route) and not matches(route.path, options.public_paths):
                told.add(function)
                yield RULE.at(
                    Span(function.module.path, *function.fact.place),
                    f"`{function.fact.name}` lacks `{guard.fact.name}`, which {told_of} have",
                    confidence=Confidence.MEDIUM,
                    help="declare it for the whole router: `APIRouter(dependencies=[...])`",
                    routes=(route.title,),
                )
