"""
## What it does

Reports an `HTTPException` that is raised in the generator of a stream: in an endpoint that yields, or in a generator
that is given to `StreamingResponse` or `EventSourceResponse`.

## Why is this bad?

The status line is sent before the generator runs. The exception cannot become a 404 any more, not even before the first
`yield`: the client gets a 200 that breaks off, and the server logs an error.

## Example

```py
from collections.abc import Iterator

from fastapi import FastAPI, HTTPException
from fastapi.responses import StreamingResponse

app = FastAPI()


def lines(name: str) -> Iterator[str]:
    if name != "report":
        raise HTTPException(404)  # error
    yield "a line"


@app.get("/files/{name}")
def read_file(name: str):
    return StreamingResponse(lines(name))
```

Use instead:

```py
from collections.abc import Iterator

from fastapi import FastAPI, HTTPException
from fastapi.responses import StreamingResponse

app = FastAPI()


def lines(name: str) -> Iterator[str]:
    yield "a line"


@app.get("/files/{name}")
def read_file(name: str):
    if name != "report":
        raise HTTPException(404)
    return StreamingResponse(lines(name))
```

## When it is silent

Where the generator itself catches the exception, or may, or only passes on what it caught, and where it is not known
that the generator is streamed.

## References

- [Stream data](https://fastapi.tiangolo.com/advanced/stream-data/)
- [StreamingResponse](https://fastapi.tiangolo.com/advanced/custom-response/#streamingresponse)
"""

from collections.abc import Iterator

from fastlint.facts.expressions import Place
from fastlint.project import Project
from fastlint.project.loop.event_loop import span_of
from fastlint.project.responses.streams import streams
from fastlint.rule import Rule
from fastlint.values import Confidence, Diagnostic, Related, Severity

RULE = Rule(
    module=__name__,
    code="FL232",
    summary="An HTTPException is raised in a stream",
    subject=Project,
    severity=Severity.ERROR,
    since="0.1.0",
)

_HELP = "check before the response is made: in a dependency, or in the endpoint"


def check(subject: Project, project: Project) -> Iterator[Diagnostic]:
    """The exceptions that leave the generators of streams, each place once."""
    for function, routes in streams(project).items():
        for raised in project.exceptions.escaping(function):
            if raised.is_http and not raised.is_passed_on:
                yield RULE.at(
                    raised.span,
                    f"`{raised.name}` is raised in a stream: the client got status 200 already",
                    help=_HELP,
                    routes=routes,
                )
        said: set[Place] = set()
        for call, site, raised in project.exceptions.calls_that_raise(function):
            if raised.is_http and call.place not in said and project.exceptions.taker(site, raised.kinds) is None:
                said.add(call.place)
                yield RULE.at(
                    span_of(function, call.place),
                    f"this raises `{raised.name}` in a stream: the client got status 200 already",
                    confidence=Confidence.MEDIUM,
                    help=_HELP,
                    related=(Related(raised.span, "raised here"),),
                    routes=routes,
                )
