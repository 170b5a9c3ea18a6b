"""
## What it does

Reports a session from a dependency with `yield` that a WebSocket, or a stream that never ends, holds as long as it
lasts.

## Why is this bad?

The dependency ends when the connection ends, an hour later perhaps. A session that has made one query keeps its
database connection until then: each open browser tab takes one out of the pool. Once the pool is used up, every other
request waits for a connection and fails with a timeout.

## Example

```py
from typing import Annotated

from fastapi import Depends, FastAPI, WebSocket
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session, sessionmaker

app = FastAPI()
SessionLocal = sessionmaker(create_engine("sqlite://"))


def get_db():
    with SessionLocal() as db:
        yield db


@app.websocket("/news")
async def news(websocket: WebSocket, db: Annotated[Session, Depends(get_db)]) -> None:  # error
    await websocket.accept()
    db.execute(text("SELECT 1"))
    while True:
        await websocket.send_text(await websocket.receive_text())
```

Use instead:

```py
from fastapi import FastAPI, WebSocket
from sqlalchemy import create_engine, text
from sqlalchemy.orm import sessionmaker

app = FastAPI()
SessionLocal = sessionmaker(create_engine("sqlite://"))


@app.websocket("/news")
async def news(websocket: WebSocket) -> None:
    await websocket.accept()
    with SessionLocal() as db:
        db.execute(text("SELECT 1"))
    while True:
        await websocket.send_text(await websocket.receive_text())
```

## When it is silent

About streams with FastAPI before 0.118, streams that come to an end, WebSockets that do not wait in a loop, sessions
that nobody uses (they hold no connection), and where the function commits, rolls back or closes the session, which
gives the connection back.

## References

- [Dependencies with yield and
  StreamingResponse](https://fastapi.tiangolo.com/advanced/advanced-dependencies/#dependencies-with-yield-and-streamingresponse-technical-details)
"""

from collections.abc import Iterator

from fastlint.facts.expressions import names_in
from fastlint.project import Project, Provider
from fastlint.project.execution.abstract import FunctionValue, Value, known
from fastlint.project.execution.sessions import RELEASES, is_session
from fastlint.project.loop.long_lived import is_long_lived
from fastlint.project.requests.dependency_edges import DependencyEdge
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Severity

RULE = Rule(
    module=__name__,
    code="FL510",
    summary="A long connection holds the session of a dependency",
    subject=Provider,
    severity=Severity.WARNING,
    since="0.1.0",
)

#: The release since which dependencies end after a stream.
LATE_SINCE = "0.118"


def check(provider: Provider, project: Project) -> Iterator[Diagnostic]:
    """One finding for each endpoint that holds the session."""
    if not provider.fact.is_generator or not _gives_session(provider, project):
        return
    told: set[object] = set()
    for route, ways in provider.ways.items():
        if route.function is None or route.function.function in told or not is_long_lived(route, project):
            continue
        for way in ways:
            is_early = project.versions(way[0].module).is_below("fastapi", LATE_SINCE)
            if route.kind != "websocket" and (is_early or way[-1].marker.scope == "function"):
                continue
            if not project.is_reported(way[0].module) or project.is_test(way[0].module):
                continue
            if _is_held(way[-1], route.function, project):
                told.add(route.function.function)
                what = "WebSocket" if route.kind == "websocket" else "stream"
                by = "" if len(way) == 1 else f", through `{way[0].name}`"
                yield RULE.at(
                    way[0].span,
                    f"the {what} holds the session of `{provider.fact.name}`{by} until it ends",
                    help="open a session where it is needed, and close it before the loop",
                    routes=(route.title,),
                )
                break


def _gives_session(provider: Provider, project: Project) -> bool:
    given = project.injector.result(provider.call)
    return any(is_session(each, project.interpreter.knowledge) for each in known(given))


def _is_held(edge: DependencyEdge, endpoint: FunctionValue, project: Project) -> bool:
    """Whether the function that receives a session uses it, and neither it nor the endpoint gives up the connection."""
    receiver = project.dependency_graph.code_of(edge.source) if isinstance(edge.source, Value) else None
    if receiver is None:
        return False
    if edge.name not in set(names_in(receiver.function.fact.body)):
        return False
    both = (receiver.function, endpoint.function)
    return not any(RELEASES.intersection(call.names) for each in both for call in project.calls_in(each))
