"""
## What it does

Reports calls that are known to compute for long, when the event loop reaches them: password hashing and key
derivation (`bcrypt`, `passlib`, `argon2`, `hashlib.pbkdf2_hmac`, `hashlib.scrypt`), pictures, PDF and office
documents, data frames, loading and running models, through any number of calls, classes and files.

## Why is this bad?

The event loop computes and serves nobody meanwhile. Measured under uvicorn: `bcrypt.hashpw` with cost 14 delays a
concurrent `GET /ping` to 1.1 s, work on a large picture with Pillow to 2.15 s; in a plain `def` the ping takes 0.013
s. A thread is enough here, for these libraries let go of the interpreter lock while they work. Computation in pure
Python does not: it needs a process.

## Example

```py
import bcrypt
from fastapi import FastAPI

app = FastAPI()


@app.post("/sign-up")
async def sign_up(password: str) -> bytes:
    return bcrypt.hashpw(password.encode(), bcrypt.gensalt())  # error
```

Use instead:

```py
import bcrypt
from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool

app = FastAPI()


@app.post("/sign-up")
async def sign_up(password: str) -> bytes:
    return await run_in_threadpool(bcrypt.hashpw, password.encode(), bcrypt.gensalt())
```

## When it is silent

In a plain `def` endpoint or dependency, which FastAPI runs in a thread; in what is handed to a thread or a process
(`asyncio.to_thread`, `run_in_threadpool`, `run_in_executor`, `Thread(target=...)`, a plain function given to
`BackgroundTasks.add_task`); below `if __name__ == "__main__":`; in the start and the end of the application, unless
`startup = true` is configured (then with severity info: it only delays the start); and in tests, for they stall no
server: `test_*.py`, `*_test.py`, `conftest.py` and what lies below `tests` or `test`, unless a route leads there.

Quick digests (`hashlib.sha256`, `hmac`), JSON, tokens and salts (`secrets`, `bcrypt.gensalt`) are silent. Opening a
picture by its path is file access: `blocking-file-io` (FL104).

What it does not see: loops in your own Python, however long they run, and how large the data is: a thumbnail of an
icon is reported like one of a poster. That is why this is a warning; ignore it where you know that the input is
small.

## Fix safety

Unsafe: a plain `def` runs in a thread, and what it touches may be touched by several threads at once. There is a fix
where the coroutine awaits nothing, is no generator, and is called by FastAPI alone.

## Options

- `ignore-calls`, by default `[]`: Calls that are quick enough, by the name that the message gives them; `*` stands for
  any part. What lies behind such a call is found all the same.

```toml
[tool.fastlint.rules.cpu-bound-call]
ignore-calls = ["PIL.Image.Image.thumbnail"]
```

## References

- [Concurrency and async / await: very technical details](https://fastapi.tiangolo.com/async/#very-technical-details)
- [`ProcessPoolExecutor`](https://docs.python.org/3/library/concurrent.futures.html#processpoolexecutor)
"""

from collections.abc import Iterator

from fastlint.project import Blocking, BlockingCall, Project
from fastlint.project.loop.quick_calls import QuickComputation
from fastlint.rule import Rule
from fastlint.rules.event_loop.blocking import diagnose
from fastlint.values import Diagnostic, Safety, Severity

RULE = Rule(
    module=__name__,
    code="FL109",
    summary="Heavy computation occupies the event loop",
    subject=BlockingCall,
    severity=Severity.WARNING,
    since="0.1.0",
    fix=Safety.UNSAFE,
    options=QuickComputation,
)


def check(call: BlockingCall, project: Project) -> Iterator[Diagnostic]:
    """Heavy computation on the event loop."""
    if call.blocking is Blocking.CPU:
        yield from diagnose(RULE, call, project, "computes")
