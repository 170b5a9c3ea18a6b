"""
## What it does

Reports `@lru_cache` and `@cache` on an `async def` dependency or on a dependency with `yield`.

## Why is this bad?

What is kept is not the result but the coroutine or generator, which can be used up once. The first request gets a 200,
every other one a 500, for as long as the process lives: `cannot reuse already awaited coroutine`.

## Example

```py
from functools import lru_cache
from typing import Annotated

from fastapi import Depends, FastAPI

app = FastAPI()


@lru_cache
async def get_settings() -> dict[str, str]:  # error
    return {"name": "shop"}


@app.get("/name")
async def name(settings: Annotated[dict[str, str], Depends(get_settings)]) -> str:
    return settings["name"]
```

Use instead:

```py
from functools import lru_cache
from typing import Annotated

from fastapi import Depends, FastAPI

app = FastAPI()


@lru_cache
def get_settings() -> dict[str, str]:
    return {"name": "shop"}


@app.get("/name")
async def name(settings: Annotated[dict[str, str], Depends(get_settings)]) -> str:
    return settings["name"]
```

## When it is silent

About plain functions, about caches that are made for coroutines (`async_lru.alru_cache`), and about functions that are
given the request, which is another one each time.

## References

- [functools.lru_cache](https://docs.python.org/3/library/functools.html#functools.lru_cache)
"""

from collections.abc import Iterator

from fastlint.project import Project, Provider
from fastlint.project.execution.callables import cache_on, is_given_what_is_new
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Severity

RULE = Rule(
    module=__name__,
    code="FL513",
    summary="A coroutine or generator is cached, which can be used once",
    subject=Provider,
    severity=Severity.ERROR,
    since="0.1.0",
)


def check(provider: Provider, project: Project) -> Iterator[Diagnostic]:
    """A cached dependency whose result can be used up."""
    fact = provider.fact
    cache = cache_on(provider.value)
    if cache is None or not (fact.is_async or fact.is_generator) or project.is_test(provider.function.module):
        return
    if is_given_what_is_new(provider.value, project):
        return
    kept, ended = ("generator", "used up") if fact.is_generator else ("coroutine", "awaited")
    yield RULE.at(
        provider.span,
        f"`@{cache}` keeps the {kept} of `{fact.name}`, which the first request has {ended}",
        help="cache a plain function, or keep the object in `app.state`",
        routes=provider.titles,
    )
