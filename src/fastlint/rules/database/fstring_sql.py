"""
## What it does

Reports SQL that is put together from what a client sent, with an f-string, `%`, `+` or `format`, and executed.

## Why is this bad?

The client writes SQL: `' or 1=1 --` reads all rows, and worse.

## Example

```py
import sqlite3

from fastapi import FastAPI

app = FastAPI()


@app.get("/users")
def find(name: str) -> list[tuple[str]]:
    with sqlite3.connect("users.db") as connection:
        return connection.execute(f"select name from users where name = '{name}'").fetchall()  # error
```

Use instead:

```py
import sqlite3

from fastapi import FastAPI

app = FastAPI()


@app.get("/users")
def find(name: str) -> list[tuple[str]]:
    with sqlite3.connect("users.db") as connection:
        return connection.execute("select name from users where name = ?", (name,)).fetchall()
```

## When it is silent

For numbers, UUIDs, enumerations and other types that cannot hold SQL, where a condition looks at the value, and for
constants and names of tables from the program itself.

## References

- [SQL injection](https://owasp.org/www-community/attacks/SQL_Injection)
"""

from collections.abc import Iterator

from fastlint.project import Arrival, Project
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Severity

RULE = Rule(
    module=__name__,
    code="FL705",
    summary="A client's text becomes a part of SQL",
    subject=Arrival,
    severity=Severity.ERROR,
    since="0.1.0",
)

TEXT = frozenset({"sqlalchemy.text", "sqlalchemy.sql.text", "sqlalchemy.sql.expression.text"})
LIBRARIES = frozenset(
    """sqlalchemy sqlmodel sqlite3 aiosqlite psycopg psycopg2 psycopg_pool asyncpg pymysql aiomysql asyncmy MySQLdb
    mysql mariadb oracledb pyodbc aioodbc duckdb databases snowflake clickhouse_connect clickhouse_driver trino tortoise
    peewee""".split()
)
METHODS = frozenset(
    """execute executemany executescript exec exec_driver_sql fetch fetchrow fetchval fetch_one fetch_all fetch_val
    scalar scalars query sql raw""".split()
)


def check(arrival: Arrival, project: Project) -> Iterator[Diagnostic]:
    """A statement in which a client had a hand."""
    name = arrival.names[0]
    library, _, method = name.partition(".")[0], "", name.rpartition(".")[2]
    is_method = library in LIBRARIES and method in METHODS
    if not is_method and TEXT.isdisjoint(arrival.names):
        return
    taint = next(
        (found for each in ("text", "statement", "query", "sql") if (found := arrival.argument(each, 0))), None
    )
    if taint is not None and taint.is_composed:
        yield RULE.at(
            arrival.span,
            f"{taint.origin} becomes a part of the SQL",
            help="use a bound parameter: `text('... = :name')` with `{'name': name}`, or the placeholder of the driver",
            chain=arrival.steps,
            routes=arrival.routes,
        )
