"""
## What it does

Reports a synchronous database session, connection or client that is injected into an `async def` endpoint or
dependency and makes the event loop wait there. Said once, on the parameter, with the number of blocking calls that it
leads to; the calls themselves are `blocking-database-call` and its kin.

## Why is this bad?

The parameter is where the decision is taken. An `async def` runs on the event loop, and each use of a synchronous
session stops all other requests of the worker until the database answers. Measured: one query of 0.8 s delays a
concurrent `GET /ping` by 0.81 s; from a plain `def` it delays nobody.

## Example

```py
from collections.abc import Iterator

from fastapi import Depends, FastAPI
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

app = FastAPI()
engine = create_engine("sqlite:///shop.db")


def get_db() -> Iterator[Session]:
    with Session(engine) as session:
        yield session


@app.get("/orders")
async def orders(db: Session = Depends(get_db)) -> int:  # error
    return db.execute(text("SELECT count(*) FROM orders")).scalar_one()
```

Use instead:

```py
from collections.abc import Iterator

from fastapi import Depends, FastAPI
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

app = FastAPI()
engine = create_engine("sqlite:///shop.db")


def get_db() -> Iterator[Session]:
    with Session(engine) as session:
        yield session


@app.get("/orders")
def orders(db: Session = Depends(get_db)) -> int:
    return db.execute(text("SELECT count(*) FROM orders")).scalar_one()
```

## When it is silent

In plain `def` functions; for async sessions; and where nothing blocking is done with the object on the loop: it is only
handed to a thread, given to `run_sync`, or passed to code that cannot be resolved.

## Fix safety

Unsafe: a plain `def` runs in a thread, and what it touches may be touched by several threads at once. There is a fix
where the coroutine awaits nothing, is no generator, and is called by FastAPI alone.

## References

- [SQL databases](https://fastapi.tiangolo.com/tutorial/sql-databases/)
- [SQLAlchemy: asynchronous I/O](https://docs.sqlalchemy.org/en/21/orm/extensions/asyncio.html)
"""

from collections.abc import Iterator

from fastlint.project import Injection, Project
from fastlint.project.loop.event_loop import span_of
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Fix, MakeSync, Related, Safety, Severity

RULE = Rule(
    module=__name__,
    code="FL120",
    summary="A synchronous session or client is injected where the event loop will wait for it",
    subject=Injection,
    severity=Severity.ERROR,
    since="0.1.0",
    fix=Safety.UNSAFE,
)


def _fixes(injection: Injection, project: Project) -> tuple[Fix, ...]:
    function = injection.function
    if function.fact.is_generator or not project.may_be_plain(function) or project.is_called(function):
        return ()
    return (Fix.unsafe(f"Make `{function.fact.name}` a plain `def`", MakeSync(span_of(function, function.fact.place))),)


def check(injection: Injection, project: Project) -> Iterator[Diagnostic]:
    """A sync session in an `async def`."""
    calls = project.blocked_by(injection)
    if not calls:
        return
    name = injection.function.fact.name
    count = "one blocking call" if len(calls) == 1 else f"{len(calls)} blocking calls"
    yield RULE.at(
        injection.span,
        f"`{injection.name}` is a synchronous `{injection.type_name}`, and leads to {count} on the event loop",
        confidence=max((call.confidence for call in calls), key=lambda confidence: confidence.rank),
        help=f"make `{name}` a plain `def`, or inject an async session or client",
        routes=injection.routes,
        fixes=_fixes(injection, project),
        related=tuple(Related(call.span, f"`{call.chain[0].call}` blocks here") for call in calls),
    )
