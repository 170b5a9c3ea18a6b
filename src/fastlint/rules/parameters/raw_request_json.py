"""
## What it does

Reports `await request.json()` in an endpoint that then reads fields of it by name.

## Why is this bad?

FastAPI would parse and check the body before the endpoint runs. By hand, malformed JSON and a missing field are a 500
where a 422 would tell the client what is wrong, and the documentation does not know that there is a body at all.

## Example

```py
from fastapi import FastAPI, Request

app = FastAPI()


@app.post("/items")
async def create(request: Request) -> str:
    data = await request.json()  # error
    return data["name"]
```

Use instead:

```py
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()


class Item(BaseModel):
    name: str


@app.post("/items")
async def create(item: Item) -> str:
    return item.name
```

## When it is silent

Where no field is read by name with `[...]`, where a `KeyError` is caught, and where the raw bytes are read too, as
the check of a signature needs them.

## References

- [Request body](https://fastapi.tiangolo.com/tutorial/body/)
"""

from collections.abc import Iterator

from fastlint.facts import expressions as ex
from fastlint.facts import statements as st
from fastlint.project import Project, Signature
from fastlint.project.execution.markers import BODY_LOCATIONS
from fastlint.project.reading.bodies import nodes
from fastlint.project.reading.keys_read import is_handed_on, keys_required
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Severity, Span

RULE = Rule(
    module=__name__,
    code="FL312",
    summary="The JSON body is parsed by hand, and its fields are read by name",
    subject=Signature,
    severity=Severity.WARNING,
    since="0.1.0",
)


_CURE = "declare a model with the fields that are read, and take it as a parameter"
_CURE_OF_WHOLE = f'{_CURE}; with `extra="allow"`, for the body is handed on as a whole, too'


def check(signature: Signature, project: Project) -> Iterator[Diagnostic]:
    """Each `name = await request.json()` of which fields are taken for granted."""
    requests = {each.name for each in signature.parameters if each.special == "request"}
    body = signature.function.fact.body
    if not signature.is_endpoint or not requests or _reads_bytes(body, requests):
        return
    if any(parameter.location in BODY_LOCATIONS for parameter in signature.parameters):
        return  # the body is declared, too, and was validated when this runs
    for node in nodes(body):
        if not isinstance(node, st.Assign) or not isinstance(node.value, ex.Await) or len(node.targets) != 1:
            continue
        target, awaited = node.targets[0], node.value.value
        if not isinstance(target, ex.Name) or _method(awaited, requests) != "json":
            continue
        keys = keys_required(body, target.id, bound=1)
        if keys:
            yield RULE.at(
                Span(signature.function.module.path, *node.value.place),
                f"the body is parsed by hand, and `{signature.function.fact.name}` reads `{keys[0]}` of it",
                help=_CURE_OF_WHOLE if is_handed_on(body, target.id) else _CURE,
                routes=signature.routes,
            )


def _method(call: object, requests: set[str]) -> str:
    """The name of the method of a request that is called."""
    if isinstance(call, ex.Call) and isinstance(call.callee, ex.Attribute) and isinstance(call.callee.value, ex.Name):
        return call.callee.name if call.callee.value.id in requests else ""
    return ""


def _reads_bytes(body: st.Block, requests: set[str]) -> bool:
    return any(_method(node, requests) in ("body", "stream") for node in nodes(body))
