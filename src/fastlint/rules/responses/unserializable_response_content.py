"""
## What it does

Reports a `JSONResponse` that is given a Pydantic model, a `datetime`, a `UUID` or the like, and a `Response`,
`PlainTextResponse` or `HTMLResponse` that is given something else than text or bytes.

## Why is this bad?

A response that is made by hand is not encoded by FastAPI: `JSONResponse` calls `json.dumps`, which knows none of these
types, and the others call `.encode()`. The constructor raises, and the client gets a 500, each time.

## Example

```py
from fastapi import FastAPI
from fastapi.responses import JSONResponse
from pydantic import BaseModel

app = FastAPI()


class Item(BaseModel):
    id: int


@app.get("/items")
def read_item():
    return JSONResponse(content=Item(id=1))  # error
```

Use instead:

```py
from fastapi import FastAPI
from fastapi.responses import JSONResponse
from pydantic import BaseModel

app = FastAPI()


class Item(BaseModel):
    id: int


@app.get("/items")
def read_item():
    return JSONResponse(content=Item(id=1).model_dump(mode="json"))
```

## When it is silent

For response classes of the project, which may render anything, and where the content is not surely of such a type.

## Fix safety

Safe.

## References

- [Using jsonable_encoder in a response](https://fastapi.tiangolo.com/advanced/response-directly/)
"""

from collections.abc import Iterator

from fastlint.project import LibraryCall, Project
from fastlint.project.responses.responders import JSON_RESPONSES, TEXT_RESPONSES
from fastlint.project.responses.serialising import refused_as_text, refused_by_json
from fastlint.rule import Rule
from fastlint.values import Before, Diagnostic, Fix, Imported, RewriteArgument, Safety, Severity

RULE = Rule(
    module=__name__,
    code="FL208",
    summary="A response is given content that it cannot render",
    subject=LibraryCall,
    severity=Severity.ERROR,
    since="0.1.0",
    fix=Safety.SAFE,
)

_JSON = "starlette.responses.JSONResponse"


def check(call: LibraryCall, project: Project) -> Iterator[Diagnostic]:
    """A response of Starlette's that surely fails when it is made."""
    if call.name not in JSON_RESPONSES and call.name not in TEXT_RESPONSES:
        return
    types = project.responses.types
    content = call.argument("content", 0)
    if content is None:
        return
    if call.name in TEXT_RESPONSES:
        refused = refused_as_text(content, types)
        why = "but takes text or bytes"
    else:
        refused = refused_by_json(content, types) if call.name == _JSON else ""
        why = "which `json.dumps` refuses"
    if refused:
        name = call.name.rpartition(".")[2]
        yield RULE.at(
            call.span,
            f"`{name}` is given a `{refused}`, {why}",
            help="return the object itself, or encode it first: `jsonable_encoder(...)`",
            routes=call.routes,
            fixes=_fixes(call),
        )


def _fixes(call: LibraryCall) -> tuple[Fix, ...]:
    if call.name != _JSON:
        return ()
    key = "content" if call.has_keyword("content") else 0
    code = (Imported("fastapi.encoders", "jsonable_encoder"), "(", Before.CODE, ")")
    return (Fix.safe("Encode it with `jsonable_encoder`", RewriteArgument(call.span, key, code)),)
