"""
## What it does

Reports `x: X = Depends(f)`, `q: str = Query()` and the like, where `Annotated` is recommended.

## Why is this bad?

The marker takes the place of the default. Whoever calls the function directly, in a test for example, and leaves the
argument out, gets the `Depends` or `Query` object itself. With `Annotated` the default is the default, and a
dependency can be given a name and be reused: `CurrentUser = Annotated[User, Depends(current_user)]`.

## Example

```py
from fastapi import Depends, FastAPI

app = FastAPI()


def get_size() -> int:
    return 1


@app.get("/")
def read(size: int = Depends(get_size)) -> int:  # error
    return size
```

Use instead:

```py
from typing import Annotated

from fastapi import Depends, FastAPI

app = FastAPI()


def get_size() -> int:
    return 1


@app.get("/")
def read(size: Annotated[int, Depends(get_size)]) -> int:
    return size
```

## References

- [Share Annotated dependencies](https://fastapi.tiangolo.com/tutorial/dependencies/#share-annotated-dependencies)
"""

from collections.abc import Iterator

from fastlint.project import Project, Signature
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Profile, Severity

RULE = Rule(
    module=__name__,
    code="FL319",
    summary="A marker stands as the default value instead of in Annotated",
    subject=Signature,
    severity=Severity.INFO,
    since="0.1.0",
    profile=Profile.STRICT,
)

#: So many names are told; more are only counted.
TOLD = 3


def check(signature: Signature, project: Project) -> Iterator[Diagnostic]:
    """The markers that stand as defaults: one finding a function."""
    names = list(
        dict.fromkeys(
            each.name
            for each in signature.parameters
            if each.marker is not None and not each.in_annotation and each.fact is not None
        )
    )
    if not names:
        return
    more = f" and {len(names) - TOLD} more" if len(names) > TOLD else ""
    told = ", ".join(f"`{name}`" for name in names[:TOLD])
    yield RULE.at(
        signature.span,
        f"{told}{more} of `{signature.function.fact.name}` {'has' if len(names) == 1 else 'have'} a marker as default",
        help="put the marker into the annotation: `Annotated[X, Depends(...)]`",
        routes=signature.routes,
    )
