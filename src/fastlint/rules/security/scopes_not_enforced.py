"""
## What it does

Reports `Security(dependency, scopes=[...])` where neither the dependency nor one that it needs takes `SecurityScopes`.

## Why is this bad?

FastAPI documents the scopes and hands them to whoever asks for `SecurityScopes`. It does not compare them with anything
itself: without such a function, every user passes, whatever their scopes.

## Example

```py
from typing import Annotated

from fastapi import FastAPI, Security

app = FastAPI()


def get_user() -> str:
    return "ann"


@app.get("/secret")
def secret(user: Annotated[str, Security(get_user, scopes=["admin"])]) -> str:  # error
    return user
```

Use instead:

```py
from typing import Annotated

from fastapi import FastAPI, HTTPException, Security
from fastapi.security import SecurityScopes

app = FastAPI()


def get_user(needed: SecurityScopes) -> str:
    if "admin" in needed.scopes:
        raise HTTPException(403)
    return "ann"


@app.get("/secret")
def secret(user: Annotated[str, Security(get_user, scopes=["admin"])]) -> str:
    return user
```

## When it is silent

Where the dependency, or one that it needs, is a library's or has a decorator that is not known; and in tests.

## References

- [OAuth2 scopes](https://fastapi.tiangolo.com/advanced/security/oauth2-scopes/)
"""

from collections.abc import Iterator

from fastlint.project import Project
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Severity

RULE = Rule(
    module=__name__,
    code="FL905",
    summary="Scopes are declared, and nothing enforces them",
    subject=Project,
    severity=Severity.ERROR,
    since="0.1.0",
)


def check(subject: Project, project: Project) -> Iterator[Diagnostic]:
    """Every `Security` whose scopes nobody is told, once a marker."""
    told: set[object] = set()
    for edge in project.dependency_graph.served_edges:
        marker = edge.marker
        if not marker.is_security or not marker.scopes or marker in told or not project.is_reported(edge.module):
            continue
        if project.is_test(edge.module) or project.credentials.takes_scopes(edge.call) is not False:
            continue
        told.add(marker)
        scopes = ", ".join(f"`{scope}`" for scope in marker.scopes)
        yield RULE.at(
            marker.span or edge.span,
            f"nothing that is called here takes `SecurityScopes`: {scopes} is required of nobody",
            help="let the dependency take a parameter of type `SecurityScopes`, and compare",
        )
