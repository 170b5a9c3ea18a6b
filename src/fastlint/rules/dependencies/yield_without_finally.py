"""
## What it does

Reports clean-up after the `yield` of a dependency that stands in no `finally` and no `with`.

## Why is this bad?

FastAPI throws what the endpoint raises into the dependency, at the `yield`: a plain `HTTPException(404)` is enough.
What follows the `yield` is then skipped, so the session, file or connection stays open, and the pool runs dry.

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
    yield db
    db.close()  # error


@app.get("/users")
def users(db: Annotated[Session, Depends(get_db)]) -> None: ...
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
    db = SessionLocal()
    try:
        yield db
    finally:
        db.close()


@app.get("/users")
def users(db: Annotated[Session, Depends(get_db)]) -> None: ...
```

## When it is silent

About generators that are no dependency, about code that is meant for success only (a log line, a commit, a metric), and
where an `except` that lets nothing through, or a second call in a `finally` or `except`, cleans up as well.

## Fix safety

Safe. There is a fix where all that follows the `yield` gives something back: a commit does not belong into a `finally`.

## References

- [Dependencies with yield and try](https://fastapi.tiangolo.com/tutorial/dependencies/dependencies-with-yield/)
"""

from collections.abc import Iterator

from fastlint.facts.expressions import Attribute, Await, Call, dotted, render
from fastlint.facts.statements import Evaluate, Statement
from fastlint.project import Project, Provider
from fastlint.project.reading.clean_up import cleans_up
from fastlint.project.reading.exit_code import ExitCode, calls_in, exit_codes
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Fix, Safety, Severity, Span, WrapInFinally

RULE = Rule(
    module=__name__,
    code="FL505",
    summary="Clean-up after the yield of a dependency is skipped when the endpoint raises",
    subject=Provider,
    severity=Severity.ERROR,
    since="0.1.0",
    fix=Safety.SAFE,
)


def check(provider: Provider, project: Project) -> Iterator[Diagnostic]:
    """Clean-up that only runs after success."""
    if not provider.fact.is_generator or project.is_test(provider.function.module):
        return
    for code in exit_codes(provider.fact):
        elsewhere = {_what(call) for _, call in calls_in((*code.always, *code.handled))}
        for _, call in calls_in(code.after_success):
            if cleans_up(call, provider.function, code, project) and _what(call) not in elsewhere:
                yield RULE.at(
                    Span(provider.function.module.path, *call.place),
                    f"`{render(call.callee)}()` is skipped when what uses `{provider.fact.name}` raises",
                    help="put the `yield` into a `try` and this into its `finally`, or use a `with` statement",
                    routes=provider.titles,
                    fixes=_fixes(code, provider, project),
                )
                return


def _fixes(code: ExitCode, provider: Provider, project: Project) -> tuple[Fix, ...]:
    """`try` and `finally`, where all that follows the `yield` gives something back."""
    site = code.site
    following = site.block[site.position + 1 :]
    is_alone = isinstance(site.statement, Evaluate) and site.statement.value is code.node and not site.around
    if not is_alone or not all(_only_cleans_up(each, code, provider, project) for each in following):
        return ()
    statement = Span(provider.function.module.path, *code.node.place)
    return (Fix.safe("Put it into a `finally`", WrapInFinally(statement)),)


def _only_cleans_up(statement: Statement, code: ExitCode, provider: Provider, project: Project) -> bool:
    call = statement.value if isinstance(statement, Evaluate) else None
    call = call.value if isinstance(call, Await) else call
    return isinstance(call, Call) and cleans_up(call, provider.function, code, project)


def _what(call: Call) -> str:
    name = dotted(call.callee)
    return name or (call.callee.name if isinstance(call.callee, Attribute) else "")
