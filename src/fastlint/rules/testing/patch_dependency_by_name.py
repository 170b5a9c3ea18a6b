"""
## What it does

Reports `patch("module.dependency")` for a function that `Depends` holds.

## Why is this bad?

`Depends(dependency)` took the function when the module was imported. Replacing the name in the module afterwards
changes nothing: the real dependency is used.

## Example

```py
from unittest.mock import patch

from fastapi import Depends, FastAPI

app = FastAPI()


def user() -> str:
    return "ann"


@app.get("/me")
def me(name: str = Depends(user)) -> str:
    return name


def test_me() -> None:
    with patch("main.user"):  # error
        pass
```

Use instead:

```py
from fastapi import Depends, FastAPI

app = FastAPI()


def user() -> str:
    return "ann"


@app.get("/me")
def me(name: str = Depends(user)) -> str:
    return name


def test_me() -> None:
    app.dependency_overrides[user] = lambda: "bob"
    app.dependency_overrides.clear()
```

## When it is silent

Where some function of the program calls the dependency by its name, too: that call is what is patched. Where a function
of its module hands it on by its name (`contextmanager(get_db)`).

## References

- [Testing with overrides](https://fastapi.tiangolo.com/advanced/testing-dependencies/)
"""

from collections.abc import Iterator

from fastlint.facts.expressions import Attribute, Call, Constant, Name
from fastlint.project import Project, TestFunction
from fastlint.project.execution.abstract import FunctionValue
from fastlint.project.execution.modules import Module
from fastlint.project.reading import bodies, flow
from fastlint.project.testing.overrides import depended_on
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Severity, Span

RULE = Rule(
    module=__name__,
    code="FL803",
    summary="A dependency is patched by its name",
    subject=TestFunction,
    severity=Severity.ERROR,
    since="0.1.0",
)

PATCHES = frozenset({"unittest.mock.patch", "mock.patch"})


def check(test: TestFunction, project: Project) -> Iterator[Diagnostic]:
    """The patches that change nothing."""
    for node in (*bodies.nodes(test.fact.decorators), *test.nodes):
        if not isinstance(node, Call) or not node.arguments or not _is_patch(node, test, project):
            continue
        target = node.arguments[0]
        if isinstance(target, Constant) and isinstance(target.value, str):
            name = _held(target.value, test, project)
            if name:
                yield RULE.at(
                    Span(test.module.path, *node.place),
                    f"`Depends` holds `{name}` itself: patching its name changes nothing",
                    help=f"`app.dependency_overrides[{name}] = ...`",
                )


def _is_patch(call: Call, test: TestFunction, project: Project) -> bool:
    callee = call.callee
    if (
        isinstance(callee, Attribute)
        and callee.name == "patch"
        and project.tests.name_of(callee.value, test.module) == "mocker"
    ):
        return "mocker" in test.arguments
    return project.tests.name_of(callee, test.module) in PATCHES


def _held(dotted: str, test: TestFunction, project: Project) -> str:
    """The name of the dependency that a dotted name means, if it is only ever used through `Depends`."""
    path, _, name = dotted.rpartition(".")
    module = project.interpreter.find_module(path, test.module) if path else None
    value = project.interpreter.module_global(module, name) if module is not None else None
    if not isinstance(value, FunctionValue) or value.function not in (depended_on(project) or ()):
        return ""
    called = any(
        name in fact.called
        for each in project.loaded
        if each.facts is not None
        for fact in each.facts.functions
        if each is not test.module
    )
    return "" if called or _is_read(name, module) else name


def _is_read(name: str, module: Module | None) -> bool:
    """Whether a function of the module reads the global name when it runs: it gets what is patched."""
    functions = module.facts.functions if module is not None and module.facts is not None else ()
    return any(
        any(each.id == name for each in bodies.of_kind(fact.body, Name))
        for fact in functions
        if not flow.assigned(fact, name) and all(each.name != name for each in fact.parameters)
    )
