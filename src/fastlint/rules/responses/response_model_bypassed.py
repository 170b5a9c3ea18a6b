"""
## What it does

Reports a successful `JSONResponse` that is returned from an endpoint which declares a response model.

## Why is this bad?

A response that the endpoint makes itself is sent as it is: FastAPI neither validates it with the declared model nor
filters it. Fields that the model is there to keep back (a password hash, say) reach the client, while the API's
documentation promises otherwise.

## Example

```py
from fastapi import FastAPI
from fastapi.responses import JSONResponse
from pydantic import BaseModel

app = FastAPI()


class User(BaseModel):
    name: str


@app.get("/me", response_model=User)
def read_me():
    return JSONResponse({"name": "ann", "password": "secret"})  # error
```

Use instead:

```py
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()


class User(BaseModel):
    name: str


@app.get("/me", response_model=User)
def read_me():
    return {"name": "ann", "password": "secret"}
```

## When it is silent

For responses with a status that is not known to be a success (the model is about the success), where the content is
made from an object of the declared model, and where it comes from a call that fastlint does not know.

## References

- [Return a response directly](https://fastapi.tiangolo.com/advanced/response-directly/)
- [Response model](https://fastapi.tiangolo.com/tutorial/response-model/)
"""

from collections.abc import Iterator

from fastlint.facts import expressions as ex
from fastlint.project import LibraryCall, Project, Responder
from fastlint.project.execution.abstract import UNKNOWN, Class, Function, Instance, Value, members
from fastlint.project.execution.status_codes import status_code
from fastlint.project.loop.event_loop import span_of
from fastlint.project.reading.origins import mentions, origins
from fastlint.project.responses.responders import JSON_RESPONSES
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Severity

RULE = Rule(
    module=__name__,
    code="FL209",
    summary="A response that is made by hand bypasses the response model",
    subject=Responder,
    severity=Severity.WARNING,
    since="0.1.0",
)


def check(responder: Responder, project: Project) -> Iterator[Diagnostic]:
    """The returns of an endpoint with a response model that send JSON of their own."""
    models = _models(responder, project)
    if not models or not responder.is_plain:
        return
    for statement, _ in project.returned(responder.function):
        found = origins(responder.function.fact, statement.value) if statement.value is not None else None
        calls = [project.call_of(each) for each in found or ()]
        if calls and all(call is not None and _bypasses(call, models, responder.function, project) for call in calls):
            yield RULE.at(
                span_of(responder.function, statement.place),
                f"the response is sent as it is: `{models[0].fact.name}` neither validates nor filters it",
                help="return the data, and let FastAPI make the response",
                routes=responder.titles,
            )


def _models(responder: Responder, project: Project) -> list[Class]:
    """The models that every route of the endpoint declares for its responses."""
    found: list[Class] = []
    for contract in project.responses.contracts(responder):
        own = project.responses.models_of(contract.model)
        if not own:
            return []
        found += own
    return found


def _bypasses(call: LibraryCall, models: list[Class], function: Function, project: Project) -> bool:
    if call.name not in JSON_RESPONSES or call.is_open:
        return False
    status = call.argument("status_code", 1)
    if status is not None and not 200 <= (status_code(status) or 0) < 300:
        return False
    content = call.written("content", 0)
    if content is None:
        return False
    return not any(_is_of_model(node, models, project) for node in mentions(function.fact, content))


def _is_of_model(node: ex.Expression, models: list[Class], project: Project) -> bool:
    """Whether a part of the content is made from an object of a model, or may be, for all that is known."""
    if not isinstance(node, ex.Call):
        return False
    call = project.call_of(node)
    if call is None:
        return True
    values = [call.receiver, call.result, *(seen.arguments.get(None, 0) for seen in call.variants)]
    if any(value is not None and _holds(value, models) for value in values):
        return True
    if call.name.rpartition(".")[2] in ("jsonable_encoder", "model_dump"):
        return not _is_known(call)
    return call.result is UNKNOWN


def _is_known(call: LibraryCall) -> bool:
    return any(isinstance(member, Instance) for member in members(call.argument(None, 0) or call.receiver))


def _holds(value: Value, models: list[Class]) -> bool:
    return any(
        isinstance(member, Instance) and isinstance(member.cls, Class) and any(m in member.cls.mro for m in models)
        for member in members(value)
    )
