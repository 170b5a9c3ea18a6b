"""
## What it does

Reports cookies that hold a session or token and are set without `httponly` or without `secure`, and `SessionMiddleware`
without `https_only=True`.

## Why is this bad?

Without `httponly` any script in the page can read the cookie, without `secure` it is also sent over plain HTTP, where
everybody on the way can read it.

## Example

```py
from fastapi import FastAPI, Response

app = FastAPI()


@app.post("/login")
def login(response: Response) -> None:
    response.set_cookie("session", "token")  # error
```

Use instead:

```py
from fastapi import FastAPI, Response

app = FastAPI()


@app.post("/login")
def login(response: Response) -> None:
    response.set_cookie("session", "token", httponly=True, secure=True, samesite="lax")
```

## When it is silent

For cookies whose name does not speak of a session or token (preferences, CSRF tokens, which scripts must read), for
those that are deleted, where settings decide, and for a written `httponly=False`: somebody decided that a script needs
the cookie. For a `SessionMiddleware` where nothing in the program uses `request.session`: it sends no cookie.

## Options

- `extend-names`, by default `[]`: Names of cookies that are worth stealing, too; `*` stands for any part.
- `ignore-names`, by default `[]`: Names of cookies that are not, whatever they are called.

```toml
[tool.fastlint.rules.insecure-cookie]
extend-names = ["shop_id", "remember_*"]
ignore-names = ["session_hint"]
```

## References

- [Set-Cookie](https://developer.mozilla.org/docs/Web/HTTP/Headers/Set-Cookie)
"""

import re
from collections.abc import Iterator

from fastlint.facts import expressions as ex
from fastlint.project import Project
from fastlint.project.execution.abstract import FALSE, NONE, Const
from fastlint.project.execution.seen import LibraryCall
from fastlint.project.reading import bodies
from fastlint.project.routing.middleware import calls_adding
from fastlint.rule import Rule, option
from fastlint.values import Diagnostic, Severity
from fastlint.values.late import dataclass, pattern
from fastlint.values.options import WORDS, matches


@dataclass(frozen=True)
class Options:
    """What a user may set."""

    extend_names: tuple[str, ...] = option(
        (), "Names of cookies that are worth stealing, too; `*` stands for any part.", WORDS
    )
    ignore_names: tuple[str, ...] = option((), "Names of cookies that are not, whatever they are called.", WORDS)


RULE = Rule(
    module=__name__,
    code="FL917",
    summary="A session cookie can be read by scripts or over plain HTTP",
    subject=Project,
    severity=Severity.WARNING,
    since="0.1.0",
    options=Options,
)

SESSION = "starlette.middleware.sessions.SessionMiddleware"
#: Libraries that keep something in the session of Starlette's requests themselves.
_KEEPING = frozenset({"authlib", "sqladmin", "starlette_admin", "fastapi_csrf", "starlette_authlib", "fastapi_msal"})
SECRET_NAME = pattern(r"session|sess_?id|\bsid\b|token|jwt|auth|access|refresh", re.IGNORECASE)
#: Cookies that scripts read on purpose, or that only say that there is a session.
OPEN_NAME = pattern(r"csrf|xsrf|state|nonce|logged|has_|is_|expir|theme|lang", re.IGNORECASE)


def check(project: Project, _: Project) -> Iterator[Diagnostic]:
    """The cookies that are worth stealing and easy to steal."""
    for call in project.library_calls:
        if call.names[-1].endswith("Response.set_cookie") and not project.is_test(call.module):
            yield from _of_cookie(call, project.options(Options))
    for call in calls_adding(SESSION, project) if _keeps_sessions(project) else ():
        if not call.is_open and call.argument("https_only") in (None, FALSE) and not project.is_test(call.module):
            message = "the cookie of `SessionMiddleware` is sent over plain HTTP, too"
            yield RULE.at(call.span, message, help="add `https_only=True`")


def _keeps_sessions(project: Project) -> bool:
    """Whether something may put anything into a session: the middleware sends no cookie for one that stays empty."""
    for module in project.modules.by_path.values():
        facts = module.facts
        if facts is None or project.is_test(module):
            continue
        if any(name.partition(".")[0] in _KEEPING for name, _ in facts.imports):
            return True
        blocks = (facts.body, *(each.body for each in facts.functions)) if "session" in facts.words else ()
        if any(_is_session(node) for block in blocks for node in bodies.nodes(block)):
            return True
    return False


def _is_session(node: object) -> bool:
    """Whether an expression may be the session of a request: `request.session`, `scope["session"]`."""
    if isinstance(node, ex.Attribute):
        return node.name == "session" and not (isinstance(node.value, ex.Name) and node.value.id in ("self", "cls"))
    return (
        isinstance(node, ex.Subscript)
        and node.index == ex.Constant("session")
        and ex.last_name(node.value) in ("scope", "request")
    )


def _of_cookie(call: LibraryCall, options: Options) -> Iterator[Diagnostic]:
    key = call.argument("key", 0)
    name = key.value if type(key) is Const else None
    if not isinstance(name, str) or not _is_worth_stealing(name, options) or call.is_open:
        return
    value = call.argument("value", 1)
    if value is None or (isinstance(value, Const) and value.value in ("", None)) or _is_deleted(call):
        return
    secure, readable = call.argument("secure", 6), call.argument("httponly", 7)
    missing = ["`secure`"] if secure in (None, FALSE) else []
    if readable is None:  # a written `httponly=False` is a decision: a script needs the cookie
        missing.append("`httponly`")
    if missing:
        yield RULE.at(
            call.span,
            f"the cookie `{name}` is set without {' and '.join(missing)}",
            help=f"add {', '.join(missing)}, each `=True`",
            routes=call.routes,
        )


def _is_worth_stealing(name: str, options: Options) -> bool:
    if matches(name, options.ignore_names):
        return False
    if matches(name, options.extend_names):
        return True
    return SECRET_NAME.search(name) is not None and OPEN_NAME.search(name) is None


def _is_deleted(call: LibraryCall) -> bool:
    return any(
        isinstance(value, Const) and value is not NONE and value.value in (0, -1)
        for option, position in (("max_age", 2), ("expires", 3))
        if (value := call.argument(option, position)) is not None
    )
