"""
## What it does

Reports a key of `app.dependency_overrides` that no route depends on: a dependency that is called, an alias of
`Annotated`, a `partial` or new closure, or a function that nothing names in `Depends`.

## Why is this bad?

FastAPI looks the override up by the very object that `Depends` got. With any other key the real dependency is used,
and nothing says so.

## Example

```py
from typing import Annotated

from fastapi import Depends, FastAPI

app = FastAPI()


def user() -> str:
    return "ann"


User = Annotated[str, Depends(user)]


@app.get("/me")
def me(name: User) -> str:
    return name


def test_me() -> None:
    app.dependency_overrides[User] = lambda: "bob"  # error
    app.dependency_overrides.clear()
```

Use instead:

```py
from typing import Annotated

from fastapi import Depends, FastAPI

app = FastAPI()


def user() -> str:
    return "ann"


User = Annotated[str, Depends(user)]


@app.get("/me")
def me(name: User) -> str:
    return name


def test_me() -> None:
    app.dependency_overrides[user] = lambda: "bob"
    app.dependency_overrides.clear()
```

## When it is silent

Where the key, the application or one of its dependencies is not known, and for keys from a loop.

## References

- [Testing with overrides](https://fastapi.tiangolo.com/advanced/testing-dependencies/)
"""

from collections.abc import Iterator

from fastlint.project import Project
from fastlint.project.execution.abstract import FunctionValue, Partial, TypeForm, Value, members
from fastlint.project.testing.overrides import Overriding, depended_on, overridings
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Severity

RULE = Rule(
    module=__name__,
    code="FL802",
    summary="An override has a key that no route depends on",
    subject=Project,
    severity=Severity.ERROR,
    since="0.1.0",
)


def check(project: Project, _: Project) -> Iterator[Diagnostic]:
    """The overrides without effect."""
    needed = depended_on(project)
    for each in overridings(project):
        if each.key is None or each.is_in_loop:
            continue
        fault = _fault(each, each.key, needed, project)
        if fault:
            yield RULE.at(
                each.span,
                f"the override has no effect: {fault}",
                help="use the very function that `Depends` gets as the key",
            )


def _fault(each: Overriding, key: Value, needed: frozenset[object] | None, project: Project) -> str:
    """Why no dependency is found under the key; empty where one may be."""
    alternatives = members(key)
    if any(isinstance(one, TypeForm) for one in alternatives) and len(alternatives) == 1:
        return f"`{each.written}` is a type, not a dependency"
    if any(isinstance(one, Partial) for one in alternatives) and each.is_call:
        return "the key is a new `partial`"
    functions = [one for one in alternatives if isinstance(one, FunctionValue)]
    if len(functions) != len(alternatives) or not functions:
        return ""
    if each.is_call and all("<locals>" in one.function.fact.qualname for one in functions):
        return f"`{each.written}` makes a new function each time"
    if needed is None or any(one.function in needed for one in functions):
        return ""
    return f"no route depends on `{each.written}`"
