"""
## What it does

Reports `Depends(f())` where `f` returns something that cannot be called: settings, a session, a coroutine, a generator.

## Why is this bad?

`Depends` takes the function, not its result. `f` runs once, when the module is imported, and FastAPI then fails with
`TypeError: ... is not a callable object`, at the import.

## Example

```py
from typing import Annotated

from fastapi import Depends, FastAPI

app = FastAPI()


class Settings:
    name = "shop"


def get_settings() -> Settings:
    return Settings()


@app.get("/name")
def name(settings: Annotated[Settings, Depends(get_settings())]) -> str:  # error
    return settings.name
```

Use instead:

```py
from typing import Annotated

from fastapi import Depends, FastAPI

app = FastAPI()


class Settings:
    name = "shop"


def get_settings() -> Settings:
    return Settings()


@app.get("/name")
def name(settings: Annotated[Settings, Depends(get_settings)]) -> str:
    return settings.name
```

## When it is silent

Where the call returns a function, a class or an object with `__call__` (a factory of dependencies), and where it is not
known what it returns.

## Fix safety

Safe. A call with arguments has no fix.

## References

- [Dependencies](https://fastapi.tiangolo.com/tutorial/dependencies/)
"""

from collections.abc import Iterator

from fastlint.facts.expressions import Await, Call, Expression, render
from fastlint.project import LibraryCall, Project
from fastlint.project.execution.callables import what_is_not_callable
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Fix, Safety, Severity, Uncall

RULE = Rule(
    module=__name__,
    code="FL501",
    summary="A dependency is called instead of being handed over",
    subject=LibraryCall,
    severity=Severity.ERROR,
    since="0.1.0",
    fix=Safety.SAFE,
)

DEPENDS = frozenset({"fastapi.Depends", "fastapi.Security"})


def check(call: LibraryCall, project: Project) -> Iterator[Diagnostic]:
    """A `Depends` of the result of a call."""
    if call.name not in DEPENDS:
        return
    written = call.written("dependency", 0)
    given = call.argument("dependency", 0)
    called = _called(written)
    if called is None or given is None:
        return
    what = what_is_not_callable(given, project)
    if what:
        function = render(called.callee)
        yield RULE.at(
            call.span,
            f"`{call.name.rpartition('.')[2]}` is given the result of `{function}`, {what}, which cannot be called",
            help=f"hand over the function: `Depends({function})`",
            fixes=(_uncalled(call, function),),
        )


def _uncalled(call: LibraryCall, function: str) -> Fix:
    key = "dependency" if call.has_keyword("dependency") else 0
    return Fix.safe(f"Hand over `{function}` itself", Uncall(call.span, key))


def _called(written: Expression | None) -> Call | None:
    if isinstance(written, Await):
        written = written.value
    return written if isinstance(written, Call) else None
