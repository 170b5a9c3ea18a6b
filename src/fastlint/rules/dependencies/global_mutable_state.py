"""
## What it does

Reports an endpoint or dependency that writes to a list, dict, set or counter of its module.

## Why is this bad?

Each worker process has its own copy: what one worker writes, the others never see, and a restart loses it. `def`
endpoints run in threads, and `async def` ones take turns at each `await`: of eight concurrent `counter += 1` around
an `await`, one is left.

## Example

```py
from fastapi import FastAPI

app = FastAPI()
users: dict[int, str] = {}


@app.put("/users/{user_id}")
def put(user_id: int, name: str) -> None:
    users[user_id] = name  # error
```

Use instead:

```py
from typing import Annotated

from fastapi import Depends, FastAPI
from redis import Redis

app = FastAPI()


def get_redis() -> Redis:
    return Redis()


@app.put("/users/{user_id}")
def put(user_id: int, name: str, redis: Annotated[Redis, Depends(get_redis)]) -> None:
    redis.set(f"user:{user_id}", name)
```

## When it is silent

About names whose container something else empties (a cache with an end, a buffer that is written to a database, a set
that keeps tasks alive until `task.add_done_callback(tasks.discard)`), in that module or in the one that the name is
imported from. About what only remembers a result
(`if key not in cache: cache[key] = build(key)`, `setdefault`), about objects that are no plain containers, about what
is only written at start-up, and in tests. The rule belongs to the strict profile: state in memory is fine for a single
process. That a command of the program calls `uvicorn.run(app)` does not make it one: the same application can be served
with workers.

## Options

- `ignore-names`, by default `[]`: Names of a module that each process may have for itself, alone or behind the module;
  `*` stands for any part.

```toml
[tool.fastlint.rules.global-mutable-state]
ignore-names = ["*_cache", "app.metrics.*"]
```

## References

- [Server workers](https://fastapi.tiangolo.com/deployment/server-workers/)
"""

from collections.abc import Iterator

from fastlint.project import Project, ServedFunction
from fastlint.project.data.global_writes import writes_to_globals
from fastlint.rule import Profile, Rule, option
from fastlint.values import Diagnostic, Severity, Span
from fastlint.values.late import dataclass
from fastlint.values.options import DOTTED, matches


@dataclass(frozen=True)
class Options:
    """What a user may set."""

    ignore_names: tuple[str, ...] = option(
        (),
        "Names of a module that each process may have for itself, alone or behind the module; `*` stands for any part.",
        DOTTED,
    )


RULE = Rule(
    module=__name__,
    code="FL518",
    summary="A request handler writes to state that belongs to one process",
    subject=ServedFunction,
    severity=Severity.WARNING,
    since="0.1.0",
    profile=Profile.STRICT,
    options=Options,
)


def check(served: ServedFunction, project: Project) -> Iterator[Diagnostic]:
    """The first write to each global of the module."""
    module = served.function.module
    if project.is_test(module):
        return
    ignored = project.options(Options).ignore_names
    told: set[str] = set()
    for write in writes_to_globals(served.function, project):
        if matches(write.name, ignored) or matches(f"{module.name}.{write.name}", ignored):
            continue
        if write.name not in told:
            told.add(write.name)
            yield RULE.at(
                Span(module.path, *write.place),
                f"`{write.name}` is written for each request: every worker process has its own",
                help="keep it in a database or a shared cache",
                routes=served.routes,
            )
