"""
## What it does

Reports a dependency that is declared without `Depends`: `user: Annotated[User, get_user]`, `user: User = get_user`,
`dependencies=[verify]`.

## Why is this bad?

FastAPI ignores a function that stands in `Annotated`. If the type is a model or a scalar, the parameter is read from
the request instead: whoever posts `{"name": "root", "is_admin": true}` *is* that user, and the check never runs. A
function as default value makes a query parameter. A function in a list of dependencies fails at the import.

## Example

```py
from typing import Annotated

from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()


class User(BaseModel):
    name: str
    is_admin: bool = False


def get_current_user() -> User:
    return User(name="ann")


@app.post("/orders")
def order(user: Annotated[User, get_current_user]) -> str:  # error
    return user.name
```

Use instead:

```py
from typing import Annotated

from fastapi import Depends, FastAPI
from pydantic import BaseModel

app = FastAPI()


class User(BaseModel):
    name: str
    is_admin: bool = False


def get_current_user() -> User:
    return User(name="ann")


@app.post("/orders")
def order(user: Annotated[User, Depends(get_current_user)]) -> str:
    return user.name
```

## When it is silent

About objects in `Annotated` that are no functions (`Doc`, `AfterValidator(check)`), about classes that are a dependency
nowhere else, about parameters that are declared to be callable, and where a `Depends` stands beside it.

## Fix safety

Safe: the dependency runs, as was meant.

## References

- [Dependencies](https://fastapi.tiangolo.com/tutorial/dependencies/)
"""

from collections.abc import Iterator

from fastlint.facts.expressions import NONE, Name, dotted
from fastlint.project import Parameter, Project, Signature
from fastlint.project.execution.abstract import BoundMethod, ClassValue, External, FunctionValue, TypeForm, Value, known
from fastlint.project.reading import bodies
from fastlint.rule import Rule
from fastlint.values import Before, Diagnostic, Fix, Imported, RewriteDefault, RewriteName, Safety, Severity

RULE = Rule(
    module=__name__,
    code="FL503",
    summary="A dependency is declared without Depends, so it never runs",
    subject=Project,
    severity=Severity.ERROR,
    since="0.1.0",
    fix=Safety.SAFE,
)

DEPENDS = (Imported("fastapi", "Depends"), "(", Before.CODE, ")")
HELP = "wrap it: `Depends({})`"


def check(subject: Project, project: Project) -> Iterator[Diagnostic]:
    """Every dependency without `Depends`, an alias once."""
    told: set[tuple[int, int]] = set()
    for signature in project.signatures:
        for parameter in signature.parameters:
            yield from _parameter(signature, parameter, told, project)
    for listed in project.dependency_graph.listed:
        for value in listed.values:
            name = _dependency(value, project) if project.is_reported(listed.module) else ""
            if name:
                yield RULE.at(
                    listed.span,
                    f"`{name}` stands in `dependencies` without `Depends`",
                    help=HELP.format(name),
                )


def _parameter(
    signature: Signature, parameter: Parameter, told: set[tuple[int, int]], project: Project
) -> Iterator[Diagnostic]:
    if parameter.marker is not None or signature.is_decorated:
        return
    for value in parameter.metadata:
        name = _dependency(value, project)
        is_alias = parameter.fact is not None and dotted(parameter.fact.annotation or NONE) is not None
        if name and not (is_alias and (id(value), id(parameter.type)) in told):
            told.add((id(value), id(parameter.type)))
            yield RULE.at(
                parameter.span,
                f"`{name}` never runs: `{parameter.name}` is declared without `Depends`, and read from the request",
                help=HELP.format(name),
                routes=signature.routes,
                fixes=(Fix.safe("Wrap it in `Depends`", RewriteName(parameter.span, name, DEPENDS)),),
            )
            return
    default = parameter.default
    if default is None or (parameter.type is not None and not known(parameter.type)):
        return
    name = _dependency(default, project)
    if name and not _is_callable(parameter.type) and not _is_called(parameter.name, signature):
        yield RULE.at(
            parameter.span,
            f"`{name}` never runs: it is the default of `{parameter.name}`, without `Depends`",
            help=HELP.format(name),
            routes=signature.routes,
            fixes=(Fix.safe("Wrap it in `Depends`", RewriteDefault(parameter.span, DEPENDS)),),
        )


def _dependency(value: Value, project: Project) -> str:
    """The name of a function, or of a class that is a dependency elsewhere; empty for anything else."""
    if isinstance(value, BoundMethod):
        value = value.function
    if isinstance(value, FunctionValue) and not value.function.fact.is_lambda:
        return value.function.fact.name
    if isinstance(value, ClassValue) and project.dependency_graph.is_provider_class(value.cls):
        return value.cls.fact.name
    return ""


def _is_called(name: str, signature: Signature) -> bool:
    """Whether the function calls the parameter or keeps it: then the default is meant as it is."""
    fact = signature.function.fact
    return fact.name == "__init__" or any(call.callee == Name(name) for call in bodies.calls(fact.body))


def _is_callable(declared: Value | None) -> bool:
    """Whether a parameter is declared to be a function or class."""
    for each in known(declared) if declared is not None else ():
        origin = each.origin if isinstance(each, TypeForm) else each
        if isinstance(origin, External) and origin.name.rpartition(".")[2] in ("Callable", "type", "Type"):
            return True
    return False
