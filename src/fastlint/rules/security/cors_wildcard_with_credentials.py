"""
## What it does

Reports `CORSMiddleware` with `allow_origins=["*"]` (or a regular expression that matches everything) together with
`allow_credentials=True`.

## Why is this bad?

Browsers refuse the answer `*` to a request with cookies, so Starlette answers with the origin that asks: any web site
can call the API with the cookies of its visitors and read what comes back.

## Example

```py
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

app = FastAPI()
app.add_middleware(CORSMiddleware, allow_origins=["*"], allow_credentials=True)  # error
```

Use instead:

```py
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

app = FastAPI()
app.add_middleware(CORSMiddleware, allow_origins=["https://shop.example"], allow_credentials=True)
```

## When it is silent

Where settings or the environment decide on the origins.

## References

- [CORS](https://fastapi.tiangolo.com/tutorial/cors/)
"""

from collections.abc import Iterator

from fastlint.project import Project
from fastlint.project.execution.abstract import TRUE, Const
from fastlint.project.execution.seen import LibraryCall
from fastlint.project.routing.cors import cors_policies, written, written_texts
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Severity

RULE = Rule(
    module=__name__,
    code="FL901",
    summary="Any origin may send credentials",
    subject=Project,
    severity=Severity.ERROR,
    since="0.1.0",
)

EVERYTHING = frozenset({".*", "^.*$", ".+", "https?://.*", "^https?://.*$", "http.*", "https?://.+"})


def check(project: Project, _: Project) -> Iterator[Diagnostic]:
    """The policies that let in everybody with everything."""
    for call in cors_policies(project):
        given = _everybody(call)
        if given and call.argument("allow_credentials") is TRUE:
            yield RULE.at(
                call.span,
                f"`{given}` with `allow_credentials=True` lets any web site read replies as its visitor",
                help="list the origins that may send cookies",
            )


def _everybody(call: LibraryCall) -> str:
    """The option that allows every origin; empty if none surely does."""
    texts = written_texts(call, "allow_origins")
    if texts is not None and "*" in texts:
        return 'allow_origins=["*"]'
    value = written(call, "allow_origins")
    if type(value) is Const and value.value == "*":
        return 'allow_origins="*"'
    pattern = written(call, "allow_origin_regex")
    if type(pattern) is Const and pattern.value in EVERYTHING:
        return f'allow_origin_regex="{pattern.value!s}"'
    return ""
