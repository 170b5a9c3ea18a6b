"""
## What it does

Reports two parameters of one function that depend on the same callable, and `use_cache=False` in a list of
dependencies.

## Why is this bad?

Within a request FastAPI calls a dependency once: both parameters are the same object, and what one changes, the other
has changed, too. In a list of dependencies, `use_cache=False` has no effect: FastAPI does not look at it there.

## Example

```py
from typing import Annotated

from fastapi import Depends, FastAPI

app = FastAPI()


class Basket:
    def __init__(self) -> None:
        self.items: list[str] = []


@app.post("/swap")
def swap(mine: Annotated[Basket, Depends(Basket)], yours: Annotated[Basket, Depends(Basket)]) -> bool:  # error
    return mine is yours
```

Use instead:

```py
from typing import Annotated

from fastapi import Depends, FastAPI

app = FastAPI()


class Basket:
    def __init__(self) -> None:
        self.items: list[str] = []


@app.post("/swap")
def swap(mine: Annotated[Basket, Depends(Basket)], yours: Annotated[Basket, Depends(Basket, use_cache=False)]) -> bool:
    return mine is yours
```

## When it is silent

Where one of the two says `use_cache=False`, where the declarations differ in their scopes, where a parameter is never
read, and about functions that share a dependency with others. The rule belongs to the strict profile.

## References

- [Using the same dependency multiple
  times](https://fastapi.tiangolo.com/tutorial/dependencies/sub-dependencies/#using-the-same-dependency-multiple-times)
"""

from collections.abc import Iterator

from fastlint.facts.expressions import names_in
from fastlint.project import Project
from fastlint.project.execution.abstract import Value
from fastlint.project.requests.dependency_edges import DependencyEdge, Origin, is_one_object
from fastlint.rule import Profile, Rule
from fastlint.values import Diagnostic, Severity

RULE = Rule(
    module=__name__,
    code="FL512",
    summary="Two parameters share one object, or use_cache is ignored",
    subject=Project,
    severity=Severity.INFO,
    since="0.1.0",
    profile=Profile.STRICT,
)


def check(subject: Project, project: Project) -> Iterator[Diagnostic]:
    """Each second parameter of a function with the same dependency, and each flag that has no effect."""
    seen: dict[tuple[object, object], DependencyEdge] = {}
    for edge in project.dependency_graph.served_edges:
        if not project.is_reported(edge.module) or project.is_test(edge.module):
            continue
        if edge.origin is not Origin.PARAMETER:
            if not edge.marker.use_cache:
                yield RULE.at(edge.span, "`use_cache=False` has no effect in a list of dependencies")
            continue
        function = project.dependency_graph.code_of(edge.source) if isinstance(edge.source, Value) else None
        if not is_one_object(edge.call):
            continue
        if function is None or not edge.marker.use_cache or edge.name not in set(names_in(function.function.fact.body)):
            continue
        before = seen.setdefault((function.function, edge.call), edge)
        if before.name != edge.name and before.marker.scopes == edge.marker.scopes:
            yield RULE.at(
                edge.span,
                f"`{edge.name}` is the same object as `{before.name}`: both depend on one callable",
                help="say `use_cache=False` where another object is meant",
            )
