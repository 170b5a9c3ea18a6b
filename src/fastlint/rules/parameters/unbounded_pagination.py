"""
## What it does

Reports `limit`, `page_size` and the like that take any number.

## Why is this bad?

One client that asks for `limit=1000000000` makes the database and the server work for all of it, and a negative one
is an error of the database.

## Example

```py
from fastapi import FastAPI

app = FastAPI()


@app.get("/items")
def read(limit: int = 100) -> int:  # error
    return limit
```

Use instead:

```py
from typing import Annotated

from fastapi import FastAPI, Query

app = FastAPI()


@app.get("/items")
def read(limit: Annotated[int, Query(ge=1, le=100)] = 100) -> int:
    return limit
```

## When it is silent

Where the function, or one that it gives the number to, compares it, takes the lesser of two (`min(limit, 100)`), or
makes a Pydantic model with it whose field has an upper bound, for a type with bounds of its own, and where the client
may ask for everything anyway: by leaving the number out (`= None`), by a flag (`all`), or by leaving out an `offset`
without which nothing looks at the number. Where the number does nothing but cut a list that is there already, or count
the bytes that are read of a file, and where the function never reads it: then something else is wrong.

## Options

- `names`, by default `["limit", "page_size", "per_page", "size", "top_k", "max_results"]`: Parameters that say how much
  one answer may hold.
- `maximum`, by default not set: A bound above this number is reported, too.

```toml
[tool.fastlint.rules.unbounded-pagination]
names = ["limit", "page_size", "first", "last"]
maximum = 1000
```

## References

- [Number validations](https://fastapi.tiangolo.com/tutorial/path-params-numeric-validations/)
"""

from collections.abc import Iterator

from fastlint.project import Location, Parameter, Project, Signature
from fastlint.project.execution.abstract import NONE, Const, External, Instance
from fastlint.project.requests.sizes import Fate, counts_only_with, fate, is_read
from fastlint.rule import Rule, option
from fastlint.values import Diagnostic, Profile, Severity
from fastlint.values.late import dataclass
from fastlint.values.options import WORDS


@dataclass(frozen=True)
class Options:
    """What a user may set."""

    names: tuple[str, ...] = option(
        ("limit", "page_size", "per_page", "size", "top_k", "max_results"),
        "Parameters that say how much one answer may hold.",
        WORDS,
    )
    maximum: int | None = option(None, "A bound above this number is reported, too.", least=1)


RULE = Rule(
    module=__name__,
    code="FL315",
    summary="The size of a page has no upper bound",
    subject=Signature,
    severity=Severity.WARNING,
    since="0.1.0",
    profile=Profile.STRICT,
    options=Options,
)

#: Flags by which a client asks for all there is.
EVERYTHING = frozenset({"all", "fetch_all", "get_all", "list_all", "no_limit", "unlimited"})
#: Parameters without which some answer with all there is.
PAGING = frozenset({"offset", "skip", "start", "page", "page_number", "cursor"})
#: Bounds, each with how far above the largest number it is.
BOUNDS = {"le": 0, "lt": 1}


def check(signature: Signature, project: Project) -> Iterator[Diagnostic]:
    """The sizes that nothing bounds."""
    options = project.options(Options)
    everything = any(each.name in EVERYTHING and each.is_from_client for each in signature.parameters)
    switches = [
        each.name
        for each in signature.parameters
        if each.name in PAGING and each.is_from_client and each.default is NONE
    ]
    for parameter in signature.parameters:
        if (
            parameter.location is Location.QUERY
            and parameter.name in options.names
            and _is_number(parameter, project)
            and parameter.default is not NONE
            and not everything
        ):
            is_bounded, largest = _bound(parameter)
            if is_bounded and (options.maximum is None or largest is None or largest <= options.maximum):
                continue
            if not is_read(signature.function, parameter.name):
                continue
            if any(counts_only_with(signature.function, parameter.name, each, project) for each in switches):
                continue
            if _is_harmless(fate(signature.function, parameter.name, project)):
                continue
            bound = f"may be up to `{largest}`, and the configured maximum is `{options.maximum}`"
            yield RULE.at(
                parameter.span,
                f"`{parameter.name}` {bound if is_bounded else 'has no upper bound'}",
                help=f"bound it: `Query(ge=1, le={min(100, options.maximum or 100)})`",
                routes=signature.routes,
            )


def _is_number(parameter: Parameter, project: Project) -> bool:
    alternatives = project.parameters.types.alternatives(parameter.type) if parameter.type is not None else ()
    return any(isinstance(each, External) and each.name == "builtins.int" for each in alternatives)


def _bound(parameter: Parameter) -> tuple[bool, int | None]:
    """Whether a type or marker bounds a parameter, and the largest number then, if it is written down."""
    is_bounded = False
    largest: list[int] = []
    for marker in (parameter.marker, *parameter.metadata):
        if marker is None:
            continue
        if not isinstance(marker, Instance) or marker.arguments is None:
            return True, None
        for name, beyond in BOUNDS.items():
            if name in marker.arguments.keywords:
                is_bounded = True
                value = marker.arguments.keywords[name]
                if isinstance(value, Const) and isinstance(value.value, int):
                    largest.append(value.value - beyond)
    return is_bounded, min(largest, default=None)


def _is_harmless(found: Fate) -> bool:
    """Whether something bounds the number, or it does nothing but what costs nothing."""
    return Fate.BOUNDED in found or found == Fate.ASIDE
