"""
## What it does

Reports prefixes that do not start with `/` or that end with it, route paths that do not start with `/`, and routes with
neither prefix nor path.

## Why is this bad?

FastAPI checks prefixes when the module is imported, and raises an `AssertionError`. The path of a route it does not
check: `@app.get("items")` is accepted, listed in the documentation, and matches no request, for the path of a request
starts with `/`. On a router with a prefix it is glued to that: `/users` and `me` make `/usersme`.

## Example

```py
from fastapi import APIRouter, FastAPI

app = FastAPI()
router = APIRouter(prefix="/items/")  # error


@app.get("status")  # error
def status() -> str:
    return "ok"
```

Use instead:

```py
from fastapi import APIRouter, FastAPI

app = FastAPI()
router = APIRouter(prefix="/items")


@app.get("/status")
def status() -> str:
    return "ok"
```

## When it is silent

For the path `""` on a router with a prefix, which is that prefix. For a path that begins with punctuation on a router
with a prefix, as in `/jobs` and `:cancel`. Where a prefix or path is a setting, or is not known. In tests.

## Fix safety

Safe where the application does not start, or no request can have the path. Unsafe where the path without a slash is
served, joined to its prefix.

## References

- [Bigger applications](https://fastapi.tiangolo.com/tutorial/bigger-applications/#another-module-with-apirouter)
"""

from collections.abc import Iterator

from fastlint.project import Project
from fastlint.project.routing.path_faults import PathFault
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Fix, RewriteText, Safety, Severity

RULE = Rule(
    module=__name__,
    code="FL405",
    summary="A prefix or path with a slash too few or too many",
    subject=PathFault,
    severity=Severity.ERROR,
    since="0.1.0",
    fix=Safety.SAFE,
)


def check(fault: PathFault, project: Project) -> Iterator[Diagnostic]:
    """A prefix or path that cannot be meant."""
    yield RULE.at(fault.span, f"{fault.what}, {fault.why}", help=fault.cure, fixes=_fixes(fault))


def _fixes(fault: PathFault) -> tuple[Fix, ...]:
    repair = fault.repair
    if repair is None:
        return ()
    fix = Fix.safe if repair.is_sure else Fix.unsafe
    return (fix(f"Write `{repair.new}`", RewriteText(fault.span, repair.key, repair.old, repair.new)),)
