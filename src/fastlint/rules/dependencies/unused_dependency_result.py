"""
## What it does

Reports a `Depends` parameter of an endpoint that the endpoint never reads.

## Why is this bad?

The dependency is wanted for what it does, not for what it gives. Among the decorator's `dependencies` it says so,
keeps the signature short, and needs no name and no type.

## Example

```py
from typing import Annotated

from fastapi import Depends, FastAPI, Header, HTTPException

app = FastAPI()


def verify(token: Annotated[str, Header()]) -> str:
    if token != "secret":
        raise HTTPException(401)
    return token


@app.get("/items")
def items(token: Annotated[str, Depends(verify)]) -> list[str]:  # error
    return []
```

Use instead:

```py
from typing import Annotated

from fastapi import Depends, FastAPI, Header, HTTPException

app = FastAPI()


def verify(token: Annotated[str, Header()]) -> str:
    if token != "secret":
        raise HTTPException(401)
    return token


@app.get("/items", dependencies=[Depends(verify)])
def items() -> list[str]:
    return []
```

## When it is silent

About parameters whose name begins with `_`, which says that nobody reads them, about dependencies of dependencies,
about endpoints with a decorator of their own (it may read the parameter), and where the endpoint calls `locals()`. The
rule belongs to the strict profile.

## Options

- `ignore-names`, by default `["_*"]`: Parameters that are not read on purpose; `*` stands for any part.

```toml
[tool.fastlint.rules.unused-dependency-result]
ignore-names = ["_*", "current_user"]
```

## References

- [Dependencies in path operation
  decorators](https://fastapi.tiangolo.com/tutorial/dependencies/dependencies-in-path-operation-decorators/)
"""

from collections.abc import Iterator

from fastlint.facts.expressions import names_in
from fastlint.project import Location, Project, Signature
from fastlint.rule import Profile, Rule, option
from fastlint.values import Diagnostic, Severity
from fastlint.values.late import dataclass
from fastlint.values.options import WORDS, matches


@dataclass(frozen=True)
class Options:
    """What a user may set."""

    ignore_names: tuple[str, ...] = option(
        ("_*",), "Parameters that are not read on purpose; `*` stands for any part.", WORDS
    )


RULE = Rule(
    module=__name__,
    code="FL504",
    summary="The result of a dependency is never read",
    subject=Signature,
    severity=Severity.INFO,
    since="0.1.0",
    profile=Profile.STRICT,
    options=Options,
)


def check(signature: Signature, project: Project) -> Iterator[Diagnostic]:
    """The dependencies of an endpoint that it does not look at."""
    fact = signature.function.fact
    endpoints = (operation.route.endpoint for operation in signature.operations)
    if not signature.is_endpoint or any(each is not signature.value for each in endpoints):
        return  # the endpoint is something around the function, which may read what it hands on
    if signature.is_decorated:
        return
    if project.is_test(signature.function.module):
        return
    read = set(names_in(fact.body))
    if "locals" in read:
        return
    ignored = project.options(Options).ignore_names
    for parameter in signature.parameters:
        if parameter.location is not Location.DEPENDENCY or matches(parameter.name, ignored):
            continue
        if parameter.name not in read:
            yield RULE.at(
                parameter.span,
                f"`{fact.name}` never reads `{parameter.name}`",
                help="move the dependency into `dependencies=[...]` of the decorator",
                routes=signature.routes,
            )
