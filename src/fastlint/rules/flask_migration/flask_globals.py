"""
## What it does

Reports Flask's `request`, `g`, `session`, `current_app`, `jsonify`, `abort`, `redirect`, `render_template` and the
like, imported into a file with FastAPI routes, or called by a FastAPI route.

## Why is this bad?

They work inside an application or request of Flask only: under FastAPI most raise `RuntimeError: Working outside of
application context`. `abort` becomes a 500, and what `redirect` makes is sent as JSON with status 200.

## Example

```py
from fastapi import FastAPI
from flask import jsonify  # error

app = FastAPI()


@app.get("/ping")
def ping():
    return jsonify(status="ok")
```

Use instead:

```py
from fastapi import FastAPI

app = FastAPI()


@app.get("/ping")
def ping() -> dict[str, str]:
    return {"status": "ok"}
```

## When it is silent

In a file that makes a Flask application or blueprint too: it may be a program that serves both.

## References

- [WSGI applications in FastAPI](https://fastapi.tiangolo.com/advanced/wsgi/)
"""

from collections.abc import Iterator

from fastlint.project import Project
from fastlint.project.routing.flask_names import GLOBALS
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Severity

RULE = Rule(
    module=__name__,
    code="FL484",
    summary="Flask's globals and helpers are used in FastAPI code",
    subject=Project,
    severity=Severity.ERROR,
    since="0.1.0",
)

#: What makes a Flask application.
MAKERS = frozenset({"Flask", "Blueprint"})


def check(project: Project, _: Project) -> Iterator[Diagnostic]:
    """The imports of what cannot work there, and the calls of it that a route leads to."""
    serving = {route.entry.module for app in project.apps for route in app.routes}
    imports = [each for each in project.imports if each.dotted == "flask" and not each.is_for_types]
    makers = {each.module for each in imports if not each.names or any(name in MAKERS for name, _ in each.names)}
    told = set()
    for each in imports:
        names = [name for name, _ in each.names if name in GLOBALS]
        if names and each.module in serving and each.module not in makers:
            told.add(each.module)
            listed = ", ".join(f"`{name}`" for name in names)
            yield RULE.at(
                each.span,
                f"{listed} of Flask {'does' if len(names) == 1 else 'do'} not work in a FastAPI application",
                help="; ".join(f"{name}: {GLOBALS[name]}" for name in names[:4]),
            )
    for name, cure in GLOBALS.items():
        for call in project.calls_of(f"flask.{name}"):
            if call.routes and call.module not in told and call.module not in makers:
                yield RULE.at(
                    call.span,
                    f"`flask.{name}` does not work in a FastAPI application",
                    help=cure,
                    routes=call.routes,
                )
