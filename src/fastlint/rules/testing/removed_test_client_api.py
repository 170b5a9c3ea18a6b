"""
## What it does

Reports what the clients of tests no longer take: `AsyncClient(app=app)`, `client.get(..., json=...)` and the like,
and `allow_redirects=`.

## Why is this bad?

All of them raise `TypeError`: httpx has removed `app=` in 0.28, `get`, `delete`, `head` and `options` have no body,
and `allow_redirects` went when `TestClient` moved from requests to httpx.

## Example

```py
from fastapi import FastAPI
from fastapi.testclient import TestClient

app = FastAPI()


def test_delete() -> None:
    client = TestClient(app)
    client.delete("/items", json={"ids": [1]})  # error
```

Use instead:

```py
from fastapi import FastAPI
from fastapi.testclient import TestClient

app = FastAPI()


def test_delete() -> None:
    client = TestClient(app)
    client.request("DELETE", "/items", json={"ids": [1]})
```

## When it is silent

`AsyncClient(app=...)` where the project stays below httpx 0.28.

## Fix safety

Safe: the same request, in the words of today's clients.

## References

- [httpx 0.28](https://github.com/encode/httpx/blob/master/CHANGELOG.md)
"""

from collections.abc import Iterator

from fastlint.project import LibraryCall, Project
from fastlint.rule import Rule
from fastlint.values import (
    AddArgument,
    Before,
    Diagnostic,
    Fix,
    Imported,
    RenameKeyword,
    RenameLast,
    RewriteArgument,
    Safety,
    Severity,
)

RULE = Rule(
    module=__name__,
    code="FL811",
    summary="An argument that test clients no longer take",
    subject=Project,
    severity=Severity.ERROR,
    since="0.1.0",
    fix=Safety.SAFE,
)

CLIENTS = frozenset(
    """starlette.testclient.TestClient httpx.Client httpx.AsyncClient httpx2.Client httpx2.AsyncClient""".split()
)
MAKERS = frozenset({"httpx.AsyncClient", "httpx.Client"})
BODILESS = frozenset({"get", "delete", "head", "options"})
BODIES = ("json", "data", "content", "files")


def check(project: Project, same: Project) -> Iterator[Diagnostic]:
    """The calls that raise TypeError."""
    for call in project.tests.calls:
        owner, _, method = call.name.rpartition(".")
        if (
            call.name in MAKERS
            and call.has_keyword("app")
            and not project.versions(call.module).is_below("httpx", "0.28")
        ):
            yield RULE.at(
                call.span,
                f"`{method}` takes no `app` since httpx 0.28",
                help="`transport=httpx.ASGITransport(app=app)`",
                fixes=_transport(call, method),
            )
        if owner in CLIENTS:
            yield from _of_request(call, method)


def _of_request(call: LibraryCall, method: str) -> Iterator[Diagnostic]:
    for keyword in BODIES:
        if method in BODILESS and call.has_keyword(keyword):
            yield RULE.at(
                call.span,
                f"`{method}` takes no `{keyword}`: such requests have no body",
                help=f'`client.request("{method.upper()}", ..., {keyword}=...)`',
                fixes=(_as_request(call, method),),
            )
    if call.has_keyword("allow_redirects"):
        rename = RenameKeyword(call.span, "allow_redirects", "follow_redirects")
        yield RULE.at(
            call.span,
            f"`{method}` takes no `allow_redirects`",
            help="`follow_redirects=`",
            fixes=(Fix.safe("Write `follow_redirects`", rename),),
        )


def _transport(call: LibraryCall, method: str) -> tuple[Fix, ...]:
    if method != "AsyncClient" or call.has_keyword("transport"):
        return ()
    code = (Imported("httpx", "ASGITransport"), "(app=", Before.CODE, ")")
    changes = RenameKeyword(call.span, "app", "transport"), RewriteArgument(call.span, "app", code)
    return (Fix.safe("Give it an `ASGITransport`", *changes),)


def _as_request(call: LibraryCall, method: str) -> Fix:
    verb = AddArgument(call.span, (f'"{method.upper()}"',))
    return Fix.safe("Send it with `request`", RenameLast(call.span, "request"), verb)
