"""
## What it does

Reports `next(get_db())` for a dependency with `yield`.

## Why is this bad?

Nobody holds the generator when `next` has returned, so Python closes it at once: the code in `finally` runs *before*
the value is used. The session is closed, the file as well; a closed SQLAlchemy session silently opens another
connection, which nobody gives back.

## Example

```py
from typing import Annotated

from fastapi import Depends, FastAPI
from sqlalchemy import create_engine
from sqlalchemy.orm import Session, sessionmaker

app = FastAPI()
SessionLocal = sessionmaker(create_engine("sqlite://"))


def get_db():
    db = SessionLocal()
    try:
        yield db
    finally:
        db.close()


@app.get("/users")
def users(db: Annotated[Session, Depends(get_db)]) -> None: ...


def job() -> None:
    db = next(get_db())  # error
    db.commit()


job()
```

Use instead:

```py
from contextlib import contextmanager
from typing import Annotated

from fastapi import Depends, FastAPI
from sqlalchemy import create_engine
from sqlalchemy.orm import Session, sessionmaker

app = FastAPI()
SessionLocal = sessionmaker(create_engine("sqlite://"))


def get_db():
    db = SessionLocal()
    try:
        yield db
    finally:
        db.close()


@app.get("/users")
def users(db: Annotated[Session, Depends(get_db)]) -> None: ...


def job() -> None:
    with contextmanager(get_db)() as db:
        db.commit()


job()
```

## When it is silent

Where the generator is kept in a variable, where nothing stands after its `yield`, about generators that are no
dependency, and in tests.

## References

- [Generator.close](https://docs.python.org/3/reference/expressions.html#generator.close)
"""

from collections.abc import Iterator

from fastlint.facts.expressions import Call, render
from fastlint.project import LibraryCall, Project
from fastlint.project.abstract import Generator, known
from fastlint.project.exit_code import exit_codes
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Severity

RULE = Rule(
    module=__name__,
    code="FL516",
    summary="A dependency with yield is cleaned up before its value is used",
    subject=LibraryCall,
    severity=Severity.ERROR,
    since="0.1.0",
)

STEPS = frozenset({"builtins.next", "builtins.anext"})


def check(call: LibraryCall, project: Project) -> Iterator[Diagnostic]:
    """The first value of a generator that nobody holds."""
    written = call.written(None, 0)
    given = call.argument(None, 0)
    if call.name not in STEPS or not isinstance(written, Call) or given is None or project.is_test(call.module):
        return
    for value in known(given):
        activation = value.activation if isinstance(value, Generator) else None
        provider = project.dependency_graph.provider(activation.function if activation is not None else None)
        if provider is None:
            continue
        codes = exit_codes(provider.fact)
        if any(code.always or code.withs or code.handled for code in codes):
            yield RULE.at(
                call.span,
                f"`{render(written.callee)}` is closed before its value is used: nobody holds the generator",
                help=f"use `with contextmanager({render(written.callee)})() as ...`",
                routes=call.routes,
            )
            return
