"""
## What it does

Reports an `AsyncSession` that is used like a `Session`: `session.query(...)`, which it has not, a method of the result
of `session.execute(...)` that is not awaited first, and SQL as a plain text.

## Why is this bad?

All three fail on every request: `AttributeError`, `AttributeError` on a coroutine, and `ArgumentError`.

## Example

```py
from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

app = FastAPI()
engine = create_async_engine("sqlite+aiosqlite://")


class Base(DeclarativeBase): ...


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)


@app.get("/users")
async def users() -> int:
    async with AsyncSession(engine) as session:
        return len(session.query(User).all())  # error
```

Use instead:

```py
from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

app = FastAPI()
engine = create_async_engine("sqlite+aiosqlite://")


class Base(DeclarativeBase): ...


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)


@app.get("/users")
async def users() -> int:
    async with AsyncSession(engine) as session:
        return len((await session.scalars(select(User))).all())
```

## When it is silent

For a sync session, also one that `run_sync` passes to a function, and for a class of the project that adds such a
method.

## Fix safety

Safe: what is not awaited is awaited, and SQL that is all written out is wrapped in `text`.

## References

- [Asynchronous I/O](https://docs.sqlalchemy.org/en/21/orm/extensions/asyncio.html)
"""

from collections.abc import Iterator

from fastlint.facts.expressions import Attribute, Constant, Format
from fastlint.project import LibraryCall, Project
from fastlint.project.reading import bodies
from fastlint.rule import Rule
from fastlint.values import Await, Before, Diagnostic, Fix, Imported, RewriteArgument, Safety, Severity

RULE = Rule(
    module=__name__,
    code="FL702",
    summary="An async session is used like a sync one",
    subject=LibraryCall,
    severity=Severity.ERROR,
    since="0.1.0",
    fix=Safety.SAFE,
)

ASYNC_SESSION = "sqlalchemy.ext.asyncio.AsyncSession"
ASYNC_CONNECTION = "sqlalchemy.ext.asyncio.AsyncConnection"
STATEMENTS = frozenset({"execute", "scalars", "scalar", "stream", "stream_scalars"})


def check(call: LibraryCall, project: Project) -> Iterator[Diagnostic]:
    """What an async session has not, and what it gives only when it is awaited."""
    owner, _, method = call.names[-1].rpartition(".")
    if owner not in (ASYNC_SESSION, ASYNC_CONNECTION):
        return
    if method == "query" and owner == ASYNC_SESSION:
        message = "an `AsyncSession` has no `query`"
        yield RULE.at(call.span, message, help="`await session.scalars(select(...))`", routes=call.routes)
    if method not in STATEMENTS:
        return
    used = _used_before_awaited(call)
    if used:
        yield RULE.at(
            call.span,
            f"`.{used}` is read off the coroutine that `{method}` returns",
            help=f"{_cure(call)}: `(await session.{method}(...)).{used}`",
            routes=call.routes,
            fixes=_awaited(call),
        )
    if isinstance(call.written("statement", 0), Constant | Format) and not call.is_open:
        yield RULE.at(
            call.span,
            f"`{method}` gets SQL as a plain text",
            help="wrap it: `text(...)`, with bound parameters",
            routes=call.routes,
            fixes=_wrapped(call),
        )


def _cure(call: LibraryCall) -> str:
    """What is to be done first: only an `async def` can await."""
    if call.function is None or call.function.fact.is_async:
        return "await first"
    return f"make `{call.function.fact.name}` an `async def`, and await first"


def _awaited(call: LibraryCall) -> tuple[Fix, ...]:
    is_async = call.function is not None and call.function.fact.is_async
    return (Fix.safe("Await it first", Await(call.span)),) if is_async else ()


def _wrapped(call: LibraryCall) -> tuple[Fix, ...]:
    """`text(...)` around SQL that is all written out: what is pasted together needs parameters."""
    if not isinstance(call.written("statement", 0), Constant):
        return ()
    key = "statement" if call.has_keyword("statement") else 0
    code = (Imported("sqlalchemy", "text"), "(", Before.CODE, ")")
    return (Fix.safe("Wrap it in `text`", RewriteArgument(call.span, key, code)),)


def _used_before_awaited(call: LibraryCall) -> str:
    """The attribute that is read off the call itself; empty where there is none."""
    if call.function is None:
        return ""
    for node in bodies.nodes(call.function.fact.body):
        if isinstance(node, Attribute) and node.value is call.expression:
            return node.name
    return ""
