"""
## What it does

Reports an `async def` test that no plugin runs: without a marker of anyio, pytest-asyncio or another, where the
project's configuration does not set an automatic mode.

## Why is this bad?

pytest cannot run it by itself: since pytest 9 the test fails (`async def functions are not natively supported`),
before that it was skipped with a warning.

## Example

```py
from fastapi import FastAPI

app = FastAPI()


async def test_home() -> None:  # error
    assert app.title
```

`pyproject.toml`:

```toml
[tool.pytest.ini_options]
addopts = "-q"
```

Use instead:

```py
import pytest
from fastapi import FastAPI

app = FastAPI()


@pytest.mark.anyio
async def test_home() -> None:
    assert app.title
```

## When it is silent

Where no configuration of pytest is found, for it may be given elsewhere; with `asyncio_mode = auto` and the like;
with a marker on the class or module; where a `conftest.py` has a hook that may mark tests or run them; and in classes
of `unittest`.

## Fix safety

Safe, where the project uses pytest-asyncio.

## References

- [Async tests](https://fastapi.tiangolo.com/advanced/async-tests/)
- [pytest-asyncio modes](https://pytest-asyncio.readthedocs.io/en/stable/concepts.html)
"""

from collections.abc import Iterator

from fastlint.facts.expressions import dotted
from fastlint.facts.statements import Assign
from fastlint.project import Project, TestFunction
from fastlint.project.execution.abstract import Class
from fastlint.project.execution.modules import Module
from fastlint.project.reading import bodies
from fastlint.rule import Rule
from fastlint.values import AddDecorator, Diagnostic, Fix, Imported, Safety, Severity

RULE = Rule(
    module=__name__,
    code="FL808",
    summary="No plugin runs an async test",
    subject=TestFunction,
    severity=Severity.ERROR,
    since="0.1.0",
    fix=Safety.SAFE,
)

MODES = ("asyncio_mode", "anyio_mode", "trio_mode", "twisted_mode")
HOOKS = frozenset(
    {"pytest_collection_modifyitems", "pytest_pyfunc_call", "pytest_itemcollected", "pytest_pycollect_makeitem"}
)
MARKED = frozenset({"anyio", "asyncio", "trio", "curio", "tornado", "twisted", "aiohttp", "asyncio_cooperative"})


def check(test: TestFunction, project: Project) -> Iterator[Diagnostic]:
    """An async test that pytest cannot run."""
    if test.is_fixture or not test.fact.is_async or test.fact.is_generator or _is_marked(test):
        return
    config = project.modules.loader.pytest_config(test.module.path)
    if (
        not config.origin
        or any(config.option(mode) in ("auto", "true", "True") for mode in MODES)
        or "-p" in config.option("addopts")
    ):
        return
    modules = [test.module, *project.tests.conftests(test.module)]
    if any(_marks_all(each) or _has_hook(each) for each in modules) or _is_in_marked_class(test):
        return
    yield RULE.at(
        test.span,
        f"no plugin runs the async test `{test.fact.name}`: it has no marker, and `{config.origin}` sets no mode",
        help="add `@pytest.mark.anyio`, or set `asyncio_mode = auto`",
        fixes=_fixes(test, project),
    )


def _fixes(test: TestFunction, project: Project) -> tuple[Fix, ...]:
    """The marker of pytest-asyncio, where the project uses that."""
    if "pytest-asyncio" not in project.versions(test.module).names():
        return ()
    marker = AddDecorator(test.span, (Imported("pytest"), ".mark.asyncio"))
    return (Fix.safe("Add `@pytest.mark.asyncio`", marker),)


def _is_marked(test: TestFunction) -> bool:
    """Whether a decorator may let a plugin run it: any that is not pytest's own counts."""
    return any(name.rpartition(".")[2] in MARKED or not name.startswith("pytest.mark.") for name in test.decorators)


def _marks_all(module: Module) -> bool:
    for statement in module.facts.body if module.facts is not None else ():
        if isinstance(statement, Assign) and any(dotted(target) == "pytestmark" for target in statement.targets):
            return True
    return False


def _has_hook(module: Module) -> bool:
    return module.facts is not None and any(fact.name in HOOKS for fact in module.facts.functions)


def _is_in_marked_class(test: TestFunction) -> bool:
    owner = test.function.owner
    if owner is None:
        return False
    for each in owner.mro:
        if not isinstance(each, Class):
            return True  # unittest's classes run coroutines themselves; of others nothing is known
        if each.fact.decorators or any(
            isinstance(node, Assign) and any(dotted(target) == "pytestmark" for target in node.targets)
            for node in bodies.nodes(each.fact.body)
        ):
            return True
    return False
