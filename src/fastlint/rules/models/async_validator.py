"""
## What it does

Reports an `async def` validator or serializer of a Pydantic model.

## Why is this bad?

Pydantic does not await. A validator's result is a coroutine that never runs, and it becomes the value of the field:
nothing is checked, and the data is lost.

## Example

```py
from pydantic import BaseModel, field_validator


class Item(BaseModel):
    name: str

    @field_validator("name")
    @classmethod
    async def check(cls, value: str) -> str:  # error
        return value.strip()
```

Use instead:

```py
from pydantic import BaseModel, field_validator


class Item(BaseModel):
    name: str

    @field_validator("name")
    @classmethod
    def check(cls, value: str) -> str:
        return value.strip()
```

## When it is silent

For any other method of a model.

## References

- [Validators](https://docs.pydantic.dev/latest/concepts/validators/)
"""

from collections.abc import Iterator

from fastlint.project import Model, Project
from fastlint.project.loop.event_loop import span_of
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Severity

RULE = Rule(
    module=__name__,
    code="FL605",
    summary="A validator or serializer is async, which Pydantic does not await",
    subject=Model,
    severity=Severity.ERROR,
    since="0.1.0",
)


def check(model: Model, project: Project) -> Iterator[Diagnostic]:
    """The validators and serializers that a model declares as coroutine functions."""
    caller = project.interpreter.caller
    for function in (*caller.validators_of(model.cls), *caller.serializers_of(model.cls)):
        fact = function.function.fact
        if fact.is_async and not fact.is_generator and fact.name != "model_post_init":
            if function.function.module.path in project.paths and function.function.owner in (model.cls, None):
                yield RULE.at(
                    span_of(function.function, fact.place),
                    f"`{fact.name}` is async, so the value becomes a coroutine that nobody awaits",
                    help="make it a plain `def`; look things up in a dependency",
                    routes=model.routes,
                )
