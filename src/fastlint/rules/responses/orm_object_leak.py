"""
## What it does

Reports a row of the database that reaches the client with a column such as `hashed_password`: an endpoint returns it
without a response model, or names the table itself as the model.

## Why is this bad?

Without a model that filters, FastAPI writes out every column of a SQLAlchemy or SQLModel object. Nobody sees it in the
code of the endpoint, and a column that is added later is public at once.

## Example

```py
from fastapi import FastAPI
from sqlmodel import Field, Session, SQLModel, create_engine

app = FastAPI()
engine = create_engine("sqlite://")


class User(SQLModel, table=True):
    id: int = Field(primary_key=True)
    hashed_password: str


@app.get("/users/{user_id}")
def read_user(user_id: int):
    with Session(engine) as session:
        return session.get(User, user_id)  # error
```

Use instead:

```py
from fastapi import FastAPI
from sqlmodel import Field, Session, SQLModel, create_engine

app = FastAPI()
engine = create_engine("sqlite://")


class User(SQLModel, table=True):
    id: int = Field(primary_key=True)
    hashed_password: str


class UserPublic(SQLModel):
    id: int


@app.get("/users/{user_id}", response_model=UserPublic)
def read_user(user_id: int):
    with Session(engine) as session:
        return session.get(User, user_id)
```

## When it is silent

For tables without a column whose name says that it keeps a secret, where `response_model_include` or
`response_model_exclude` is given, and where it is not known what is returned.

## References

- [Response model: filtering](https://fastapi.tiangolo.com/tutorial/response-model/)
- [Multiple models with FastAPI](https://sqlmodel.tiangolo.com/tutorial/fastapi/multiple-models/)
"""

from collections.abc import Iterator

from fastlint.project import Contract, Project, Responder, Route
from fastlint.project.execution.abstract import Class
from fastlint.project.loop.event_loop import span_of
from fastlint.project.models.tables import is_sqlmodel, is_table, rows_in, secret_columns, secret_fields
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Severity

RULE = Rule(
    module=__name__,
    code="FL210",
    summary="A row of the database reaches the client with its secrets",
    subject=Responder,
    severity=Severity.ERROR,
    since="0.1.0",
)

_HELP = "declare a response model that has only the fields that are meant to be public"


def check(responder: Responder, project: Project) -> Iterator[Diagnostic]:
    """An endpoint whose response is written out of a table, unfiltered."""
    contracts = project.responses.contracts(responder)
    if not responder.is_plain or any(_filters(route) for route in responder.routes):
        return
    tables = {cls: None for each in contracts for cls in project.responses.models_of(each.model) if is_table(cls)}
    for cls in tables:
        secrets = _secrets(cls, project)
        if secrets:
            yield RULE.at(
                responder.span,
                f"the response model is the table `{cls.fact.name}`: the client gets `{secrets[0]}`",
                help=_HELP,
                routes=responder.titles,
            )
    if tables or not all(_lets_everything_through(each, project) for each in contracts):
        return
    said: set[Class] = set()
    for statement, value in project.returned(responder.function):
        for cls in rows_in(value):
            secrets = _secrets(cls, project)
            if secrets and cls not in said:
                said.add(cls)
                yield RULE.at(
                    span_of(responder.function, statement.place),
                    f"a row of `{cls.fact.name}` is returned without a response model: the client gets `{secrets[0]}`",
                    help=_HELP,
                    routes=responder.titles,
                )


def _secrets(cls: Class, project: Project) -> tuple[str, ...]:
    if is_sqlmodel(cls):
        return tuple(field.name for field in secret_fields(cls, project.model_fields))
    return secret_columns(cls)


def _filters(route: Route) -> bool:
    return any(route.option(f"response_model_{name}") is not None for name in ("include", "exclude"))


def _lets_everything_through(contract: Contract, project: Project) -> bool:
    """Whether nothing filters what the endpoint returns: no model, or a type that takes anything."""
    return contract.response_class != "" and (
        contract.model is None or project.responses.takes_anything(contract.model)
    )
