"""
## What it does

Reports what is left of Pydantic 1 and still works in Pydantic 2, with a warning: `.dict()`, `.parse_obj()`,
`@validator`, `class Config` and others. Also settings of `class Config` that do nothing any more, as `orm_mode`.

## Why is this bad?

Each use warns, and will be removed. A setting that was renamed is worse: it is ignored, with no more than a warning
when the module is imported.

## Example

```py
from pydantic import BaseModel


class Item(BaseModel):
    name: str

    class Config:  # error
        orm_mode = True


def show(item: Item) -> str:
    return item.name


print(Item(name="a").dict())  # error
```

Use instead:

```py
from pydantic import BaseModel, ConfigDict


class Item(BaseModel):
    name: str

    model_config = ConfigDict(from_attributes=True)


def show(item: Item) -> str:
    return item.name


print(Item(name="a").model_dump())
```

## When it is silent

Where it is not certain that an object is a model, where a model has a method of that name itself, for models of
`pydantic.v1`, where the project runs with Pydantic 1, in a module that asks for the version of Pydantic, and in a
function that names the new method too.

## Fix safety

Safe: methods and options that only have another name now. Validators and `class Config` have no fix.

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
    code="FL602",
    summary="What Pydantic 2 deprecates, or ignores",
    subject=OldPydantic,
    severity=Severity.WARNING,
    since="0.1.0",
    fix=Safety.SAFE,
)


def check(old: OldPydantic, project: Project) -> Iterator[Diagnostic]:
    """What warns with Pydantic 2."""
    if not old.is_removed:
        help = f"in its place: {old.instead}" if old.instead else ""
        fixes = (Fix.safe(f"Write {old.instead}", *old.cure),) if old.cure else ()
        yield RULE.at(old.span, f"`{old.what}` {old.effect}", help=help, fixes=fixes)
