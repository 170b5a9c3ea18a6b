"""
## What it does

Reports a security scheme (`OAuth2PasswordBearer`, `HTTPBearer`, `APIKeyHeader` ...) that is all that guards a route,
where nobody looks at what it finds.

## Why is this bad?

A scheme only takes the token out of the request; whether it is right, it does not know. `Authorization: Bearer junk`
passes, and any API key. With `auto_error=False` a request without one passes as well.

## Example

```py
from fastapi import Depends, FastAPI
from fastapi.security import OAuth2PasswordBearer

app = FastAPI()
oauth2_scheme = OAuth2PasswordBearer("token")


@app.get("/salaries", dependencies=[Depends(oauth2_scheme)])  # error
def salaries() -> list[int]:
    return [1]
```

Use instead:

```py
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import OAuth2PasswordBearer

app = FastAPI()
oauth2_scheme = OAuth2PasswordBearer("token")


def get_current_user(token: Annotated[str, Depends(oauth2_scheme)]) -> str:
    if token != "secret":
        raise HTTPException(401)
    return "ann"


@app.get("/salaries", dependencies=[Depends(get_current_user)])
def salaries() -> list[int]:
    return [1]
```

## When it is silent

Where the endpoint or another dependency of the route reads the token, denies access by an `HTTPException` or takes the
request, where something on the way is not known, and in applications with middleware, which may have checked it before.

## References

- [Security: first steps](https://fastapi.tiangolo.com/tutorial/security/first-steps/)
"""

from collections.abc import Iterator

from fastlint.project import Project
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Severity

RULE = Rule(
    module=__name__,
    code="FL904",
    summary="Credentials are demanded and never checked",
    subject=Project,
    severity=Severity.ERROR,
    since="0.1.0",
)


def check(subject: Project, project: Project) -> Iterator[Diagnostic]:
    """Every scheme whose value nobody looks at."""
    for edge, routes in project.credentials.unverified:
        if not project.is_reported(edge.module) or project.is_test(edge.module):
            continue
        name = str(getattr(edge.call, "type", "")).rpartition(".")[2]
        yield RULE.at(
            edge.span,
            f"nobody checks what `{name}` takes out of the request: any value passes",
            help="depend on a function that checks the token, and let that one depend on the scheme",
            routes=tuple(dict.fromkeys(route.title for route in routes)),
        )
