"""
## What it does

Reports an HTTP client, engine, connection pool, SDK client or model that an endpoint or dependency makes for each
request.

## Why is this bad?

These are made to be shared. Measured: one `httpx.AsyncClient()` takes 18 ms of the event loop, for the certificates
that it loads; an engine that is made per request opens five connections for five requests where a shared one opens a
single one.

## Example

```py
import httpx
from fastapi import FastAPI

app = FastAPI()


@app.get("/weather")
async def weather() -> str:
    async with httpx.AsyncClient() as client:  # error
        return (await client.get("https://weather.test")).text
```

Use instead:

```py
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from fastapi import FastAPI, Request


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with httpx.AsyncClient() as client:
        app.state.client = client
        yield


app = FastAPI(lifespan=lifespan)


@app.get("/weather")
async def weather(request: Request) -> str:
    return (await request.app.state.client.get("https://weather.test")).text
```

## When it is silent

Where what is made depends on the request (its address, its token), talks to no network (`transport=`), is kept in a
cache, a global or an attribute, or is made below a condition; and in tests.

## Options

- `extend-calls`, by default `[]`: Classes and functions of libraries that make something which is to be shared, too.
- `ignore-calls`, by default `[]`: Classes and functions of libraries that may make something for each request.

```toml
[tool.fastlint.rules.per-request-resource]
extend-calls = ["qdrant_client.QdrantClient", "openai.AsyncOpenAI"]
ignore-calls = ["httpx.AsyncClient"]
```

## References

- [Lifespan events](https://fastapi.tiangolo.com/advanced/events/)
- [HTTPX: clients](https://www.python-httpx.org/advanced/clients/)
"""

from collections.abc import Iterator

from fastlint.facts.expressions import render
from fastlint.project import LibraryCall, Project
from fastlint.project.data.resources import cost_of, is_kept, is_made_for_the_request
from fastlint.rule import Rule, option
from fastlint.values import Diagnostic, Severity
from fastlint.values.late import dataclass
from fastlint.values.options import DOTTED, matches


@dataclass(frozen=True)
class Options:
    """What a user may set."""

    extend_calls: tuple[str, ...] = option(
        (), "Classes and functions of libraries that make something which is to be shared, too.", DOTTED
    )
    ignore_calls: tuple[str, ...] = option(
        (), "Classes and functions of libraries that may make something for each request.", DOTTED
    )


RULE = Rule(
    module=__name__,
    code="FL517",
    summary="A client, engine or model is made for each request",
    subject=LibraryCall,
    severity=Severity.WARNING,
    since="0.1.0",
    options=Options,
)


def check(call: LibraryCall, project: Project) -> Iterator[Diagnostic]:
    """Something expensive that a served function makes itself."""
    options = project.options(Options)
    cost = cost_of(call)
    if not cost and options.extend_calls and any(matches(name, options.extend_calls) for name in call.names):
        cost = "the configuration says that it is to be shared"
    if not cost or any(matches(name, options.ignore_calls) for name in call.names):
        return
    if call.function is None or project.is_test(call.module):
        return
    if not project.dependency_graph.is_served(call.function) or is_made_for_the_request(call):
        return
    if not is_kept(call, project):
        yield RULE.at(
            call.span,
            f"`{render(call.expression.callee)}` is made for each request: {cost}",
            help="make it once, in the lifespan, and share it",
            routes=call.routes,
        )
