"""
## What it does

Reports `Depends(f, max_concurrency=n)` that is written more than once for the same `f`.

## Why is this bad?

The limit belongs to the `Depends` object, not to the function: each one counts for itself. Two with a limit of five
let ten run at once, and a pool of five connections is used up all the same.

## Example

```py
from typing import Annotated

from fastapi import Depends, FastAPI

app = FastAPI()


def get_db() -> str:
    return "db"


@app.get("/a")
def a(db: Annotated[str, Depends(get_db, max_concurrency=5)]) -> None: ...


@app.get("/b")
def b(db: Annotated[str, Depends(get_db, max_concurrency=5)]) -> None: ...  # error
```

Use instead:

```py
from typing import Annotated

from fastapi import Depends, FastAPI

app = FastAPI()


def get_db() -> str:
    return "db"


Database = Annotated[str, Depends(get_db, max_concurrency=5)]


@app.get("/a")
def a(db: Database) -> None: ...


@app.get("/b")
def b(db: Database) -> None: ...
```

## When it is silent

Where one alias, or one object, is shared, and where the limits differ: then two are meant. The rule has to be asked
for.

## References

- [Depends](https://fastapi.tiangolo.com/reference/dependencies/)
"""

from collections.abc import Iterator

from fastlint.project import Project
from fastlint.project.requests.dependency_edges import Marker, is_one_object
from fastlint.rule import Profile, Rule
from fastlint.values import Diagnostic, Related, Severity

RULE = Rule(
    module=__name__,
    code="FL519",
    summary="Several Depends objects each have a limit of their own",
    subject=Project,
    severity=Severity.WARNING,
    since="0.1.0",
    profile=Profile.ALL,
)


def check(subject: Project, project: Project) -> Iterator[Diagnostic]:
    """Each further marker with the same limit for the same callable."""
    seen: dict[tuple[object, int], Marker] = {}
    for edge in project.dependency_graph.served_edges:
        limit = edge.marker.max_concurrency
        if limit is None or edge.marker.span is None or not is_one_object(edge.call):
            continue
        if not project.is_reported(edge.module):
            continue
        before = seen.setdefault((edge.call, limit), edge.marker)
        if before.span is not None and before.span != edge.marker.span:
            seen[(edge.call, limit)] = edge.marker
            yield RULE.at(
                edge.marker.span,
                f"this limit of {limit} is another one than that of the `Depends` before it",
                help="write it once, in an `Annotated` alias",
                related=(Related(before.span, "the same limit, counted apart"),),
            )
