"""
## What it does

Reports `session.add`, `add_all`, `delete` and `merge` that a request reaches, where nothing that runs for the request
commits: neither the endpoint, nor what it calls, nor a dependency, nor a middleware.

## Why is this bad?

The client gets a 200 and nothing is stored: the session rolls back when it is closed.

## Example

```py
from typing import Annotated

from fastapi import Depends, FastAPI
from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

app = FastAPI()
engine = create_engine("sqlite://")


class Base(DeclarativeBase): ...


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)


def get_db():
    with Session(engine) as session:
        yield session


@app.post("/users")
def create(db: Annotated[Session, Depends(get_db)]) -> str:
    db.add(User())  # error
    return "created"
```

Use instead:

```py
from typing import Annotated

from fastapi import Depends, FastAPI
from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

app = FastAPI()
engine = create_engine("sqlite://")


class Base(DeclarativeBase): ...


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)


def get_db():
    with Session(engine) as session:
        yield session


@app.post("/users")
def create(db: Annotated[Session, Depends(get_db)]) -> str:
    db.add(User())
    db.commit()
    return "created"
```

## When it is silent

Where the session is handed to something that fastlint does not know, where an engine is made with an isolation level,
and where any code outside of the routes commits: a unit of work in a middleware, say.

## References

- [Committing](https://docs.sqlalchemy.org/en/21/orm/session_basics.html#committing)
"""

from collections.abc import Iterator

from fastlint.project import Project
from fastlint.project.data.writes import Writes
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Severity

RULE = Rule(
    module=__name__,
    code="FL704",
    summary="What a request writes is never committed",
    subject=Project,
    severity=Severity.ERROR,
    since="0.1.0",
)


def check(project: Project, _: Project) -> Iterator[Diagnostic]:
    """The writes that are rolled back, one a function."""
    told = set()
    for call in Writes(project).lost:
        if call.function in told:
            continue
        told.add(call.function)
        yield RULE.at(
            call.span,
            f"what `{call.name.rpartition('.')[2]}` does is never committed",
            help="commit before the reply: `session.commit()`, or open the session with `sessionmaker.begin()`",
            routes=call.routes,
        )
