"""
## What it does

Reports a cookie, header or status that an endpoint sets on the `Response` that FastAPI passes to it, where it then
returns another response.

## Why is this bad?

FastAPI copies what was set on the injected response to the response that it makes itself. Where the endpoint returns
one of its own, nothing is copied: the cookie is not set, and the user is not logged in.

## Example

```py
from fastapi import FastAPI, Response
from fastapi.responses import RedirectResponse

app = FastAPI()


@app.post("/login")
def login(response: Response):
    response.set_cookie("session", "abc", httponly=True, secure=True)  # error
    return RedirectResponse("/", status_code=303)
```

Use instead:

```py
from fastapi import FastAPI
from fastapi.responses import RedirectResponse

app = FastAPI()


@app.post("/login")
def login():
    response = RedirectResponse("/", status_code=303)
    response.set_cookie("session", "abc", httponly=True, secure=True)
    return response
```

## When it is silent

Where the injected response is read as well (`headers=response.headers`) or returned, and where some way from there
returns data: then what was set counts.

## References

- [Use a Response parameter](https://fastapi.tiangolo.com/advanced/response-cookies/)
"""

from collections.abc import Iterator

from fastlint.facts import statements as st
from fastlint.project import Project, Responder
from fastlint.project.execution.abstract import members
from fastlint.project.loop.event_loop import span_of
from fastlint.project.reading import flow
from fastlint.project.reading.flow import Exit
from fastlint.project.requests.injected_responses import is_read, response_parameters, settings_on
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Severity

RULE = Rule(
    module=__name__,
    code="FL217",
    summary="What is set on the injected response is lost",
    subject=Responder,
    severity=Severity.ERROR,
    since="0.1.0",
)


def check(responder: Responder, project: Project) -> Iterator[Diagnostic]:
    """The statements that set something on a response that nobody sends."""
    function = responder.function
    if not responder.is_plain or function.fact.is_generator:
        return
    types = project.responses.types
    for name in response_parameters(responder.value, project.interpreter, types):
        if is_read(function.fact, name):
            continue
        for each in settings_on(function, name):
            returned = _returned_after(each.site, responder, project)
            if returned:
                yield RULE.at(
                    span_of(function, each.place),
                    f"`{each.what}` is lost: the endpoint returns a `{returned}` of its own",
                    help="set it on the response that is returned, or return data",
                    routes=responder.titles,
                )


def _returned_after(site: flow.Site, responder: Responder, project: Project) -> str:
    """The class of the response that surely is returned in the end, once a statement has run; empty for data."""
    values = {id(statement): value for statement, value in project.returned(responder.function)}
    reached = list(flow.after(site))
    names: list[str | None] = []
    for each in reached:
        if isinstance(each.statement, st.Return):
            value = values.get(id(each.statement))
            found = [project.responses.response_of(m) for m in members(value)] if value is not None else [None]
            names.extend(found)
    if not names or None in names or _may_fall(site, responder):
        return ""
    return (names[0] or "").rpartition(".")[2]


def _may_fall(site: flow.Site, responder: Responder) -> bool:
    """Whether the endpoint may run to its end, and return None there, after a statement."""
    body = responder.function.fact.body
    return Exit.FALLS in flow.exits(body)
