"""
## What it does

Reports a call of a coroutine function without `await` where its result is thrown away, is taken for a condition, or is
returned by an endpoint.

## Why is this bad?

Calling a coroutine function runs nothing: it makes a coroutine object. As a statement, the mail is not sent and the
transaction is not committed. As a condition, the object is always true (and never equal to anything): a guard written
`if not is_admin():` lets everybody in. Returned by an endpoint, it cannot be serialised: a 500 at every request.
Nothing but a `RuntimeWarning` in the log says so.

## Example

```py
from fastapi import FastAPI, HTTPException

app = FastAPI()


async def is_admin() -> bool:
    return False


@app.get("/secret")
async def secret() -> str:
    if not is_admin():  # error
        raise HTTPException(403)
    return "the secret"
```

Use instead:

```py
from fastapi import FastAPI, HTTPException

app = FastAPI()


async def is_admin() -> bool:
    return False


@app.get("/secret")
async def secret() -> str:
    if not await is_admin():
        raise HTTPException(403)
    return "the secret"
```

## When it is silent

Where the coroutine goes somewhere: to `create_task`, `gather`, `add_task` or any other function, into a variable or a
container, or to the caller of a helper that is no endpoint, who may await it; below decorators that are not known; and
where the function that is called cannot be resolved to one coroutine function.

## Fix safety

Safe, in a coroutine.

## References

- [Coroutines](https://docs.python.org/3/library/asyncio-task.html#coroutines)
- [Detect never-awaited coroutines](https://docs.python.org/3/library/asyncio-dev.html#detect-never-awaited-coroutines)
"""

from collections.abc import Iterator

from fastlint.project import EventKind, LoopEvent, Project
from fastlint.rule import Rule
from fastlint.values import Await, Diagnostic, Fix, Safety, Severity

RULE = Rule(
    module=__name__,
    code="FL112",
    summary="A coroutine is made but never awaited",
    subject=LoopEvent,
    severity=Severity.ERROR,
    since="0.1.0",
    fix=Safety.SAFE,
)

CONSEQUENCES = {
    EventKind.UNAWAITED_STATEMENT: "is not awaited, so it never runs",
    EventKind.UNAWAITED_CONDITION: "is not awaited: the condition looks at a coroutine object, not at its result",
    EventKind.UNAWAITED_RETURN: "is returned without being awaited, and a coroutine object is no response",
}


def check(seen: LoopEvent, project: Project) -> Iterator[Diagnostic]:
    """A coroutine that nobody awaits."""
    kind = seen.event.kind
    consequence = CONSEQUENCES.get(kind)
    if consequence is None or (kind is EventKind.UNAWAITED_RETURN and not seen.answers):
        return
    is_async = seen.function.fact.is_async
    yield RULE.at(
        seen.span,
        f"the coroutine of `{seen.event.detail}` {consequence}",
        help="await it" if is_async else f"await it, in an `async def {seen.function.fact.name}`",
        routes=seen.routes,
        fixes=(Fix.safe("Await it", Await(seen.span)),) if is_async else (),
    )
