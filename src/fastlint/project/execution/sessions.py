"""Sessions and connections of databases: which types they are, and which of their calls write for good."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastlint.project.execution.abstract import Class, External, Foreign, Instance, Value

if TYPE_CHECKING:
    from fastlint.knowledge.library import Knowledge

#: What holds a connection of a pool, from its first statement until it is closed, committed or rolled back.
SESSIONS = frozenset(
    """sqlalchemy.orm.Session sqlalchemy.orm.scoped_session sqlalchemy.ext.asyncio.AsyncSession
    sqlalchemy.ext.asyncio.async_scoped_session sqlmodel.Session sqlmodel.ext.asyncio.session.AsyncSession""".split()
)
CONNECTIONS = frozenset(
    """sqlalchemy.Connection sqlalchemy.engine.Connection sqlalchemy.ext.asyncio.AsyncConnection
    sqlite3.Connection psycopg.Connection psycopg.AsyncConnection psycopg2.extensions.connection
    aiosqlite.Connection asyncpg.Connection asyncpg.connection.Connection pymysql.connections.Connection
    aiomysql.Connection""".split()
)
ENGINES = frozenset("""sqlalchemy.Engine sqlalchemy.engine.Engine sqlalchemy.ext.asyncio.AsyncEngine""".split())
FACTORIES = frozenset("""sqlalchemy.orm.sessionmaker sqlalchemy.ext.asyncio.async_sessionmaker""".split())

#: Methods by which what was written becomes final.
WRITES = frozenset(f"{each}.{method}" for each in SESSIONS | CONNECTIONS for method in ("commit", "flush"))
#: What begins a transaction that is committed where the `with` ends.
TRANSACTIONS = frozenset(f"{each}.begin" for each in SESSIONS | CONNECTIONS | ENGINES | FACTORIES) | {
    "asyncpg.Connection.transaction",
    "asyncpg.connection.Connection.transaction",
}
#: Methods after which a session holds no connection any more.
RELEASES = frozenset(
    f"{each}.{method}"
    for each in SESSIONS | CONNECTIONS
    for method in ("close", "aclose", "commit", "rollback", "invalidate", "begin")
)


def type_names(value: Value, knowledge: Knowledge) -> tuple[str, ...]:
    """The library types that an object is an instance of, nearest first."""
    own: tuple[str, ...] = ()
    if isinstance(value, Foreign):
        own = (value.type,)
    elif isinstance(value, Instance):
        cls = value.cls
        own = (
            tuple(cls.external_bases()) if isinstance(cls, Class) else (cls.name,) if isinstance(cls, External) else ()
        )
    return tuple(base for name in own for base in knowledge.bases(knowledge.canonical(name)))


def is_session(value: Value, knowledge: Knowledge) -> bool:
    """Whether an object is a session or connection."""
    names = SESSIONS | CONNECTIONS
    return any(each in names for each in type_names(value, knowledge))
