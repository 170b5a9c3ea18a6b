"""
## What it does

Reports tests and fixtures that ask for the fixture `event_loop`, and fixtures of that name.

## Why is this bad?

pytest-asyncio has removed it in 1.0: who asks for it gets `fixture 'event_loop' not found`, and who defines it is
ignored without a word.

## Example

```py
import asyncio

import pytest


@pytest.fixture(scope="session")
def event_loop():  # error
    loop = asyncio.new_event_loop()
    yield loop
    loop.close()


async def test_home() -> None:
    await asyncio.sleep(0)
```

Use instead:

```py
import asyncio

import pytest


@pytest.mark.asyncio(loop_scope="session")
async def test_home() -> None:
    await asyncio.sleep(0)
```

## When it is silent

Where the project stays below pytest-asyncio 1.0, or does not use pytest-asyncio as far as its files say.

## References

- [Migrating to pytest-asyncio 1.0](https://pytest-asyncio.readthedocs.io/en/stable/how-to-guides/migrate_from_0_23.html)
"""

from collections.abc import Iterator

from fastlint.project import Project, TestFunction
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Severity

RULE = Rule(
    module=__name__,
    code="FL809",
    summary="The fixture `event_loop` is gone",
    subject=TestFunction,
    severity=Severity.ERROR,
    since="0.1.0",
)

NAME = "event_loop"
PLUGIN = "pytest-asyncio"


def check(test: TestFunction, project: Project) -> Iterator[Diagnostic]:
    """A definition of the fixture, or a test that asks for it and finds none."""
    versions = project.versions(test.module)
    if versions.is_below(PLUGIN, "1.0") or (versions.names() and PLUGIN not in versions.names()):
        return
    if test.is_fixture and test.fact.name == NAME:
        message = "pytest-asyncio ignores a fixture `event_loop` since 1.0"
        yield RULE.at(test.span, message, help="delete it, and give tests and fixtures a `loop_scope`")
    elif NAME in test.arguments and project.tests.fixture(NAME, test.module) is None:
        message = f"`{test.fact.name}` asks for the fixture `event_loop`, which pytest-asyncio has removed in 1.0"
        yield RULE.at(test.span, message, help="use `asyncio.get_running_loop()` in an async test")
