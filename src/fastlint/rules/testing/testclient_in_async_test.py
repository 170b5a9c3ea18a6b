"""
## What it does

Reports `TestClient` in an `async def` test that awaits other things, too.

## Why is this bad?

`TestClient` is sync: while it waits, the loop of the test stands still, and the application runs on a loop of its
own. What belongs to the loop of the test (a database session, a lock, a client) is `bound to a different event loop`
there.

## Example

```py
import asyncio

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

app = FastAPI()


@pytest.mark.anyio
async def test_home() -> None:
    client = TestClient(app)
    await asyncio.sleep(0)
    assert client.get("/").status_code == 404  # error
```

Use instead:

```py
import asyncio

import httpx
import pytest
from fastapi import FastAPI

app = FastAPI()


@pytest.mark.anyio
async def test_home() -> None:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test") as client:
        await asyncio.sleep(0)
        assert (await client.get("/")).status_code == 404
```

## When it is silent

Where the test awaits nothing: it could as well be a `def`, but works.

## References

- [Async tests](https://fastapi.tiangolo.com/advanced/async-tests/)
"""

from collections.abc import Iterator

from fastlint.project import Project
from fastlint.project.reading.bodies import awaits
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Severity

RULE = Rule(
    module=__name__,
    code="FL807",
    summary="A sync test client in an async test",
    subject=Project,
    severity=Severity.WARNING,
    since="0.1.0",
)

CLIENT = "starlette.testclient.TestClient"
VERBS = frozenset({"get", "post", "put", "patch", "delete", "head", "options", "request", "websocket_connect"})


def check(project: Project, same: Project) -> Iterator[Diagnostic]:
    """The first request of each such test."""
    told = set()
    tests = {test.function: test for test in project.tests.functions}
    for call in project.tests.calls:
        test = tests.get(call.function) if call.function is not None else None
        owner, _, method = call.name.rpartition(".")
        if test is None or owner != CLIENT or method not in VERBS or test.function in told:
            continue
        if test.fact.is_async and not test.is_fixture and awaits(test.fact):
            told.add(test.function)
            yield RULE.at(
                call.span,
                f"`TestClient` stops the event loop of `{test.fact.name}`, and runs the application on another",
                help="use `httpx.AsyncClient(transport=httpx.ASGITransport(app=app))`",
            )
