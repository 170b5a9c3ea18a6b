"""
## What it does

Reports what Pydantic 2 no longer has, and refuses: `from pydantic import BaseSettings`, `Field(regex=...)`,
`__root__`, a `@root_validator` without `skip_on_failure`, a field without an annotation and others.

## Why is this bad?

The module cannot be imported with Pydantic 2. Pydantic names one such place at a time, when the import fails; here
they are all at once.

## Example

```py
from pydantic import BaseModel, Field


class Item(BaseModel):
    code: str = Field(regex="^[a-z]+$")  # error
```

Use instead:

```py
from pydantic import BaseModel, Field


class Item(BaseModel):
    code: str = Field(pattern="^[a-z]+$")
```

## When it is silent

For what is imported from `pydantic.v1`, where the project runs with Pydantic 1, and in a module that asks for the
version of Pydantic.

## Fix safety

Safe: options that only have another name now.

## References

- [Migration guide](https://docs.pydantic.dev/latest/migration/)
"""

from collections.abc import Iterator

from fastlint.project import Project
from fastlint.project.requests.pydantic_one import OldPydantic
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Fix, Safety, Severity

RULE = Rule(
    module=__name__,
    code="FL601",
    summary="What Pydantic 2 refuses: the module cannot be imported",
    subject=OldPydantic,
    severity=Severity.ERROR,
    since="0.1.0",
    fix=Safety.SAFE,
)


def check(old: OldPydantic, project: Project) -> Iterator[Diagnostic]:
    """What raises with Pydantic 2."""
    if old.is_removed:
        help = f"in its place: {old.instead}" if old.instead else ""
        fixes = (Fix.safe(f"Write {old.instead}", *old.cure),) if old.cure else ()
        yield RULE.at(old.span, f"`{old.what}` {old.effect}", help=help, fixes=fixes)
