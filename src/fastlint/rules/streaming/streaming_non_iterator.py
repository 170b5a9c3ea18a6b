"""
## What it does

Reports a `StreamingResponse` that is given a string, bytes, or a function that was not called.

## Why is this bad?

A `StreamingResponse` iterates over its content. Iterating over a string sends it one character at a time, each in a
chunk of its own; iterating over bytes gives numbers, and over a function is impossible: the response breaks off.

## Example

```py
from fastapi import FastAPI
from fastapi.responses import StreamingResponse

app = FastAPI()


@app.get("/report")
def report():
    return StreamingResponse("a,b,c", media_type="text/csv")  # error
```

Use instead:

```py
from fastapi import FastAPI
from fastapi.responses import Response

app = FastAPI()


@app.get("/report")
def report():
    return Response("a,b,c", media_type="text/csv")
```

## When it is silent

Where the content may be something else, too.

## Fix safety

Safe, for a generator function that needs no arguments.

## References

- [StreamingResponse](https://fastapi.tiangolo.com/advanced/custom-response/#streamingresponse)
"""

from collections.abc import Iterator

from fastlint.project import LibraryCall, Project
from fastlint.project.execution.abstract import BoundMethod, Const, Foreign, FunctionValue, Value, members
from fastlint.project.responses.lazy_responses import STREAMING
from fastlint.rule import Rule
from fastlint.values import Before, Diagnostic, Fix, RewriteArgument, Safety, Severity

RULE = Rule(
    module=__name__,
    code="FL234",
    summary="A streaming response is given what cannot be streamed",
    subject=LibraryCall,
    severity=Severity.WARNING,
    since="0.1.0",
    fix=Safety.SAFE,
)

_EFFECTS = {
    "string": "every character becomes a chunk of its own",
    "bytes": "iterating over it gives numbers, and the response breaks off",
    "function": "it cannot be iterated, and the response breaks off",
}


def check(call: LibraryCall, project: Project) -> Iterator[Diagnostic]:
    """A streaming response whose content is no iterator of chunks."""
    content = call.argument("content", 0) if call.name == STREAMING else None
    if content is None:
        return
    kinds = {_kind(member) for member in members(content)}
    kind = kinds.pop() if len(kinds) == 1 else ""
    if kind:
        yield RULE.at(
            call.span,
            f"`StreamingResponse` is given a {kind}: {_EFFECTS[kind]}",
            help="call it: `StreamingResponse(chunks())`" if kind == "function" else "use `Response`",
            routes=call.routes,
            fixes=_fixes(call, content),
        )


def _fixes(call: LibraryCall, content: Value) -> tuple[Fix, ...]:
    """A generator function that needs nothing is called."""
    functions = [each for each in members(content) if isinstance(each, FunctionValue)]
    if len(functions) != 1 or not functions[0].function.fact.is_generator:
        return ()
    if any(each.default is None for each in functions[0].function.fact.parameters):
        return ()
    key = "content" if call.has_keyword("content") else 0
    return (Fix.safe("Call it", RewriteArgument(call.span, key, (Before.CODE, "()"))),)


def _kind(value: Value) -> str:
    match value:
        case Const():
            return "string" if isinstance(value.value, str) else "bytes" if isinstance(value.value, bytes) else ""
        case Foreign():
            return {"str": "string", "bytes": "bytes"}.get(value.type, "")
        case FunctionValue():
            return "function"
        case BoundMethod():
            return "function" if isinstance(value.function, FunctionValue) else ""
    return ""
