"""
## What it does

Reports a model with a password or the like that an endpoint both reads from the body and declares as its response.

## Why is this bad?

What the client sent is sent back: the password is in the response, and with it in every log and cache on the way. A
model of its own for the response filters it, even where the endpoint returns an object of the larger one.

## Example

```py
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()


class User(BaseModel):
    name: str
    password: str


@app.post("/users")
def create_user(user: User) -> User:  # error
    return user
```

Use instead:

```py
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()


class UserPublic(BaseModel):
    name: str


class UserCreate(UserPublic):
    password: str


@app.post("/users")
def create_user(user: UserCreate) -> UserPublic:
    return user
```

## When it is silent

Where the field is a `SecretStr` or has `exclude=True`, where `response_model_include` or `response_model_exclude` is
given, and for tables, of which `orm-object-leak` speaks.

## References

- [Return the same input data](https://fastapi.tiangolo.com/tutorial/response-model/#return-the-same-input-data)
"""

from collections.abc import Iterator

from fastlint.project import Location, Operation, Project
from fastlint.project.execution.abstract import Class
from fastlint.project.loop.event_loop import span_of
from fastlint.project.models.tables import is_table, secret_fields
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Severity

RULE = Rule(
    module=__name__,
    code="FL211",
    summary="A model with a secret is both read from the body and sent back",
    subject=Project,
    severity=Severity.WARNING,
    since="0.1.0",
)


def check(subject: Project, project: Project) -> Iterator[Diagnostic]:
    """The endpoints that promise to echo a secret, each once."""
    said: set[tuple[object, Class]] = set()
    for operation in project.operations:
        function = operation.route.function
        if function is None or not project.is_reported(function.function.module):
            continue
        for cls in _echoed(operation, project):
            secrets = secret_fields(cls, project.model_fields)
            if secrets and (function.function, cls) not in said:
                said.add((function.function, cls))
                yield RULE.at(
                    span_of(function.function, function.function.fact.place),
                    f"`{cls.fact.name}` is read from the body and sent back, with `{secrets[0].name}` in it",
                    help="declare a response model without it",
                    routes=(operation.route.title,),
                )


def _echoed(operation: Operation, project: Project) -> list[Class]:
    """The models, not tables, that are both in the body of an operation and its response model."""
    route = operation.route
    if any(route.option(f"response_model_{name}") is not None for name in ("include", "exclude")):
        return []
    types = project.parameters.types
    read = {
        cls
        for parameter in operation.parameters
        if parameter.location in (Location.BODY, Location.FORM) and parameter.type is not None
        for cls in types.models(parameter.type)
    }
    model = project.responses.contract(route).model
    return [cls for cls in project.responses.models_of(model) if cls in read and not is_table(cls)]
