"""
## What it does

Reports a session or connection that comes from a dependency with `yield` and is handed to a background task, by
itself or in an object that another dependency has put it into.

## Why is this bad?

The dependency ends when the background task has ended: until then the session keeps its connection, though the client
has its reply long since, and a few slow tasks use up the pool. With `scope="function"`, and with FastAPI 0.106 to
0.117, it is the other way round: the session is closed before the task begins.

## Example

```py
from typing import Annotated

from fastapi import BackgroundTasks, Depends, FastAPI
from sqlalchemy import create_engine
from sqlalchemy.orm import Session, sessionmaker

app = FastAPI()
SessionLocal = sessionmaker(create_engine("sqlite://"))


def get_db():
    with SessionLocal() as db:
        yield db


def export(db: Session, user_id: int) -> None: ...


@app.post("/export/{user_id}")
def start(user_id: int, tasks: BackgroundTasks, db: Annotated[Session, Depends(get_db)]) -> None:
    tasks.add_task(export, db, user_id)  # error
```

Use instead:

```py
from fastapi import BackgroundTasks, FastAPI
from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker

app = FastAPI()
SessionLocal = sessionmaker(create_engine("sqlite://"))


def export(user_id: int) -> None:
    with SessionLocal() as db:
        db.commit()


@app.post("/export/{user_id}")
def start(user_id: int, tasks: BackgroundTasks) -> None:
    tasks.add_task(export, user_id)
```

## When it is silent

About plain values, about objects that hold no connection, and about sessions that the function has made itself.

## References

- [Background tasks and dependencies with
  yield](https://fastapi.tiangolo.com/advanced/advanced-dependencies/#background-tasks-and-dependencies-with-yield-technical-details)
"""

from collections.abc import Iterator

from fastlint.facts.expressions import Attribute, Name
from fastlint.project import LibraryCall, Project
from fastlint.project.loop.held_session import held_session
from fastlint.project.reading import flow
from fastlint.project.requests.dependency_graph import injected_as
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Severity

RULE = Rule(
    module=__name__,
    code="FL509",
    summary="A background task holds the session of a dependency",
    subject=LibraryCall,
    severity=Severity.WARNING,
    since="0.1.0",
)

#: The release since which dependencies end after the background tasks.
LATE_SINCE = "0.118"
TAKERS = frozenset(
    {
        "fastapi.BackgroundTasks.add_task",
        "starlette.background.BackgroundTasks.add_task",
        "starlette.background.BackgroundTask",
    }
)


def check(call: LibraryCall, project: Project) -> Iterator[Diagnostic]:
    """A session among the arguments of a background task."""
    if TAKERS.isdisjoint(call.names) or call.function is None or project.is_test(call.module):
        return
    written = [*call.expression.arguments, *(value for _, value in call.expression.keywords)]
    for expression in written:
        holder = expression.value if isinstance(expression, Attribute) else expression
        if not isinstance(holder, Name) or flow.assigned(call.function.fact, holder.id):
            continue
        for edge in injected_as(call, holder.id, project):
            held = held_session(edge, project)
            if held is None:
                continue
            is_early = project.versions(call.module).is_below("fastapi", LATE_SINCE)
            is_closed = is_early or held.marker.scope == "function"
            what = f"`{holder.id}`" if held is edge else f"the session of `{holder.id}`"
            yield RULE.at(
                call.span,
                f"{what} is closed before the background task runs"
                if is_closed
                else f"the background task keeps {what} and its connection until it ends",
                severity=Severity.ERROR if is_closed else None,
                help="pass ids, and open a session in the task",
                routes=call.routes,
            )
            return
