"""
## What it does

Reports dependencies that depend on each other in a circle.

## Why is this bad?

FastAPI follows the signatures when a route is registered, and does not come to an end: the import of the module fails
with a `RecursionError` that names none of the functions.

## Example

```py
from typing import Annotated

from fastapi import Depends, FastAPI

app = FastAPI()


def get_user(token: "Annotated[str, Depends(get_token)]") -> str:  # error
    return token


def get_token(user: Annotated[str, Depends(get_user)]) -> str:
    return user


@app.get("/me")
def me(user: Annotated[str, Depends(get_user)]) -> str:
    return user
```

Use instead:

```py
from typing import Annotated

from fastapi import Depends, FastAPI

app = FastAPI()


def get_token(token: str) -> str:
    return token


def get_user(token: Annotated[str, Depends(get_token)]) -> str:
    return token


@app.get("/me")
def me(user: Annotated[str, Depends(get_user)]) -> str:
    return user
```

## When it is silent

About circles of plain calls, and about a dependency that two others need.

## References

- [Sub-dependencies](https://fastapi.tiangolo.com/tutorial/dependencies/sub-dependencies/)
"""

from collections.abc import Iterator

from fastlint.project import Project
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Related, Severity

RULE = Rule(
    module=__name__,
    code="FL502",
    summary="Dependencies depend on each other in a circle",
    subject=Project,
    severity=Severity.ERROR,
    since="0.1.0",
)


def check(subject: Project, project: Project) -> Iterator[Diagnostic]:
    """One finding for each circle, at its first edge."""
    graph = project.dependency_graph
    for edges in graph.cycles:
        first = edges[0]
        names = [value.function.fact.name for edge in edges if (value := graph.code_of(edge.call)) is not None]
        if not project.is_reported(first.module) or not names:
            continue
        way = " → ".join(f"`{name}`" for name in (names[-1], *names))
        yield RULE.at(
            first.span,
            f"{way} is a circle of dependencies" if len(names) > 1 else f"`{names[0]}` depends on itself",
            help="let one of them do without the other",
            related=tuple(Related(edge.span, f"`{edge.name}` leads on") for edge in edges[1:]),
        )
