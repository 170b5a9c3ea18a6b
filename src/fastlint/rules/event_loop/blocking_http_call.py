"""
## What it does

Reports a request by a synchronous HTTP client (`requests`, `httpx.get` and `httpx.Client`, `urllib.request`,
`urllib3`, `http.client`, `xmlrpc.client`, synchronous gRPC and its like) when the event loop reaches it: directly in
an `async def`, or through any number of calls, classes and files. A method counts only on an object that is known to
be such a client.

## Why is this bad?

The event loop waits for somebody else's server, and serves nobody meanwhile: no other request, no health check. When
that server hangs, so does yours, for as long as the timeout allows; `requests` has none by default. Measured under
uvicorn, a reply that takes 0.8 s delays a concurrent `GET /ping` by 0.80 to 0.86 s; with `httpx.AsyncClient` or in a
plain `def` the ping takes 0.002 to 0.04 s. A request that your server sends to itself never returns: the loop that
should answer it is the one that waits.

## Example

```py
import requests
from fastapi import FastAPI

app = FastAPI()


@app.get("/rates")
async def rates() -> dict[str, float]:
    reply = requests.get("https://rates.example/latest", timeout=5)  # error
    return reply.json()
```

Use instead:

```py
import httpx
from fastapi import FastAPI

app = FastAPI()


@app.get("/rates")
async def rates() -> dict[str, float]:
    async with httpx.AsyncClient() as client:
        reply = await client.get("https://rates.example/latest", timeout=5)
    return reply.json()
```

## When it is silent

In a plain `def` endpoint or dependency, which FastAPI runs in a thread; in what is handed to a thread or a process
(`asyncio.to_thread`, `run_in_threadpool`, `run_in_executor`, `Thread(target=...)`, a plain function given to
`BackgroundTasks.add_task`); below `if __name__ == "__main__":`; in the start and the end of the application, unless
`startup = true` is configured (then with severity info: it only delays the start); and in tests, for they stall no
server: `test_*.py`, `*_test.py`, `conftest.py` and what lies below `tests` or `test`, unless a route leads there.

Making a client, reading the body of a reply that has arrived (`reply.json()`), and asynchronous clients
(`httpx.AsyncClient`, `aiohttp`, `grpc.aio`) are silent.

What it does not see: the requests that a library makes inside, unless its catalogue row says so (vendors' SDKs:
`blocking-sdk-call`), a client whose class cannot be found out, and how long a request takes.

## Fix safety

Unsafe: a plain `def` runs in a thread, and what it touches may be touched by several threads at once. There is a fix
where the coroutine awaits nothing, is no generator, and is called by FastAPI alone.

## References

- [Concurrency and async / await](https://fastapi.tiangolo.com/async/)
- [`httpx.AsyncClient`](https://www.python-httpx.org/async/)
"""

from collections.abc import Iterator

from fastlint.project import Blocking, BlockingCall, Project
from fastlint.rule import Rule
from fastlint.rules.event_loop.blocking import diagnose
from fastlint.values import Diagnostic, Safety, Severity

RULE = Rule(
    module=__name__,
    code="FL102",
    summary="A synchronous HTTP client waits on the event loop",
    subject=BlockingCall,
    severity=Severity.ERROR,
    since="0.1.0",
    fix=Safety.UNSAFE,
)


def check(call: BlockingCall, project: Project) -> Iterator[Diagnostic]:
    """A synchronous HTTP request on the event loop."""
    if call.blocking is Blocking.HTTP:
        yield from diagnose(RULE, call, project, "waits for an HTTP reply")
