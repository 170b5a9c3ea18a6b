"""
## What it does

Reports what a Flask application has and a FastAPI application has not: `@app.route`, `app.errorhandler`,
`app.before_request`, `app.config`, `app.run`, `app.register_blueprint` and others, and `methods=` at `@app.get`.

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
"""

from collections.abc import Iterator

from fastlint.project import AttributeRead, Project
from fastlint.project.flask_names import APP_ATTRIBUTES, APP_TYPES, has_attribute
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
    for read in project.attribute_reads:
        if read.name in APP_ATTRIBUTES and read.types[-1] in APP_TYPES and _is_missing(read, project):
            yield RULE.at(
                read.span,
                f"`{read.name}` is Flask's: a FastAPI application has no such attribute",
                help=APP_ATTRIBUTES[read.name],
                routes=read.routes,
            )
    for verb in VERBS:
        for call in project.calls_of(f"fastapi.FastAPI.{verb}", f"fastapi.APIRouter.{verb}"):
            if call.has_keyword("methods"):
                yield RULE.at(
                    call.span,
                    f"`{verb}()` takes no argument `methods`",
                    help="use a decorator for each method, or `api_route`",
                )


def _is_missing(read: AttributeRead, project: Project) -> bool:
    if read.name == "route" and project.versions(read.module).is_below("starlette", "1.0"):
        return False
    return not has_attribute(project, read.receiver, read.name)
