"""
## What it does

Reports a default of a parameter or of a model's field that is computed by the clock or by chance: `datetime.now()`,
`uuid4()`.

## Why is this bad?

A default is evaluated once, when the module is imported. Every request and every instance gets the same time or
identifier, until the server is restarted: a record that was created now says that it was created last week.

## Example

```py
from datetime import UTC, datetime

from pydantic import BaseModel


class Order(BaseModel):
    created: datetime = datetime.now(UTC)  # error
```

Use instead:

```py
from datetime import UTC, datetime

from pydantic import BaseModel, Field


class Order(BaseModel):
    created: datetime = Field(default_factory=lambda: datetime.now(UTC))
```

## When it is silent

For `default_factory`, for settings, of which there is one instance, and in classes that are no models.

## Fix safety

Safe, for a field whose default is nothing but the call.

## Options

- `extend-calls`, by default `[]`: Functions and classes that give something else each time, too; `*` stands for any
  part.

```toml
[tool.fastlint.rules.dynamic-default]
extend-calls = ["pendulum.now", "app.ids.new_*"]
```

## References

- [Fields with dynamic default values](https://docs.pydantic.dev/latest/concepts/fields/#default-values)
"""

from collections.abc import Iterator

from fastlint.project import Project
from fastlint.project.requests.dynamic_defaults import DynamicDefault, MoreChanging
from fastlint.rule import Rule
from fastlint.values import Before, Diagnostic, Fix, Imported, Rewrite, Safety, Severity

RULE = Rule(
    module=__name__,
    code="FL316",
    summary="A default is computed once, at import, by the clock or by chance",
    subject=DynamicDefault,
    severity=Severity.ERROR,
    since="0.1.0",
    fix=Safety.SAFE,
    options=MoreChanging,
)


def check(default: DynamicDefault, project: Project) -> Iterator[Diagnostic]:
    """A default that was meant to be computed anew."""
    shared = "every instance" if default.is_field else "every request"
    yield RULE.at(
        default.span,
        f"the default of `{default.name}` calls `{default.called}` once, at import: {shared} gets the same",
        help="use `default_factory`" if default.is_field else "make the default `None`, and compute it in the function",
        routes=default.routes,
        fixes=_fixes(default),
    )


def _fixes(default: DynamicDefault) -> tuple[Fix, ...]:
    if default.alone is None:
        return ()
    field = Imported("sqlmodel" if default.is_table else "pydantic", "Field")
    code = (field, "(default_factory=lambda: ", Before.CODE, ")")
    return (Fix.safe("Compute it for every instance", Rewrite(default.alone, code)),)
