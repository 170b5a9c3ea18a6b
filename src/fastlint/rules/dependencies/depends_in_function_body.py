"""
## What it does

Reports `Depends(...)` that is called in the body of a function and used there as if it were what the dependency gives.

## Why is this bad?

FastAPI resolves `Depends` in signatures and lists of dependencies only. In a body the call makes a `Depends` object,
and that is what the name holds: `AttributeError: 'Depends' object has no attribute ...` when the line is reached.

## Example

```py
from fastapi import Depends, FastAPI

app = FastAPI()


class Database:
    def users(self) -> list[str]:
        return []


def get_db() -> Database:
    return Database()


@app.get("/users")
def users() -> list[str]:
    db = Depends(get_db)  # error
    return db.users()
```

Use instead:

```py
from typing import Annotated

from fastapi import Depends, FastAPI

app = FastAPI()


class Database:
    def users(self) -> list[str]:
        return []


def get_db() -> Database:
    return Database()


@app.get("/users")
def users(db: Annotated[Database, Depends(get_db)]) -> list[str]:
    return db.users()
```

## When it is silent

Where the marker is put into a signature, an `Annotated` alias or a list of dependencies, is returned or handed on, and
where only its own attributes are read.

## References

- [Dependencies](https://fastapi.tiangolo.com/tutorial/dependencies/)
"""

from collections.abc import Iterator

from fastlint.facts import expressions as ex
from fastlint.facts import statements as st
from fastlint.project import LibraryCall, Project
from fastlint.project.reading import flow
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Severity

RULE = Rule(
    module=__name__,
    code="FL520",
    summary="Depends is called in a function body, where nothing resolves it",
    subject=LibraryCall,
    severity=Severity.ERROR,
    since="0.1.0",
)

DEPENDS = frozenset({"fastapi.Depends", "fastapi.Security"})
#: What a marker has itself.
OWN = frozenset({"dependency", "use_cache", "scope", "scopes", "max_concurrency"})


def check(call: LibraryCall, project: Project) -> Iterator[Diagnostic]:
    """A marker of which something is read that only the resolved object has."""
    if call.name not in DEPENDS or call.function is None or project.is_test(call.module):
        return
    fact = call.function.fact
    site = flow.site_at(fact, call.expression.place)
    if site is None:
        return
    used = _use_of(call.expression, site)
    if not used and isinstance(site.statement, st.Assign) and site.statement.value is call.expression:
        for name in (each.id for each in site.statement.targets if isinstance(each, ex.Name)):
            for later in flow.used_after(site, name):
                used = used or _use_of(ex.Name(name), later)
    if used:
        yield RULE.at(
            call.span,
            f"nothing resolves `Depends` here: `{used}` is asked of the `Depends` object itself",
            help="make it a parameter of a function that FastAPI calls",
            routes=call.routes,
        )


def _use_of(value: ex.Expression, site: flow.Site) -> str:
    """What a statement reads of a value or does with it that a marker cannot; empty for nothing."""
    for node in flow.own(site.statement):
        if isinstance(node, ex.Attribute) and node.value == value and node.name not in OWN:
            return f".{node.name}"
        if isinstance(node, ex.Call) and node.callee == value:
            return "(...)"
        if isinstance(node, ex.Await) and node.value == value:
            return "await"
        if isinstance(node, ex.Subscript) and node.value == value:
            return "[...]"
    if isinstance(site.statement, st.For) and site.statement.iterable == value:
        return "iteration"
    if isinstance(site.statement, st.With) and any(item.manager == value for item in site.statement.items):
        return "with"
    return ""
