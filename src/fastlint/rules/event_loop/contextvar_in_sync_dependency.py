"""
## What it does

Reports `ContextVar.set` and `ContextVar.reset`, and `structlog.contextvars.bind_contextvars` and its kin, in a plain
`def` dependency, or in what it calls.

## Why is this bad?

FastAPI runs a plain `def` dependency in a thread, with a copy of the request's context. What it sets is set in the copy
and lost with it: the endpoint still sees the old value, so the wrong tenant, no request id in the log. In a `def`
dependency with `yield`, the code after the `yield` runs in another copy, and `reset` raises `ValueError` (`was created
in a different Context`): in the log after the response, which is a 200, or as a 500 with `scope="function"`.

## Example

```py
from contextvars import ContextVar

from fastapi import Depends, FastAPI

tenant: ContextVar[str] = ContextVar("tenant", default="nobody")


def set_tenant() -> None:
    tenant.set("acme")  # error


app = FastAPI(dependencies=[Depends(set_tenant)])


@app.get("/")
async def root() -> str:
    return tenant.get()
```

Use instead:

```py
from contextvars import ContextVar

from fastapi import Depends, FastAPI

tenant: ContextVar[str] = ContextVar("tenant", default="nobody")


async def set_tenant() -> None:
    tenant.set("acme")


app = FastAPI(dependencies=[Depends(set_tenant)])


@app.get("/")
async def root() -> str:
    return tenant.get()
```

## When it is silent

In `async def` dependencies, endpoints and middleware; and where a plain function sets the variable and resets it before
it returns, so that only what it calls in between should see it.

## Fix safety

Unsafe: what blocks in the function then blocks the event loop.

## References

- [`contextvars`](https://docs.python.org/3/library/contextvars.html)
- [Dependencies with yield](https://fastapi.tiangolo.com/tutorial/dependencies/dependencies-with-yield/)
"""

from collections.abc import Iterator

from fastlint.project import ContextChange, Project
from fastlint.project.loop.event_loop import span_of
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Fix, MakeAsync, Safety, Severity

RULE = Rule(
    module=__name__,
    code="FL118",
    summary="A plain `def` dependency changes a context variable of which the endpoint sees nothing",
    subject=ContextChange,
    severity=Severity.ERROR,
    since="0.1.0",
    fix=Safety.UNSAFE,
)


def check(way: ContextChange, project: Project) -> Iterator[Diagnostic]:
    """A change that is lost."""
    fact = way.function.fact
    if way.sink.rpartition(".")[2].startswith("reset"):
        consequence = f"raises `ValueError`, for the exit code of `{fact.name}` runs in another context"
    elif fact.is_generator:
        consequence = f"is lost, and cannot be reset, for each part of `{fact.name}` runs in a copy of the context"
    else:
        consequence = f"is lost when `{fact.name}` returns, for it runs in a copy of the context"
    yield RULE.at(
        way.span,
        f"{way.culprit} {consequence}",
        confidence=way.confidence,
        help=f"make `{fact.name}` an `async def`, which shares the context of the request",
        chain=way.chain,
        sink=way.sink,
        routes=way.routes,
        fixes=(Fix.unsafe(f"Make `{fact.name}` an `async def`", MakeAsync(span_of(way.function, fact.place))),),
    )
