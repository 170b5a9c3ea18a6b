"""
## What it does

Reports calls of synchronous database, cache and search clients that go to the server or to the file: sessions,
connections and queries of SQLAlchemy and SQLModel, DB-API drivers (`psycopg2`, `sqlite3`, `pymysql` ...), `redis`,
`pymongo`, `elasticsearch` and their like, also the readers of data frames, when the event loop reaches them through
any number of calls, classes and files. What FastAPI injects counts: a `Session` that comes from `Depends(get_db)`.

## Why is this bad?

The event loop waits for the database and serves nobody meanwhile. A worker then does one query at a time, however
many connections the pool has; behind a lock in the database, everybody waits. And when the pool is empty, the loop
waits for a connection that only a request on the same loop could give back: nothing moves until the timeout of the
pool. Measured under uvicorn with SQLAlchemy: a query of 0.8 s delays a concurrent `GET /ping` by 0.81 s; in a plain
`def`, or with an `AsyncSession`, the ping takes 0.005 s.

## Example

```py
from typing import Annotated

from fastapi import Depends, FastAPI
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

app = FastAPI()
engine = create_engine("postgresql://localhost/shop")


def get_session():
    with Session(engine) as session:
        yield session


@app.get("/orders/count")
async def count_orders(session: Annotated[Session, Depends(get_session)]) -> int:
    return session.scalar(text("SELECT count(*) FROM orders"))  # error
```

Use instead:

```py
from typing import Annotated

from fastapi import Depends, FastAPI
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

app = FastAPI()
engine = create_engine("postgresql://localhost/shop")


def get_session():
    with Session(engine) as session:
        yield session


@app.get("/orders/count")
def count_orders(session: Annotated[Session, Depends(get_session)]) -> int:
    return session.scalar(text("SELECT count(*) FROM orders"))
```

## When it is silent

In a plain `def` endpoint or dependency, which FastAPI runs in a thread; in what is handed to a thread or a process
(`asyncio.to_thread`, `run_in_threadpool`, `run_in_executor`, `Thread(target=...)`, a plain function given to
`BackgroundTasks.add_task`); below `if __name__ == "__main__":`; in the start and the end of the application, unless
`startup = true` is configured (then with severity info: it only delays the start); and in tests, for they stall no
server: `test_*.py`, `*_test.py`, `conftest.py` and what lies below `tests` or `test`, unless a route leads there.

Building a statement (`select(...)`), `session.add(...)`, making an engine or a client, asynchronous clients
(`AsyncSession`, `asyncpg`, `redis.asyncio`, `motor`), and the synchronous code inside of `AsyncSession.run_sync` and
`AsyncConnection.run_sync` are silent. Where many calls use one injected session, `sync-session-in-async-endpoint`
(FL120) says it once.

What it does not see: attributes that are loaded on access (`order.customer.name` on a lazy relationship), what an
event hook or a custom column type does, a session whose class cannot be found out, and how long a query takes: the
primary key of a small SQLite table and a report over a year look the same.

## Fix safety

Unsafe: a plain `def` runs in a thread, and what it touches may be touched by several threads at once. There is a fix
where the coroutine awaits nothing, is no generator, and is called by FastAPI alone.

## References

- [Concurrency and async / await](https://fastapi.tiangolo.com/async/)
- [SQLAlchemy and asyncio](https://docs.sqlalchemy.org/en/21/orm/extensions/asyncio.html)
"""

from collections.abc import Iterator

from fastlint.project import Blocking, BlockingCall, Project
from fastlint.rule import Rule
from fastlint.rules.event_loop.blocking import diagnose
from fastlint.values import Diagnostic, Safety, Severity

RULE = Rule(
    module=__name__,
    code="FL103",
    summary="A synchronous database client waits on the event loop",
    subject=BlockingCall,
    severity=Severity.ERROR,
    since="0.1.0",
    fix=Safety.UNSAFE,
)


def check(call: BlockingCall, project: Project) -> Iterator[Diagnostic]:
    """A synchronous query on the event loop."""
    if call.blocking is Blocking.DATABASE:
        yield from diagnose(RULE, call, project, "waits for the database")
