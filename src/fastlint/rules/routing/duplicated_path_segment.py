"""
## What it does

Reports paths in which a prefix ends with the segment with which the next prefix or path begins: `/users/users/{id}`.

## Why is this bad?

Most often the prefix was given twice: to the router and where it is included, or to the router and in each path. The
routes work, under a path that nobody expects.

## Example

```py
from fastapi import APIRouter, FastAPI

app = FastAPI()
router = APIRouter(prefix="/users")


@router.get("/users/{user_id}")  # error
def read_user(user_id: int) -> int:
    return user_id


app.include_router(router)
```

Use instead:

```py
from fastapi import APIRouter, FastAPI

app = FastAPI()
router = APIRouter(prefix="/users")


@router.get("/{user_id}")
def read_user(user_id: int) -> int:
    return user_id


app.include_router(router)
```

## When it is silent

Where both segments stand in one string, so that they are meant, where the segment is a parameter, and across a mount.

## Options

- `ignore-segments`, by default `[]`: Segments that are doubled on purpose.

```toml
[tool.fastlint.rules.duplicated-path-segment]
ignore-segments = ["api"]
```

## References

- [Bigger applications](https://fastapi.tiangolo.com/tutorial/bigger-applications/)
"""

from collections.abc import Iterator

from fastlint.project import Project
from fastlint.project.routing.route_prefixes import DoubledSegment
from fastlint.rule import Profile, Rule, option
from fastlint.values import Diagnostic, Severity
from fastlint.values.late import dataclass
from fastlint.values.options import SEGMENTS


@dataclass(frozen=True)
class Options:
    """What a user may set."""

    ignore_segments: tuple[str, ...] = option((), "Segments that are doubled on purpose.", SEGMENTS)


RULE = Rule(
    module=__name__,
    code="FL412",
    summary="A segment of a path is doubled by a prefix",
    subject=DoubledSegment,
    severity=Severity.INFO,
    since="0.1.0",
    profile=Profile.STRICT,
    options=Options,
)


def check(doubled: DoubledSegment, project: Project) -> Iterator[Diagnostic]:
    """A prefix that was given twice."""
    if doubled.segment in project.options(Options).ignore_segments:
        return
    yield RULE.at(
        doubled.span,
        f"`{doubled.after}` repeats the end of the prefix `{doubled.before}`: the path is `{doubled.route.path}`",
        help=f"leave `/{doubled.segment}` out in one of the two",
        routes=(doubled.route.title,),
    )
