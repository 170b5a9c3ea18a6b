"""
## What it does

Reports what SQLAlchemy 1 had: `engine.execute(...)`, `select([...])`, `MetaData(bind=...)`, sessions with
`autocommit=True`, SQL as a plain text, and, as a warning, `Query.get` and the `declarative_base` and `as_declarative`
of `sqlalchemy.ext.declarative`.

## Why is this bad?

All but the last two raise with SQLAlchemy 2; these warn, and will go.

## Example

```py
from fastapi import FastAPI
from sqlalchemy import create_engine, text

app = FastAPI()
engine = create_engine("sqlite://")


@app.get("/ready")
def ready() -> int:
    return engine.execute(text("select 1")).scalar()  # error
```

Use instead:

```py
from fastapi import FastAPI
from sqlalchemy import create_engine, text

app = FastAPI()
engine = create_engine("sqlite://")


@app.get("/ready")
def ready() -> int:
    with engine.connect() as connection:
        return connection.scalar(text("select 1"))
```

## When it is silent

Where the project stays below SQLAlchemy 2, and in migrations. About imports for which the program has another, of the
same library, that it tries first. About names that may still be imported from where they
were (`declared_attr`).

## Fix safety

Safe: `get` of the session gives the same as `get` of a query of one model; SQL that is all written out is wrapped in
`text`.

## References

- [Migrating to SQLAlchemy 2](https://docs.sqlalchemy.org/en/21/changelog/migration_20.html)
"""

from collections.abc import Iterator

from fastlint.facts.expressions import Attribute, Call, Constant, Display, Format, dotted
from fastlint.project import LibraryCall, Project
from fastlint.project.execution.abstract import TRUE
from fastlint.rule import Rule
from fastlint.values import (
    AddArgument,
    Before,
    Diagnostic,
    Fix,
    Imported,
    RenameCallee,
    RewriteArgument,
    Safety,
    Severity,
)

RULE = Rule(
    module=__name__,
    code="FL711",
    summary="An interface of SQLAlchemy 1",
    subject=Project,
    severity=Severity.WARNING,
    since="0.1.0",
    fix=Safety.SAFE,
)

SELECTS = ("sqlalchemy.select", "sqlalchemy.sql.select", "sqlalchemy.sql.expression.select", "sqlalchemy.future.select")
SESSIONS = ("sqlalchemy.orm.Session", "sqlalchemy.orm.sessionmaker")
TEXTUAL = ("sqlalchemy.orm.Session.execute", "sqlalchemy.Connection.execute")
#: What warns when it is called; the other names of `sqlalchemy.ext.declarative` are only kept there.
DECLARATIVE = frozenset({"declarative_base", "as_declarative"})


def check(project: Project, _: Project) -> Iterator[Diagnostic]:
    """The calls and imports that SQLAlchemy 2 does not take, or warns of."""
    for call, message, cure, severity in _calls(project):
        if not project.versions(call.module).is_below("sqlalchemy", "2.0") and "/versions/" not in call.span.path:
            yield RULE.at(call.span, message, severity=severity, help=cure, routes=call.routes, fixes=_fixes(call))
    for imported in project.imports:
        if imported.dotted != "sqlalchemy.ext.declarative" or imported.is_optional or imported.is_fallback:
            continue
        names = [name for name, _ in imported.names if name in DECLARATIVE]
        if names and not project.versions(imported.module).is_below("sqlalchemy", "2.0"):
            yield RULE.at(
                imported.span,
                f"`{names[0]}` has moved from `sqlalchemy.ext.declarative` to `sqlalchemy.orm`",
                help=f"`from sqlalchemy.orm import {', '.join(names)}`",
            )


def _fixes(call: LibraryCall) -> tuple[Fix, ...]:
    """What is written in another way now and does the same."""
    if call.name in TEXTUAL and isinstance(call.written("statement", 0), Constant):
        key = "statement" if call.has_keyword("statement") else 0
        code = (Imported("sqlalchemy", "text"), "(", Before.CODE, ")")
        return (Fix.safe("Wrap it in `text`", RewriteArgument(call.span, key, code)),)
    callee = call.expression.callee
    query = callee.value if isinstance(callee, Attribute) else None
    if (
        call.name != "sqlalchemy.orm.Query.get"
        or not isinstance(query, Call)
        or not isinstance(query.callee, Attribute)
        or query.callee.name != "query"
        or len(query.arguments) != 1
    ):
        return ()
    session, model = dotted(query.callee.value), dotted(query.arguments[0])
    if session is None or model is None:
        return ()
    changes = RenameCallee(call.span, (f"{session}.get",)), AddArgument(call.span, (model,))
    return (Fix.safe("Use `get` of the session", *changes),)


def _calls(project: Project) -> Iterator[tuple[LibraryCall, str, str, Severity]]:
    error = Severity.ERROR
    for call in project.calls_of("sqlalchemy.Engine.execute"):
        yield (
            call,
            "an `Engine` has no `execute` since SQLAlchemy 2",
            "`with engine.connect() as connection: ...`",
            error,
        )
    for call in project.calls_of(*SELECTS):
        first = call.written(None, 0)
        if isinstance(first, Display) and first.kind == "list":
            yield call, "`select` takes no list since SQLAlchemy 2", "`select(a, b)`", error
    for call in project.calls_of("sqlalchemy.MetaData"):
        if call.has_keyword("bind"):
            yield call, "`MetaData` takes no `bind` since SQLAlchemy 2", "give the engine where it is needed", error
    for call in project.calls_of(*SESSIONS):
        if call.argument("autocommit") is TRUE:
            message = "a session takes no `autocommit=True` since SQLAlchemy 2"
            yield call, message, "begin transactions: `with session.begin(): ...`", error
    for call in project.calls_of(*TEXTUAL):
        if isinstance(call.written("statement", 0), Constant | Format) and call.name in TEXTUAL:
            yield (
                call,
                f"`{call.name.rpartition('.')[2]}` takes no plain text since SQLAlchemy 2",
                "wrap it: `text(...)`",
                error,
            )
    for call in project.calls_of("sqlalchemy.orm.Query.get"):
        yield call, "`Query.get` is legacy", "`session.get(Model, key)`", Severity.WARNING
