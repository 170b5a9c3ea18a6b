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

Where the function, or one that it gives the number to, compares it or takes the lesser of two (`min(limit, 100)`), for
a type with bounds of its own, and where the client may ask for everything anyway: by leaving the number out
(`= None`), or by a flag (`all`). Where the number does nothing but cut a list that is there already, or count the bytes
that are read of a file.

## References

- [Number validations](https://fastapi.tiangolo.com/tutorial/path-params-numeric-validations/)
"""

from collections.abc import Iterator

from fastlint.project import Location, Parameter, Project, Signature
from fastlint.project.abstract import NONE, External, Instance
from fastlint.project.sizes import Fate, fate
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Profile, Severity

RULE = Rule(
    module=__name__,
    code="FL315",
    summary="The size of a page has no upper bound",
    subject=Signature,
    severity=Severity.WARNING,
    since="0.1.0",
    profile=Profile.STRICT,
)

SIZES = frozenset({"limit", "page_size", "per_page", "size", "top_k", "max_results"})
#: Flags by which a client asks for all there is.
EVERYTHING = frozenset({"all", "fetch_all", "get_all", "list_all", "no_limit", "unlimited"})
BOUNDS = frozenset({"le", "lt"})


def check(signature: Signature, project: Project) -> Iterator[Diagnostic]:
    """The sizes that nothing bounds."""
    everything = any(each.name in EVERYTHING and each.is_from_client for each in signature.parameters)
    for parameter in signature.parameters:
        if (
            parameter.location is Location.QUERY
            and parameter.name in SIZES
            and _is_number(parameter, project)
            and parameter.default is not NONE
            and not everything
            and not _is_bounded(parameter)
            and not _is_harmless(fate(signature.function, parameter.name, project))
        ):
            yield RULE.at(
                parameter.span,
                f"`{parameter.name}` has no upper bound",
                help="bound it: `Query(ge=1, le=100)`",
                routes=signature.routes,
            )


def _is_number(parameter: Parameter, project: Project) -> bool:
    alternatives = project.parameters.types.alternatives(parameter.type) if parameter.type is not None else ()
    return any(isinstance(each, External) and each.name == "builtins.int" for each in alternatives)


def _is_bounded(parameter: Parameter) -> bool:
    markers = [each for each in (parameter.marker, *parameter.metadata) if each is not None]
    return not all(
        isinstance(each, Instance) and each.arguments is not None and BOUNDS.isdisjoint(each.arguments.keywords)
        for each in markers
    )


def _is_harmless(found: Fate) -> bool:
    """Whether something bounds the number, or it does nothing but what costs nothing."""
    return Fate.BOUNDED in found or found == Fate.ASIDE
