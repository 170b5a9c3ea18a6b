"""
## What it does

Reports a `StreamingResponse` that reads from a file or an HTTP response, and a `FileResponse` for a temporary file,
that is made inside of the `with` which closes or deletes it.

## Why is this bad?

Both read their content while it is sent, and that begins after the endpoint has returned: by then the `with` is over.
The client gets a 200 that breaks off, or a 500: `ValueError: I/O operation on closed file`, `StreamClosed`, `File at
path ... does not exist`.

## Example

```py
from fastapi import FastAPI
from fastapi.responses import StreamingResponse

app = FastAPI()


@app.get("/report")
def report():
    with open("report.csv", "rb") as file:
        return StreamingResponse(file)  # error
```

Use instead:

```py
from collections.abc import Iterator

from fastapi import FastAPI
from fastapi.responses import StreamingResponse

app = FastAPI()


def lines() -> Iterator[bytes]:
    with open("report.csv", "rb") as file:
        yield from file


@app.get("/report")
def report():
    return StreamingResponse(lines())
```

## When it is silent

Where the content is read inside of the `with` (`Response(file.read())`), where the temporary file is kept
(`delete=False`), and for context managers of which fastlint does not know that they close anything.

## References

- [StreamingResponse](https://fastapi.tiangolo.com/advanced/custom-response/#streamingresponse)
"""

from collections.abc import Iterator

from fastlint.project import LibraryCall, Project
from fastlint.project.reading import flow
from fastlint.project.responses.lazy_responses import FILE, STREAMING, closed_before, deleted_before
from fastlint.project.responses.responders import EVENT_STREAMS
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Related, Severity, Span

RULE = Rule(
    module=__name__,
    code="FL235",
    summary="A response reads from what is closed before it is sent",
    subject=LibraryCall,
    severity=Severity.ERROR,
    since="0.1.0",
)

_STREAMS = frozenset({STREAMING, *EVENT_STREAMS})


def check(call: LibraryCall, project: Project) -> Iterator[Diagnostic]:
    """A response that is made inside of a `with`, and sent after it."""
    is_file = FILE in call.names
    if call.function is None or call.function.fact.is_generator or not (is_file or not _STREAMS.isdisjoint(call.names)):
        return
    site = flow.site_at(call.function.fact, call.expression.place)
    if site is None:
        return
    opened = deleted_before(call, site, project) if is_file else closed_before(call, site, project)
    if opened is not None:
        what = "deleted" if is_file else "closed"
        yield RULE.at(
            call.span,
            f"`{opened.name}` is {what} before the response is sent",
            help="clean up in a background task" if is_file else "open it in the generator that yields its content",
            related=(Related(Span(call.module.path, *opened.item.place), f"{what} at the end of this `with`"),),
            routes=call.routes,
        )
