"""
## What it does

Reports a stream that uses what a dependency with `scope="function"` gives, and a dependency with `yield` of the
request's scope that depends on one with `scope="function"`.

## Why is this bad?

`scope="function"` ends a dependency when the endpoint returns. A stream is sent after that: it reads from a session
that is closed. The second case does not even start: FastAPI raises a `DependencyScopeError` when the route is
registered.

## Example

```py
from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI
from fastapi.responses import StreamingResponse
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session, sessionmaker

app = FastAPI()
SessionLocal = sessionmaker(create_engine("sqlite://"))


def get_db():
    with SessionLocal() as db:
        yield db


@app.get("/rows")
def rows(db: Annotated[Session, Depends(get_db, scope="function")]) -> StreamingResponse:  # error
    def lines() -> Iterator[str]:
        for row in db.execute(text("SELECT 1")):
            yield str(row)

    return StreamingResponse(lines())
```

Use instead:

```py
from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI
from fastapi.responses import StreamingResponse
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session, sessionmaker

app = FastAPI()
SessionLocal = sessionmaker(create_engine("sqlite://"))


def get_db():
    with SessionLocal() as db:
        yield db


@app.get("/rows")
def rows(db: Annotated[Session, Depends(get_db)]) -> StreamingResponse:
    def lines() -> Iterator[str]:
        for row in db.execute(text("SELECT 1")):
            yield str(row)

    return StreamingResponse(lines())
```

## When it is silent

Where the generator of the stream does not use the object, where nothing is cleaned up after the `yield`, and about
dependencies that return.

## References

- [Dependencies with yield: early exit and
  scope](https://fastapi.tiangolo.com/tutorial/dependencies/dependencies-with-yield/#early-exit-and-scope)
"""

from collections.abc import Iterator

from fastlint.project import Project, Provider
from fastlint.project.loop.streamed_names import streamed_names
from fastlint.project.reading.exit_code import exit_codes
from fastlint.project.requests.dependency_edges import DependencyEdge
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Severity

RULE = Rule(
    module=__name__,
    code="FL508",
    summary="A dependency ends before what uses it",
    subject=Provider,
    severity=Severity.ERROR,
    since="0.1.0",
)


def check(provider: Provider, project: Project) -> Iterator[Diagnostic]:
    """What is declared with the scope of the function, and needed longer."""
    if not provider.fact.is_generator or project.is_test(provider.function.module):
        return
    cleans_up = any(code.always or code.after_success or code.withs for code in exit_codes(provider.fact))
    for edge in provider.edges if cleans_up else ():
        if edge.marker.scope == "function":
            yield from _streamed(edge, provider, project)
    if any(edge.marker.scope != "function" for edge in provider.edges) and not provider.has_unknown_scope:
        for edge in project.dependency_graph.edges_of(provider.value):
            if edge.marker.scope == "function":
                yield RULE.at(
                    edge.span,
                    f"`{provider.fact.name}` lasts as long as the request, and `{edge.name}` ends with the function",
                    help='give both `scope="function"`, or none',
                    routes=provider.titles,
                )


def _streamed(edge: DependencyEdge, provider: Provider, project: Project) -> Iterator[Diagnostic]:
    for route, ways in provider.ways.items():
        direct = [way for way in ways if len(way) == 1 and way[0].span == edge.span and way[0].parameter is not None]
        function = route.function
        if not direct or function is None or not project.is_reported(edge.module):
            continue
        if project.dependency_graph.is_stream(route) and edge.name in streamed_names(function.function, project):
            yield RULE.at(
                edge.span,
                f"`{edge.name}` ends before the stream that uses it is sent",
                help='leave `scope="function"` out',
                routes=(route.title,),
            )
            return
