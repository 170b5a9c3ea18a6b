"""
## What it does

Reports a commit, the end of a transaction or an `HTTPException` after the `yield` of a dependency.

## Why is this bad?

Since FastAPI 0.118 the code after `yield` runs when the response was sent already. A commit that fails there (a
constraint, a lost connection) loses what the client was told is saved: it has seen a 200. A client that reads what it
just wrote may come before the commit. An `HTTPException` that is raised there answers nobody.

## Example

```py
from typing import Annotated

from fastapi import Depends, FastAPI
from sqlalchemy import create_engine
from sqlalchemy.orm import Session, sessionmaker

app = FastAPI()
SessionLocal = sessionmaker(create_engine("sqlite://"))


def get_db():
    with SessionLocal() as db:
        yield db
        db.commit()  # error


@app.post("/users")
def add_user(db: Annotated[Session, Depends(get_db)]) -> None: ...
```

Use instead:

```py
from typing import Annotated

from fastapi import Depends, FastAPI
from sqlalchemy import create_engine
from sqlalchemy.orm import Session, sessionmaker

app = FastAPI()
SessionLocal = sessionmaker(create_engine("sqlite://"))


def get_db():
    with SessionLocal() as db:
        yield db
        db.commit()


@app.post("/users")
def add_user(db: Annotated[Session, Depends(get_db, scope="function")]) -> None: ...
```

A commit in the endpoint does as well.

## When it is silent

With FastAPI before 0.118, where the code ran before the reply. Where every use says `scope="function"`, where only
routes that read (GET, HEAD, OPTIONS, QUERY) use the dependency, and about routes that commit somewhere else, too. Where
all routes that are left call something, and none does anything with the session. Of the routes that are left, those
that are seen to write come first.

## References

- [Dependencies with yield: before FastAPI
  0.118](https://fastapi.tiangolo.com/advanced/advanced-dependencies/#dependencies-with-yield-httpexception-except-and-background-tasks)
"""

from collections.abc import Iterable, Iterator

from fastlint.project import DependencyEdge, Project, Provider
from fastlint.project.data.late_commit import commits_itself, ending_after_yield
from fastlint.project.data.writes import leaves_alone, writing_routes
from fastlint.project.execution.abstract import FunctionValue
from fastlint.rule import Rule
from fastlint.values import Confidence, Diagnostic, Related, Severity

RULE = Rule(
    module=__name__,
    code="FL507",
    summary="A dependency commits after the response was sent",
    subject=Provider,
    severity=Severity.ERROR,
    since="0.1.0",
)

#: The release since which the code after `yield` runs after the response.
SINCE = "0.118"
READING = frozenset({"GET", "HEAD", "OPTIONS", "QUERY", "TRACE"})


def check(provider: Provider, project: Project) -> Iterator[Diagnostic]:
    """A commit in the exit code of a dependency of the request's scope."""
    module = provider.function.module
    if not provider.fact.is_generator or project.is_test(module) or provider.has_unknown_scope:
        return
    if "request" not in provider.scopes or project.versions(module).is_below("fastapi", SINCE):
        return
    ending = ending_after_yield(provider.function, project)
    if ending is None:
        return
    late = {
        route: ways
        for route, ways in provider.ways.items()
        if route.kind == "http"
        and not READING.issuperset(route.methods)
        and any(way[-1].marker.scope != "function" for way in ways)
        and not commits_itself(route, project)
    }
    if provider.ways and all(_leaves_alone(provider, ways, project) for ways in late.values()):
        return
    titles = tuple(dict.fromkeys(route.title for route in late))
    writing = writing_routes(project)
    titles = tuple(sorted(titles, key=lambda title: title not in writing))
    few = sum(title in writing for title in titles)
    cure = 'declare the dependency with `scope="function"`, or do it in the endpoint'
    related = (Related(ending.inner, "it is committed here"),) if ending.inner is not None else ()
    yield RULE.at(
        ending.span,
        f"{ending.what} after the response was sent: what fails there is not told to the client",
        confidence=Confidence.HIGH if titles else Confidence.MEDIUM,
        help=f"{cure}: {few} of these {len(titles)} routes are seen to write" if 0 < few < len(titles) else cure,
        routes=titles,
        related=related,
    )


def _leaves_alone(provider: Provider, ways: Iterable[tuple[DependencyEdge, ...]], project: Project) -> bool:
    """Whether what a route runs does nothing with the session that it gets."""
    sources = [way[-1].source for way in ways]
    receivers = [each.function for each in sources if isinstance(each, FunctionValue)]
    return len(receivers) == len(sources) and leaves_alone(project, provider.function, receivers)
