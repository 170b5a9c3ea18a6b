"""
## What it does

Reports what Flask's request has and Starlette's has not: `request.args`, `request.get_json()`, `request.files`,
`request.remote_addr` and others; `request.json`, `request.form` and `request.values` read as attributes; and
`request.get("name")` for a name that is no key of the ASGI scope.

## Why is this bad?

The first raise `AttributeError` on every request. `request.json` is a method here, so `request.json["name"]` raises
`TypeError`. `request.get` looks into the ASGI scope: it gives None for a query parameter.

## Example

```py
from fastapi import FastAPI, Request

app = FastAPI()


@app.get("/search")
def search(request: Request) -> str:
    return request.args.get("q", "")  # error
```

Use instead:

```py
from fastapi import FastAPI

app = FastAPI()


@app.get("/search")
def search(q: str = "") -> str:
    return q
```

## When it is silent

Where it is not certain that the object is Starlette's request: Flask's own has all of these. `get` also where the
function takes an `HTTPConnection`, and where the project names that key of a scope (`scope["tenant"] = ...`).

## References

- [Request](https://www.starlette.io/requests/)
"""

from collections.abc import Iterator

from fastlint.facts import expressions as ex
from fastlint.project import AttributeRead, LibraryCall, Project
from fastlint.project.execution.abstract import Const
from fastlint.project.reading import bodies
from fastlint.project.routing.flask_names import REQUEST_ATTRIBUTES, REQUEST_METHODS, SCOPE_KEYS
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Severity

RULE = Rule(
    module=__name__,
    code="FL483",
    summary="Something of Flask's request is used on Starlette's request",
    subject=Project,
    severity=Severity.ERROR,
    since="0.1.0",
)

REQUEST = "starlette.requests.Request"


def check(project: Project, _: Project) -> Iterator[Diagnostic]:
    """What the request has not, or has in another form."""
    for read in project.attribute_reads:
        if read.types == (REQUEST,):
            yield from _of_read(read)
    for call in project.calls_of(f"{REQUEST}.get"):
        yield from _of_get(call, project)


def _of_read(read: AttributeRead) -> Iterator[Diagnostic]:
    if read.name in REQUEST_ATTRIBUTES:
        message = f"`request.{read.name}` is Flask's: Starlette's request has no such attribute"
        yield RULE.at(read.span, message, help=REQUEST_ATTRIBUTES[read.name], routes=read.routes)
    elif read.name in REQUEST_METHODS and not read.is_called:
        message = f"`request.{read.name}` is read as in Flask, but it is a method"
        yield RULE.at(read.span, message, help=f"use `{REQUEST_METHODS[read.name]}`", routes=read.routes)


def _of_get(call: LibraryCall, project: Project) -> Iterator[Diagnostic]:
    key = call.argument(None, 0)
    if not (type(key) is Const and isinstance(key.value, str)) or _is_connection(call):
        return
    if key.value not in SCOPE_KEYS and "." not in key.value and not _is_in_scope(key.value, project):
        message = f'`request.get("{key.value}")` reads the ASGI scope, which has no such key'
        yield RULE.at(
            call.span, message, help="declare a query parameter, or use `request.query_params`", routes=call.routes
        )


def _is_connection(call: LibraryCall) -> bool:
    """Whether the function takes an `HTTPConnection`, which has no form or JSON: who does so means the scope."""
    name = ex.root_name(call.expression.callee)
    parameters = call.function.fact.parameters if call.function is not None else ()
    return any(
        parameter.name == name
        and parameter.annotation is not None
        and "HTTPConnection" in ex.render(parameter.annotation)
        for parameter in parameters
    )


def _is_in_scope(key: str, project: Project) -> bool:
    """Whether the project itself speaks of the key of a scope, as middleware does that puts something there."""
    modules = [module.facts for module in project.modules.by_path.values() if module.facts is not None]
    wanted = ex.Constant(key)
    for facts in modules:
        if not {key, "scope"} <= set(facts.words):
            continue
        for block in (facts.body, *(each.body for each in facts.functions)):
            for node in bodies.of_kind(block, ex.Subscript):
                if node.index == wanted and ex.last_name(node.value) == "scope":
                    return True
    return False
