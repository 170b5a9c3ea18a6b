"""
## What it does

Reports one `AsyncSession` that several coroutines of an `asyncio.gather` use at once.

## Why is this bad?

A session is for one task at a time. SQLAlchemy refuses the others: `InvalidRequestError: This session is provisioning a
new connection; concurrent operations are not permitted`.

## Example

```py
import asyncio

from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

app = FastAPI()
engine = create_async_engine("sqlite+aiosqlite://")


async def count(session: AsyncSession, table: str) -> int:
    return await session.scalar(text("select 1"))


@app.get("/counts")
async def counts() -> list[int]:
    async with AsyncSession(engine) as session:
        return await asyncio.gather(count(session, "users"), count(session, "orders"))  # error
```

Use instead:

```py
import asyncio

from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

app = FastAPI()
engine = create_async_engine("sqlite+aiosqlite://")


async def count(table: str) -> int:
    async with AsyncSession(engine) as session:
        return await session.scalar(text("select 1"))


@app.get("/counts")
async def counts() -> list[int]:
    return await asyncio.gather(count("users"), count("orders"))
```

## When it is silent

Where each coroutine gets a session of its own, and where only one of them gets the session.

## References

- [Using AsyncSession with concurrent tasks](https://docs.sqlalchemy.org/en/21/orm/extensions/asyncio.html)
"""

from collections.abc import Iterator

from fastlint.facts.expressions import Attribute, Call, Comprehension, Expression, Name, Starred
from fastlint.project import LibraryCall, Project
from fastlint.project.execution.abstract import members
from fastlint.project.execution.sessions import type_names
from fastlint.project.reading import bodies
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Severity

RULE = Rule(
    module=__name__,
    code="FL703",
    summary="Concurrent coroutines share a session",
    subject=LibraryCall,
    severity=Severity.ERROR,
    since="0.1.0",
)

ASYNC_SESSION = "sqlalchemy.ext.asyncio.AsyncSession"


def check(call: LibraryCall, project: Project) -> Iterator[Diagnostic]:
    """A `gather` of which several coroutines hold the same session."""
    if call.name != "asyncio.gather":
        return
    counts: dict[str, int] = {}
    for argument in call.expression.arguments:
        for name, times in _sessions(argument, project):
            counts[name] = counts.get(name, 0) + times
    for name, times in counts.items():
        if times > 1:
            yield RULE.at(
                call.span,
                f"the coroutines that run at once share the session `{name}`",
                help="open a session in each of them",
                routes=call.routes,
            )


def _sessions(argument: Expression, project: Project) -> Iterator[tuple[str, int]]:
    """The sessions that the coroutine of an argument holds, by name, each with the number of such coroutines."""
    if isinstance(argument, Call):
        yield from ((name, 1) for name in _of_call(argument, project))
    elif isinstance(argument, Starred):
        made = argument.value
        if isinstance(made, Comprehension) and isinstance(made.element, Call):
            own = {node.id for clause in made.clauses for node in bodies.nodes(clause.target) if isinstance(node, Name)}
            yield from ((name, 2) for name in _of_call(made.element, project) if name not in own)


def _of_call(call: Call, project: Project) -> set[str]:
    """The names that stand in a call for an async session, as its argument or as what it is a method of."""
    found: set[str] = set()
    for seen in project.sightings.evaluations(call):
        written = [*call.arguments, *(value for _, value in call.keywords)]
        values = [*seen.arguments.positional, *seen.arguments.keywords.values()]
        if isinstance(call.callee, Attribute):
            written.append(call.callee.value)
            values.append(seen.receiver)
        if len(written) != len(values):
            continue
        for expression, value in zip(written, values, strict=True):
            if isinstance(expression, Name) and all(
                ASYNC_SESSION in type_names(each, project.interpreter.knowledge) for each in members(value)
            ):
                found.add(expression.id)
    return found
