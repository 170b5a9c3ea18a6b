"""
## What it does

Reports the status codes of `HTTPException`s that an endpoint, what it calls, or a dependency raises, and that the
route's documentation does not name.

## Why is this bad?

FastAPI cannot see what is raised: the schema lists 200 and 422 only. Clients that are generated from it do not know the
404 that they will get.

## Example

```py
from fastapi import FastAPI, HTTPException

app = FastAPI()


@app.get("/items/{item_id}")
def read_item(item_id: int):  # error
    if item_id > 9:
        raise HTTPException(404, "no such item")
    return {"id": item_id}
```

Use instead:

```py
from fastapi import FastAPI, HTTPException

app = FastAPI()


@app.get("/items/{item_id}", responses={404: {"description": "no such item"}})
def read_item(item_id: int):
    if item_id > 9:
        raise HTTPException(404, "no such item")
    return {"id": item_id}
```

## When it is silent

For routes that are not in the schema, for 401 and 403 of dependencies (those of security schemes are documented
otherwise), for 422, which FastAPI documents by itself, for 5xx, and where `responses` is not fully known. This is a
convention: it belongs to the strict profile.

## Options

- `ignore-statuses`, by default `[]`: Statuses that every client knows, or that are documented elsewhere.

```toml
[tool.fastlint.rules.undocumented-http-exception]
ignore-statuses = [401, 403, 429]
```

## References

- [Additional responses in OpenAPI](https://fastapi.tiangolo.com/advanced/additional-responses/)
"""

from collections.abc import Iterator

from fastlint.project import Project, Responder, Route
from fastlint.project.execution.abstract import Const, DictValue
from fastlint.project.routing.exceptions import Raised
from fastlint.project.routing.route_options import has_no_schema
from fastlint.rule import Profile, Rule, option
from fastlint.values import Diagnostic, Related, Severity
from fastlint.values.late import dataclass


@dataclass(frozen=True)
class Options:
    """What a user may set."""

    ignore_statuses: tuple[int, ...] = option((), "Statuses that every client knows, or that are documented elsewhere.")


RULE = Rule(
    module=__name__,
    code="FL218",
    summary="The status of an HTTPException is not documented",
    subject=Responder,
    severity=Severity.INFO,
    since="0.1.0",
    profile=Profile.STRICT,
    options=Options,
)

#: FastAPI itself documents what it answers where a parameter or body is invalid.
DOCUMENTED_ANYHOW = frozenset({422})


def check(responder: Responder, project: Project) -> Iterator[Diagnostic]:
    """The statuses that an endpoint raises and that are not documented on all of its routes."""
    documented = [_documented(route) for route in responder.routes]
    if any(each is None for each in documented) or project.is_test(responder.function.module):
        return
    told = set.intersection(*(each for each in documented if each is not None))
    told.update(DOCUMENTED_ANYHOW, project.options(Options).ignore_statuses)
    found: dict[int, Raised] = {}
    for raised in _raised(responder, project):
        status = project.exceptions.status(raised)
        if status is not None and status < 500 and status not in told:
            found.setdefault(status, raised)
    if found:
        statuses = sorted(found)
        yield RULE.at(
            responder.span,
            f"status {', '.join(f'`{each}`' for each in statuses)} is raised, but not documented",
            help=f"document it: `responses={{{statuses[0]}: ...}}`",
            related=tuple(Related(found[status].span, f"status {status} is raised here") for status in statuses),
            routes=responder.titles,
        )


def _documented(route: Route) -> set[int] | None:
    """The statuses that a route documents; None where they are not known, or it is not in the schema."""
    responses = route.option("responses")
    if has_no_schema(route) or not isinstance(responses, DictValue) or responses.rest is not None:
        return None
    keys = [key.value for key in responses.items if isinstance(key, Const)]
    if any(isinstance(key, str) and not key.isdigit() for key in keys):
        return None  # "4XX", "default"
    return {int(key) for key in keys if isinstance(key, int | str)}


def _raised(responder: Responder, project: Project) -> Iterator[Raised]:
    """What leaves an endpoint: its own exceptions, those of what it calls, those of what it depends on."""
    exceptions = project.exceptions
    yield from (raised for raised in exceptions.escaping(responder.function) if raised.is_http)
    for site, raised in exceptions.raised_by_callees(responder.function):
        if raised.is_http and exceptions.taker(site, raised.kinds) is None:
            yield raised
    for provider in project.dependency_graph.all_providers.values():
        if any(route in provider.ways for route in responder.routes):
            for raised in exceptions.escaping(provider.function):
                if raised.is_http and exceptions.status(raised) not in (401, 403):
                    yield raised
