"""
## What it does

Reports `next(get_db())` for a dependency with `yield`. It also speaks of `next` for an `async def`, which raises
`TypeError`, as `anext` does for a plain one.

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
dependency, and in tests. Where the value is a session and `with` or a `finally` closes it: closed too early, it opens
once more, and then nothing is left open.

## References

- [Generator.close](https://docs.python.org/3/reference/expressions.html#generator.close)
"""

from collections.abc import Iterator

from fastlint.facts.expressions import Attribute, Await, Call, render
from fastlint.facts.statements import Assign, With
from fastlint.project import LibraryCall, Project
from fastlint.project.execution.abstract import Generator, known, members
from fastlint.project.execution.sessions import SESSIONS, type_names
from fastlint.project.reading import flow
from fastlint.project.reading.exit_code import calls_in, exit_codes
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
    if call.name not in STEPS:
        return
    written = call.written(None, 0)
    given = call.argument(None, 0)
    if not isinstance(written, Call) or given is None or project.is_test(call.module):
        return
    for value in known(given):
        activation = value.activation if isinstance(value, Generator) else None
        provider = project.dependency_graph.provider(activation.function if activation is not None else None)
        if provider is None or not isinstance(value, Generator):
            continue
        name, step = render(written.callee), call.name.rpartition(".")[2]
        kind, manager = (
            ("an async", "async with asynccontextmanager") if value.is_async else ("a", "with contextmanager")
        )
        hint = f"use `{manager}({name})() as ...`"
        if value.is_async != (step == "anext"):
            yield RULE.at(
                call.span,
                f"`{name}` gives {kind} generator, for which `{step}` raises `TypeError`",
                help=hint,
                routes=call.routes,
            )
            return
        codes = exit_codes(provider.fact)
        if any(code.always or code.withs or code.handled for code in codes) and not _is_closed(call, value, project):
            yield RULE.at(
                call.span,
                f"`{name}` is closed before its value is used: nobody holds the generator",
                help=hint,
                routes=call.routes,
            )
            return


def _is_closed(call: LibraryCall, generator: Generator, project: Project) -> bool:
    """Whether the value is a session, for all that is known, that `with` or a `finally` closes: one opens again."""
    site = flow.site_at(call.function.fact, call.expression.place) if call.function is not None else None
    if site is None:
        return False
    for value in members(generator.element):
        types = type_names(value, project.interpreter.knowledge)
        if types and SESSIONS.isdisjoint(types):
            return False
    if isinstance(site.statement, With):
        managers = (item.manager for item in site.statement.items)
        return any((each.value if isinstance(each, Await) else each) == call.expression for each in managers)
    if not isinstance(site.statement, Assign) or len(site.statement.targets) != 1:
        return False
    finals = tuple(each for each in flow.after(site) if any(level.part is flow.Part.FINAL for level in each.around))
    return any(
        isinstance(each.callee, Attribute)
        and each.callee.value == site.statement.targets[0]
        and each.callee.name in ("close", "aclose")
        for _, each in calls_in(finals)
    )
