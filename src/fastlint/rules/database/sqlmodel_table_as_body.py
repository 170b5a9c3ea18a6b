"""
## What it does

Reports a SQLModel class with `table=True` that a request body is read into.

## Why is this bad?

A table class does not validate: `{"age": -5}` is accepted for a field that must be positive, required fields may be
missing, and the client sets every column: `id`, `is_admin`.

## Example

```py
from fastapi import FastAPI
from sqlmodel import Field, SQLModel

app = FastAPI()


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str


@app.post("/heroes")
def create(hero: Hero) -> str:  # error
    return hero.name
```

Use instead:

```py
from fastapi import FastAPI
from sqlmodel import Field, SQLModel

app = FastAPI()


class HeroBase(SQLModel):
    name: str


class Hero(HeroBase, table=True):
    id: int | None = Field(default=None, primary_key=True)


class HeroCreate(HeroBase): ...


@app.post("/heroes")
def create(hero: HeroCreate) -> str:
    return Hero.model_validate(hero).name
```

## References

- [Multiple models](https://sqlmodel.tiangolo.com/tutorial/fastapi/multiple-models/)
"""

from collections.abc import Iterator

from fastlint.project import Location, Project, Signature
from fastlint.project.execution.abstract import ClassValue
from fastlint.project.requests.model_use import ModelUse
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Severity

RULE = Rule(
    module=__name__,
    code="FL706",
    summary="A table class is read from a request, which validates nothing",
    subject=Signature,
    severity=Severity.ERROR,
    since="0.1.0",
)


def check(signature: Signature, project: Project) -> Iterator[Diagnostic]:
    """The parameters whose type is a table."""
    told = set()
    use = ModelUse(project.interpreter, project.model_fields)
    for parameter in signature.parameters:
        if parameter.location is not Location.BODY or parameter.type is None or parameter.name in told:
            continue
        for each in project.parameters.types.alternatives(parameter.type):
            for item in (each, *project.parameters.types.arguments(each)):
                if isinstance(item, ClassValue) and use.is_table(item.cls):
                    told.add(parameter.name)
                    yield RULE.at(
                        parameter.span,
                        f"the body is read into the table class `{item.cls.fact.name}`, which validates nothing",
                        help="use a class without `table=True` for requests, and make the table object of it",
                        routes=signature.routes,
                    )
