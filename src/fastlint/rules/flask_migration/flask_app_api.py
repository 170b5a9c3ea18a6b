"""
## What it does

Reports what a Flask application has and a FastAPI application has not: `@app.route`, `app.errorhandler`,
`app.before_request`, `app.config`, `app.run`, `app.register_blueprint` and others, and `methods=` at `@app.get`. Also
where the application is one of Starlette, which had `@app.route` until Starlette 1.0.

## Why is this bad?

It raises `AttributeError` (`TypeError` for `methods=`) when the line is executed, mostly at import.

## Example

```py
from fastapi import FastAPI

app = FastAPI()


@app.route("/ping", methods=["GET"])  # error
def ping() -> str:
    return "pong"
```

Use instead:

```py
from fastapi import FastAPI

app = FastAPI()


@app.get("/ping")
def ping() -> str:
    return "pong"
```

## When it is silent

Where the project puts an attribute of that name on its application, or gives its own application class one.
`@app.route` is silent where the project stays below Starlette 1.0, which had it.

## References

- [FastAPI, the class](https://fastapi.tiangolo.com/reference/fastapi/)
- [Starlette: applications](https://www.starlette.io/applications/)
"""

from collections.abc import Iterator

from fastlint.project import AttributeRead, Project
from fastlint.project.routing.flask_names import (
    APP_ATTRIBUTES,
    FASTAPI,
    STARLETTE,
    STARLETTE_ATTRIBUTES,
    missing_attributes,
)
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Severity

RULE = Rule(
    module=__name__,
    code="FL481",
    summary="Something of a Flask application is used on a FastAPI application",
    subject=Project,
    severity=Severity.ERROR,
    since="0.1.0",
)

VERBS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


def check(project: Project, _: Project) -> Iterator[Diagnostic]:
    """What FastAPI has not."""
    for read in missing_attributes(project):
        yield _missing(read)
    for verb in VERBS:
        for call in project.calls_of(f"fastapi.FastAPI.{verb}", f"fastapi.APIRouter.{verb}"):
            if call.has_keyword("methods"):
                yield RULE.at(
                    call.span,
                    f"`{verb}()` takes no argument `methods`",
                    help="use a decorator for each method, or `api_route`",
                )


def _missing(read: AttributeRead) -> Diagnostic:
    cure = APP_ATTRIBUTES[read.name]
    what = f"`{read.name}` is Flask's: a FastAPI application has no such attribute"
    if read.types[-1] == STARLETTE and FASTAPI not in read.types:
        cure = STARLETTE_ATTRIBUTES.get(read.name, cure)
        what = f"`{read.name}` is Flask's: a Starlette application has no such attribute"
        if read.name == "route":
            what = "`route` is gone from Starlette's applications since 1.0: an AttributeError"
    return RULE.at(read.span, what, help=cure, routes=read.routes)
