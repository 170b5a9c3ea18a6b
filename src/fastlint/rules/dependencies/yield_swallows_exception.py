"""
## What it does

Reports an `except` around the `yield` of a dependency that lets nothing through, or that turns every exception, the
`HTTPException` of an endpoint too, into another one.

## Why is this bad?

FastAPI throws what the endpoint raises into the dependency, so that it can roll back. Where it is not raised again,
FastAPI has neither a response nor an exception: every error, a 404 too, becomes `FastAPIError: Response not awaited`,
a 500. Where another exception is raised in its place, each 404 and each 422 that an endpoint means to send becomes
that one.

## Example

```py
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException
from sqlalchemy import create_engine
from sqlalchemy.orm import Session, sessionmaker

app = FastAPI()
SessionLocal = sessionmaker(create_engine("sqlite://"))


def get_db():
    db = SessionLocal()
    try:
        yield db
    except Exception:  # error
        db.rollback()
    finally:
        db.close()


@app.get("/users/{user_id}")
def user(user_id: int, db: Annotated[Session, Depends(get_db)]) -> None:
    raise HTTPException(404)
```

Use instead:

```py
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException
from sqlalchemy import create_engine
from sqlalchemy.orm import Session, sessionmaker

app = FastAPI()
SessionLocal = sessionmaker(create_engine("sqlite://"))


def get_db():
    db = SessionLocal()
    try:
        yield db
    except Exception:
        db.rollback()
        raise
    finally:
        db.close()


@app.get("/users/{user_id}")
def user(user_id: int, db: Annotated[Session, Depends(get_db)]) -> None:
    raise HTTPException(404)
```

## When it is silent

Where the exception is raised again on some way through the block, where an `except HTTPException` before it raises
again, about `except` blocks for particular exceptions that raise another one or may be meant for what stands before
the `yield`, about generators that are no dependency, and about dependencies that only WebSocket routes use.

## Fix safety

Safe, for a handler that comes to its end.

## References

- [Always raise in dependencies with yield and
  except](https://fastapi.tiangolo.com/tutorial/dependencies/dependencies-with-yield/#always-raise-in-dependencies-with-yield-and-except)
"""

from collections.abc import Iterator

from fastlint.facts import expressions as ex
from fastlint.facts import statements as st
from fastlint.project import Project, Provider
from fastlint.project.reading import bodies, flow
from fastlint.project.reading.exit_code import exit_codes
from fastlint.project.routing.exceptions import HTTP_EXCEPTIONS
from fastlint.rule import Rule
from fastlint.values import AppendRaise, Diagnostic, Fix, Safety, Severity, Span

RULE = Rule(
    module=__name__,
    code="FL506",
    summary="A dependency swallows or masks what the endpoint raises",
    subject=Provider,
    severity=Severity.ERROR,
    since="0.1.0",
    fix=Safety.SAFE,
)

#: What a generator may end for.
NOT_ERRORS = frozenset(
    {
        "builtins.GeneratorExit",
        "asyncio.CancelledError",
        "asyncio.exceptions.CancelledError",
        "starlette.websockets.WebSocketDisconnect",
        "starlette.requests.ClientDisconnect",
        "builtins.StopIteration",
        "builtins.StopAsyncIteration",
    }
)


def check(provider: Provider, project: Project) -> Iterator[Diagnostic]:
    """A handler around the `yield` that does not raise again."""
    is_websocket = bool(provider.routes) and all(route.kind == "websocket" for route in provider.routes)
    if not provider.fact.is_generator or project.is_test(provider.function.module) or is_websocket:
        return
    reported: set[int] = set()
    for code in exit_codes(provider.fact):
        raises_later = any(isinstance(site.statement, st.Raise) for site in (*code.after_success, *code.always))
        for statement in code.tries:
            takes_all = False
            for handler in statement.handlers:
                is_wide = _takes_404(handler, project)
                if (
                    takes_all
                    or id(handler) in reported
                    or not (is_wide or _is_for_endpoint(handler, statement, project))
                ):
                    continue
                told = "" if raises_later else _told(handler, is_wide, provider, project)
                takes_all = takes_all or is_wide
                if told:
                    reported.add(id(handler))
                    yield RULE.at(
                        place := Span(provider.function.module.path, *handler.place),
                        f"`{provider.fact.name}` {told}",
                        help="end the block with a bare `raise`",
                        routes=provider.titles,
                        fixes=_fixes(handler, place),
                    )
            if takes_all:
                break  # what lies around it sees what this lets through


def _fixes(handler: st.Handler, place: Span) -> tuple[Fix, ...]:
    """`raise` at the end of a handler that comes to its end."""
    if flow.exits(handler.body) != {flow.Exit.FALLS}:
        return ()
    return (Fix.safe("Raise it again", AppendRaise(place)),)


def _takes_404(handler: st.Handler, project: Project) -> bool:
    caught = project.exceptions.caught(handler)
    return project.exceptions.is_broad(handler) or (caught is not None and not HTTP_EXCEPTIONS.isdisjoint(caught))


def _is_for_endpoint(handler: st.Handler, statement: st.Try, project: Project) -> bool:
    """Whether a handler for particular exceptions means those of the endpoint: nothing stands before `yield`."""
    caught = project.exceptions.caught(handler)
    first = statement.body[0] if statement.body else None
    is_first = isinstance(first, st.Evaluate) and isinstance(first.value, ex.Yield)
    return is_first and caught is not None and NOT_ERRORS.isdisjoint(caught)


def _told(handler: st.Handler, is_wide: bool, provider: Provider, project: Project) -> str:
    """How the handler fails what it catches; empty where it may let it through."""
    raises = [site.statement for site in flow.sites_in(handler.body) if isinstance(site.statement, st.Raise)]
    ends = flow.exits(handler.body)
    if not raises:
        calls = bodies.calls(handler.body)
        is_delegated = any(project.exceptions.raised_by(provider.function, call.place) for call in calls)
        leaves = ends & {flow.Exit.FALLS, flow.Exit.RETURNS}
        what = "what the endpoint raises, `HTTPException` too" if is_wide else "exceptions that the endpoint raises"
        return "" if is_delegated or not leaves else f"swallows {what}"
    again = [each for each in raises if each.value is None or each.value == ex.Name(handler.name or "")]
    if again or not is_wide or ends != {flow.Exit.RAISES}:
        return ""
    written = raises[0].value
    name = ex.render(written.callee if isinstance(written, ex.Call) else written) if written is not None else ""
    return f"turns everything that the endpoint raises, `HTTPException` too, into `{name}`"
