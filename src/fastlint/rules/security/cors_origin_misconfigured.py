"""
## What it does

Reports origins of `CORSMiddleware` that match too much or nothing: a text where a list belongs, an origin with a slash
or path at its end, without a scheme, or with a `*` in it, and regular expressions with an unescaped dot or an open
beginning.

## Why is this bad?

With `allow_origins="https://app.example.com"` Starlette asks whether the origin is *in* the text, so `https://app.example.co`
is let in. An origin as browsers send it has a scheme and no path, so `https://a.example/` and `a.example` never match.
`https://.*example\\.com` lets in `https://evilexample.com`.

## Example

```py
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

app = FastAPI()
app.add_middleware(CORSMiddleware, allow_origins=["https://shop.example/"])  # error
```

Use instead:

```py
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

app = FastAPI()
app.add_middleware(CORSMiddleware, allow_origins=["https://shop.example"])
```

## When it is silent

Where settings or the environment decide on the origins.

## Fix safety

Safe: a slash at the end of an origin goes, and a single origin becomes a list.

## References

- [CORS](https://fastapi.tiangolo.com/tutorial/cors/)
- [Origin](https://developer.mozilla.org/docs/Web/HTTP/Headers/Origin)
"""

import re
from collections.abc import Iterator

from fastlint.project import Project
from fastlint.project.execution.abstract import Const
from fastlint.project.execution.seen import LibraryCall
from fastlint.project.routing.cors import cors_policies, written, written_texts
from fastlint.rule import Rule
from fastlint.values import Before, Diagnostic, Fix, RewriteArgument, RewriteText, Safety, Severity
from fastlint.values.late import pattern

RULE = Rule(
    module=__name__,
    code="FL902",
    summary="An allowed origin matches nothing, or more than is meant",
    subject=Project,
    severity=Severity.WARNING,
    since="0.1.0",
    fix=Safety.SAFE,
)

SCHEME = pattern(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
#: A dot between letters that is not escaped: it stands for any character of a host name.
PLAIN_DOT = pattern(r"(?<=[A-Za-z0-9])\.(?=[A-Za-z])")
#: Anything, and then at once the name of a domain.
OPEN_BEGINNING = pattern(r"\.[*+]\??(?=[A-Za-z0-9-]+\\?\.)")


def check(project: Project, _: Project) -> Iterator[Diagnostic]:
    """What a browser's origin is compared with in vain, or too easily."""
    for call in cors_policies(project):
        for fault, cure, fixes in _faults(call):
            yield RULE.at(call.span, fault, help=cure, fixes=fixes)


def _faults(call: LibraryCall) -> Iterator[tuple[str, str, tuple[Fix, ...]]]:
    value = written(call, "allow_origins")
    if type(value) is Const and isinstance(value.value, str) and value.value != "*":
        listed = RewriteArgument(call.span, "allow_origins", ("[", Before.CODE, "]"))
        fixes = (Fix.safe("Make it a list", listed),)
        yield "`allow_origins` is a text, so any part of it is an allowed origin", "give a list of origins", fixes
    for origin in written_texts(call, "allow_origins") or ():
        if origin in ("*", "null", ""):
            continue
        fault = _fault(origin)
        if fault:
            told = f"the origin `{origin}` {fault}, so it never matches"
            yield told, "write `scheme://host:port` and nothing else", _fixes(call, origin)
    pattern = written(call, "allow_origin_regex")
    if type(pattern) is Const and isinstance(pattern.value, str):
        if OPEN_BEGINNING.search(pattern.value):
            yield (
                f"`allow_origin_regex={pattern.value!r}` matches every host whose name ends alike",
                r"end the open part with an escaped dot: `([a-z0-9-]+\.)*`",
                (),
            )
        elif PLAIN_DOT.search(pattern.value):
            yield f"the dots in `allow_origin_regex={pattern.value!r}` match any character", r"escape them: `\.`", ()


def _fixes(call: LibraryCall, origin: str) -> tuple[Fix, ...]:
    """The origin without the slash at its end, where that is all that is wrong."""
    plain = origin.rstrip("/")
    if plain == origin or _fault(plain):
        return ()
    rewrite = RewriteText(call.span, "allow_origins", origin, plain)
    return (Fix.safe("Leave the slash out", rewrite),)


def _fault(origin: str) -> str:
    scheme = SCHEME.match(origin)
    if scheme is None:
        return "has no scheme"
    if "*" in origin:
        return "has a `*` in it"
    return "has a path" if "/" in origin[scheme.end() :] else ""
