"""
## What it does

Reports network access that is not HTTP, when the event loop reaches it: sockets, name resolution, mail (`smtplib`,
`imaplib`), FTP, LDAP, SSH (`paramiko`), ZeroMQ, WebSocket clients and message brokers, through any number of calls,
classes and files.

## Why is this bad?

The event loop waits for the other end and serves nobody meanwhile. A mail server that greets slowly, on purpose
against spam, is enough to stop an API. Measured under uvicorn with a peer that takes 0.8 s: a concurrent `GET /ping`
waits 0.80 to 0.86 s; with `asyncio` streams or in a plain `def` it takes 0.002 to 0.04 s.

## Example

```py
import smtplib
from email.message import EmailMessage

from fastapi import FastAPI

app = FastAPI()


def send(message: EmailMessage) -> None:
    with smtplib.SMTP("mail.example") as server:
        server.send_message(message)


@app.post("/invite")
async def invite(address: str) -> None:
    message = EmailMessage()
    message["To"] = address
    send(message)  # error
```

Use instead:

```py
import smtplib
from email.message import EmailMessage

from fastapi import BackgroundTasks, FastAPI

app = FastAPI()


def send(message: EmailMessage) -> None:
    with smtplib.SMTP("mail.example") as server:
        server.send_message(message)


@app.post("/invite")
async def invite(address: str, tasks: BackgroundTasks) -> None:
    message = EmailMessage()
    message["To"] = address
    tasks.add_task(send, message)
```

## When it is silent

In a plain `def` endpoint or dependency, which FastAPI runs in a thread; in what is handed to a thread or a process
(`asyncio.to_thread`, `run_in_threadpool`, `run_in_executor`, `Thread(target=...)`, a plain function given to
`BackgroundTasks.add_task`); below `if __name__ == "__main__":`; in the start and the end of the application, unless
`startup = true` is configured (then with severity info: it only delays the start); and in tests, for they stall no
server: `test_*.py`, `*_test.py`, `conftest.py` and what lies below `tests` or `test`, unless a route leads there.

Streams of `asyncio` and `anyio`, asynchronous libraries (`aiosmtplib`, `asyncssh`, `aio-pika`, `websockets`), and
what only prepares (`socket.socket()`, `EmailMessage()`) are silent.

What it does not see: sockets that were made non-blocking (`sock.setblocking(False)`) are not told apart, the
connections that a library makes inside, unless its catalogue row says so, and an object whose class cannot be found
out.

## Fix safety

Unsafe: a plain `def` runs in a thread, and what it touches may be touched by several threads at once. There is a fix
where the coroutine awaits nothing, is no generator, and is called by FastAPI alone.

## References

- [Streams in asyncio](https://docs.python.org/3/library/asyncio-stream.html)
- [Background tasks](https://fastapi.tiangolo.com/tutorial/background-tasks/)
"""

from collections.abc import Iterator

from fastlint.project import Blocking, BlockingCall, Project
from fastlint.rule import Rule
from fastlint.rules.event_loop.blocking import diagnose
from fastlint.values import Diagnostic, Safety, Severity

RULE = Rule(
    module=__name__,
    code="FL107",
    summary="Sockets, DNS, mail or message queues wait on the event loop",
    subject=BlockingCall,
    severity=Severity.ERROR,
    since="0.1.0",
    fix=Safety.UNSAFE,
)


def check(call: BlockingCall, project: Project) -> Iterator[Diagnostic]:
    """Network access on the event loop."""
    if call.blocking is Blocking.NETWORK:
        yield from diagnose(RULE, call, project, "waits for the network")
