"""
## What it does

Reports `app.dependency_overrides[...] = ...` in a test, a fixture or at the top of a test module, where nothing takes
the override away again.

## Why is this bad?

The application is one object for all tests: the next test gets the fake, too, and passes or fails with the order.

## Example

```py
from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient

app = FastAPI()


def user() -> str:
    return "ann"


@app.get("/me")
def me(name: str = Depends(user)) -> str:
    return name


def test_me() -> None:
    app.dependency_overrides[user] = lambda: "bob"  # error
    assert TestClient(app).get("/me").json() == "bob"
```

Use instead:

```py
import pytest
from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient

app = FastAPI()


def user() -> str:
    return "ann"


@app.get("/me")
def me(name: str = Depends(user)) -> str:
    return name


@pytest.fixture
def bob():
    app.dependency_overrides[user] = lambda: "bob"
    yield
    app.dependency_overrides.clear()


def test_me(bob: None) -> None:
    assert TestClient(app).get("/me").json() == "bob"
```

## When it is silent

Where a fixture of the module, or of a `conftest.py` above it, empties the overrides; where the application is made in
the test or fixture itself; and for `monkeypatch.setitem`. At the top of a `conftest.py` it is only an information:
that is mostly meant for all tests.

## References

- [Testing with overrides](https://fastapi.tiangolo.com/advanced/testing-dependencies/)
"""

from collections.abc import Iterator

from fastlint.project import Project
from fastlint.project.testing.overrides import Overriding, is_undone, overridings
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Severity

RULE = Rule(
    module=__name__,
    code="FL801",
    summary="A dependency stays overridden after the test",
    subject=Project,
    severity=Severity.ERROR,
    since="0.1.0",
)


def check(project: Project, _: Project) -> Iterator[Diagnostic]:
    """The overrides that nobody takes away, one a function."""
    told: set[object] = set()
    for each in overridings(project):
        owner = each.function or each.module
        if owner in told or each.makes_application or is_undone(project, each):
            continue
        told.add(owner)
        yield RULE.at(
            each.span,
            _message(each),
            severity=Severity.INFO if each.function is None and each.is_conftest else None,
            help="override in a fixture with `yield`, and `app.dependency_overrides.clear()` after it",
        )


def _message(each: Overriding) -> str:
    if each.function is None:
        return "`dependency_overrides` is set at import, for all tests that follow"
    what = "fixture" if each.is_fixture else "test"
    return f"the override stays after the {what} `{each.function.fact.name}`: the next test gets it, too"
