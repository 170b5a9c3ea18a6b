"""
## What it does

Reports calls of the synchronous clients of vendors and services when the event loop reaches them: clouds (`boto3`,
`google.cloud`, `azure`), payment, mail and messaging (`stripe`, `twilio`, `sendgrid`, `slack_sdk`), language models
(`openai`, `anthropic` ...), and many more, through any number of calls, classes and files.

## Why is this bad?

Behind each of these calls stands an HTTP request, often several with retries and pauses between them; a completion of
a language model takes seconds. The event loop waits for all of it and serves nobody meanwhile. Measured under
uvicorn, with a service that takes 0.8 s: a concurrent `GET /ping` waits as long; in a plain `def` it takes 0.002 to
0.04 s.

## Example

```py
from fastapi import FastAPI
from openai import OpenAI

app = FastAPI()
client = OpenAI()


@app.post("/embed")
async def embed(text: str) -> list[float]:
    reply = client.embeddings.create(model="text-embedding-3-small", input=text)  # error
    return reply.data[0].embedding
```

Use instead:

```py
from fastapi import FastAPI
from openai import AsyncOpenAI

app = FastAPI()
client = AsyncOpenAI()


@app.post("/embed")
async def embed(text: str) -> list[float]:
    reply = await client.embeddings.create(model="text-embedding-3-small", input=text)
    return reply.data[0].embedding
```

## When it is silent

In a plain `def` endpoint or dependency, which FastAPI runs in a thread; in what is handed to a thread or a process
(`asyncio.to_thread`, `run_in_threadpool`, `run_in_executor`, `Thread(target=...)`, a plain function given to
`BackgroundTasks.add_task`); below `if __name__ == "__main__":`; in the start and the end of the application, unless
`startup = true` is configured (then with severity info: it only delays the start); and in tests, for they stall no
server: `test_*.py`, `*_test.py`, `conftest.py` and what lies below `tests` or `test`, unless a route leads there.

Making a client, where that does not ask a server for credentials; what is computed locally (presigned URLs of
`boto3`, for instance); and the asynchronous clients (`AsyncOpenAI`, `aioboto3`, `azure.*.aio`).

What it does not see: services that are not in the catalogue, methods that a client only makes at run time where the
catalogue does not name them, and a client whose class cannot be found out.

## Fix safety

Unsafe: a plain `def` runs in a thread, and what it touches may be touched by several threads at once. There is a fix
where the coroutine awaits nothing, is no generator, and is called by FastAPI alone.

## References

- [Concurrency and async / await](https://fastapi.tiangolo.com/async/)
- [The asynchronous client of `openai`](https://github.com/openai/openai-python#async-usage)
"""

from collections.abc import Iterator

from fastlint.project import Blocking, BlockingCall, Project
from fastlint.rule import Rule
from fastlint.rules.event_loop.blocking import diagnose
from fastlint.values import Diagnostic, Safety, Severity

RULE = Rule(
    module=__name__,
    code="FL108",
    summary="The synchronous client of a service waits on the event loop",
    subject=BlockingCall,
    severity=Severity.ERROR,
    since="0.1.0",
    fix=Safety.UNSAFE,
)


def check(call: BlockingCall, project: Project) -> Iterator[Diagnostic]:
    """A vendor's client on the event loop."""
    if call.blocking is Blocking.SDK:
        yield from diagnose(RULE, call, project, "waits for a remote service")
