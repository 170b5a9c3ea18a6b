"""
## What it does

Reports a route that no request reaches, because a more general one with the same method was registered before it.

## Why is this bad?

Starlette tries the routes in the order of registration and takes the first whose path matches: after
`/users/{user_id}`, the path `/users/me` is a user whose id is `me`. The client gets a 422 where the id is an `int`, and
the answer of the wrong endpoint where it is a `str`. The OpenAPI schema lists both, and nothing warns.

## Example

```py
from fastapi import FastAPI

app = FastAPI()


@app.get("/users/{user_id}")
def read_user(user_id: int) -> int:
    return user_id


@app.get("/users/me")  # error
def read_me() -> str:
    return "me"
```

Use instead:

```py
from fastapi import FastAPI

app = FastAPI()


@app.get("/users/me")
def read_me() -> str:
    return "me"


@app.get("/users/{user_id}")
def read_user(user_id: int) -> int:
    return user_id
```

## When it is silent

Where the paths only overlap, and neither matches all of the other. Where it is not certain that both routes are there,
in this order: one of them is registered under a condition, by a module that need not be imported, or with a path or
prefix that is not a constant. Where the program changes a list of routes itself, or a route class matches in its own
way. A mount and a `/{path:path}` that hide what comes after them are reported as `mount-shadows-routes`.

## References

- [Order matters](https://fastapi.tiangolo.com/tutorial/path-params/#order-matters)
"""

from collections.abc import Iterator

from fastlint.project import Project
from fastlint.project.routing.collisions import CollisionKind, RouteCollision, span_of_entry
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Related, Severity

RULE = Rule(
    module=__name__,
    code="FL401",
    summary="A more general route before it takes all requests of a route",
    subject=RouteCollision,
    severity=Severity.ERROR,
    since="0.1.0",
)


def check(collision: RouteCollision, project: Project) -> Iterator[Diagnostic]:
    """A route behind a more general one."""
    if collision.kind is not CollisionKind.SHADOWED:
        return
    (later,) = collision.later
    yield RULE.at(
        collision.span,
        f"`{collision.title}` is never reached: `{collision.earlier.path}`, registered before, matches it",
        help="register the more specific route first, or give the parameter a converter, as in `{id:int}`",
        routes=(later.title,),
        related=(Related(span_of_entry(collision.earlier), f"`{collision.earlier.title}` is registered here"),),
    )
