"""
## What it does

Reports functions and methods that your own configuration declares as blocking, of the class `user`, when the event
loop reaches them: directly in an `async def`, or through any number of calls, classes and files. It is for libraries
that fastlint does not know, and for what fits none of the other classes; a row with the class `http` or `database` is
reported by the rule of that class.

The table `knowledge` of the configuration holds rows as `docs/extending-knowledge.md` describes them: a table a module
or class, the name of the function or method on the left. In `fastlint.toml`:

```toml
[knowledge."mainframe:Terminal"]
ask = "user -> str; twin mainframe.aio.Terminal; what waits for the mainframe"
close = ""
```

In `pyproject.toml` the table is called `[tool.fastlint.knowledge."mainframe:Terminal"]`.

## Why is this bad?

fastlint cannot see that a library waits inside: it reads its rows, not its code. What blocks the event loop stops
every other request of the worker for as long as it takes, whoever wrote it: see `blocking-http-call` (FL102).

## Example

```py
from fastapi import FastAPI
from mainframe import Terminal

app = FastAPI()
terminal = Terminal("ledger")


@app.get("/balance")
async def balance(account: str) -> str:
    return terminal.ask(account)  # error
```

Use instead:

```py
from fastapi import FastAPI
from mainframe import Terminal

app = FastAPI()
terminal = Terminal("ledger")


@app.get("/balance")
def balance(account: str) -> str:
    return terminal.ask(account)
```

## When it is silent

In a plain `def` endpoint or dependency, which FastAPI runs in a thread; in what is handed to a thread or a process
(`asyncio.to_thread`, `run_in_threadpool`, `run_in_executor`, `Thread(target=...)`, a plain function given to
`BackgroundTasks.add_task`); below `if __name__ == "__main__":`; in the start and the end of the application, unless
`startup = true` is configured (then with severity info: it only delays the start); and in tests, for they stall no
server: `test_*.py`, `*_test.py`, `conftest.py` and what lies below `tests` or `test`, unless a route leads there.

Without a row of the class `user` in the configuration it never says anything.

What it does not see: an object whose class cannot be found out. A row for the factory that makes it (`connect = "->
.Terminal"`) is worth as much as the rows of its methods.

## Fix safety

Unsafe: a plain `def` runs in a thread, and what it touches may be touched by several threads at once. There is a fix
where the coroutine awaits nothing, is no generator, and is called by FastAPI alone.

## References

- [Teaching fastlint a library](../../extending-knowledge.md)
"""

from collections.abc import Iterator

from fastlint.project import Blocking, BlockingCall, Project
from fastlint.rule import Rule
from fastlint.rules.event_loop.blocking import diagnose
from fastlint.values import Diagnostic, Safety, Severity

RULE = Rule(
    module=__name__,
    code="FL122",
    summary="A call that your configuration declares as blocking, on the event loop",
    subject=BlockingCall,
    severity=Severity.ERROR,
    since="0.1.0",
    fix=Safety.UNSAFE,
)


def check(call: BlockingCall, project: Project) -> Iterator[Diagnostic]:
    """What the configuration calls blocking, on the event loop."""
    if call.blocking is Blocking.USER:
        yield from diagnose(RULE, call, project, "blocks")
