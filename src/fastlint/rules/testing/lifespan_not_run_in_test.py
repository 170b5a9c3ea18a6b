"""
## What it does

Reports a test that requests a route which reads `app.state` or `request.state`, where only the lifespan writes it and
the test client does not run the lifespan: `TestClient(app)` without `with`, or `AsyncClient` with `ASGITransport`.

## Why is this bad?

The route raises `AttributeError`: nobody has put the attribute there.

## Example

```py
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from fastapi.testclient import TestClient


@asynccontextmanager
async def lifespan(app: FastAPI):
    app.state.title = "shop"
    yield


app = FastAPI(lifespan=lifespan)


@app.get("/title")
def title(request: Request) -> str:
    return request.app.state.title


def test_title() -> None:
    client = TestClient(app)
    assert client.get("/title").json() == "shop"  # error
```

Use instead:

```py
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from fastapi.testclient import TestClient


@asynccontextmanager
async def lifespan(app: FastAPI):
    app.state.title = "shop"
    yield


app = FastAPI(lifespan=lifespan)


@app.get("/title")
def title(request: Request) -> str:
    return request.app.state.title


def test_title() -> None:
    with TestClient(app) as client:
        assert client.get("/title").json() == "shop"
```

## When it is silent

Where a test, fixture or other function writes the attribute, too, and where the path of the request is not known.

## References

- [Testing events](https://fastapi.tiangolo.com/advanced/testing-events/)
"""

from collections.abc import Iterator

from fastlint.project import Project
from fastlint.project.testing.test_requests import unprepared_requests
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Related, Severity

RULE = Rule(
    module=__name__,
    code="FL810",
    summary="A test requests a route without the lifespan that it needs",
    subject=Project,
    severity=Severity.ERROR,
    since="0.1.0",
)


def check(project: Project, _: Project) -> Iterator[Diagnostic]:
    """The requests that fail for want of the lifespan, one a test."""
    for request in unprepared_requests(project):
        yield RULE.at(
            request.span,
            f"`{request.title}` reads `{request.attribute}`, which only the lifespan writes; this client runs none",
            help="`with TestClient(app) as client:`, or asgi-lifespan's `LifespanManager`",
            related=(Related(request.written, "written here"),),
        )
