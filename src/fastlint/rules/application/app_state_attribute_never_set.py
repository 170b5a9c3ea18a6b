"""
## What it does

Reports attributes that are read from `request.state` and only ever set on `app.state`, and the other way round.

## Why is this bad?

`app.state` belongs to the application, `request.state` to one request. They share nothing: what one holds, the other
answers with an `AttributeError`, whenever the code is reached.

## Example

```py
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request


@asynccontextmanager
async def lifespan(app: FastAPI):
    app.state.pool = object()
    yield


app = FastAPI(lifespan=lifespan)


@app.get("/")
async def read(request: Request) -> str:
    return str(request.state.pool)  # error
```

Use instead:

```py
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request


@asynccontextmanager
async def lifespan(app: FastAPI):
    app.state.pool = object()
    yield


app = FastAPI(lifespan=lifespan)


@app.get("/")
async def read(request: Request) -> str:
    return str(request.app.state.pool)
```

## When it is silent

Where the attribute is set nowhere at all, for a library may set it; where it is read in a `try`, or asked for with
`hasattr`; where a lifespan yields it; and where the whole state is handed to something.

## References

- [Storing state](https://www.starlette.io/applications/#storing-state-on-the-app-instance)
- [Lifespan state](https://www.starlette.io/lifespan/#lifespan-state)
"""

from collections.abc import Iterator

from fastlint.project import MisplacedState, Project
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Related, Severity

RULE = Rule(
    module=__name__,
    code="FL462",
    summary="An attribute is read from `request.state` and set on `app.state`, or the other way round",
    subject=MisplacedState,
    severity=Severity.WARNING,
    since="0.1.0",
)


def check(misplaced: MisplacedState, project: Project) -> Iterator[Diagnostic]:
    """An attribute that is looked for in the wrong place."""
    read, write = misplaced.read, misplaced.write
    yield RULE.at(
        read.span,
        f"`{read.name}` is read from `{read.store}`, and is only ever set on `{write.store}`",
        help="read it from `request.app.state`" if read.store == "request.state" else "read it from `request.state`",
        routes=read.routes,
        related=(Related(write.span, f"set on `{write.store}`"),),
    )
