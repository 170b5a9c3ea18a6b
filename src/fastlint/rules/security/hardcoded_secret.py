"""
## What it does

Reports a key that is written in the code: the `secret_key` of `SessionMiddleware`, the key that JSON Web Tokens are
signed or verified with, or that of an itsdangerous serialiser.

## Why is this bad?

Who can read the code, or guess `change-me`, can write a session cookie or a token for any user.

## Example

```py
from fastapi import FastAPI
from starlette.middleware.sessions import SessionMiddleware

app = FastAPI()
app.add_middleware(SessionMiddleware, secret_key="change-me", https_only=True)  # error
```

Use instead:

```py
import os

from fastapi import FastAPI
from starlette.middleware.sessions import SessionMiddleware

app = FastAPI()
app.add_middleware(SessionMiddleware, secret_key=os.environ["SESSION_KEY"], https_only=True)
```

## When it is silent

In tests, for public keys, and for the default of a setting or environment variable, which a deployment replaces.

## Options

- `extend-calls`, by default `[]`: Calls of libraries that take a key, too, with their parameters up to the key.
- `ignore-keys`, by default `[]`: Keys that protect nothing, such as those of a local set-up; `*` stands for any part.

```toml
[tool.fastlint.rules.hardcoded-secret]
extend-calls = ["cryptography.fernet.Fernet(key)", "authlib.jose.jwt.encode(header, payload, key)"]
ignore-keys = ["local-*"]
```

## References

- [SessionMiddleware](https://www.starlette.io/middleware/#sessionmiddleware)
"""

from collections.abc import Iterator

from fastlint.facts.expressions import Attribute
from fastlint.project import Project
from fastlint.project.execution.abstract import FALSE, Const, DictValue, const
from fastlint.project.execution.seen import LibraryCall
from fastlint.project.routing.middleware import calls_adding
from fastlint.rule import Rule, option
from fastlint.values import Diagnostic, Severity
from fastlint.values.late import dataclass
from fastlint.values.options import ANY, CALLS, matches


@dataclass(frozen=True)
class Options:
    """What a user may set."""

    extend_calls: tuple[str, ...] = option(
        (), "Calls of libraries that take a key, too, with their parameters up to the key.", CALLS
    )
    ignore_keys: tuple[str, ...] = option(
        (), "Keys that protect nothing, such as those of a local set-up; `*` stands for any part.", ANY
    )


RULE = Rule(
    module=__name__,
    code="FL907",
    summary="A signing key is written in the code",
    subject=Project,
    severity=Severity.WARNING,
    since="0.1.0",
    options=Options,
)

#: Calls that take a key, with its keyword and position.
KEYS = {
    "starlette.middleware.sessions.SessionMiddleware": ("secret_key", 1),
    "jwt.encode": ("key", 1),
    "jwt.decode": ("key", 1),
    "jwt.PyJWT.encode": ("key", 1),
    "jwt.PyJWT.decode": ("key", 1),
    "jose.jwt.encode": ("key", 1),
    "jose.jwt.decode": ("key", 1),
    "itsdangerous.URLSafeSerializer": ("secret_key", 0),
    "itsdangerous.URLSafeTimedSerializer": ("secret_key", 0),
    "itsdangerous.TimestampSigner": ("secret_key", 0),
    "itsdangerous.Signer": ("secret_key", 0),
    "fastapi_users.authentication.JWTStrategy": ("secret", 0),
}
SESSION = "starlette.middleware.sessions.SessionMiddleware"
PUBLIC = ("-----BEGIN PUBLIC", "-----BEGIN RSA PUBLIC", "-----BEGIN CERTIFICATE")


def check(project: Project, _: Project) -> Iterator[Diagnostic]:
    """The keys that stand in the code, each told once."""
    options = project.options(Options)
    told: set[object] = set()
    for call, keyword, position in _calls(project, options):
        key, written = call.argument(keyword, position), call.written(keyword, position)
        if type(key) is not Const or isinstance(written, Attribute) or key in told or project.is_test(call.module):
            continue
        if not isinstance(key.value, str | bytes) or not key.value or str(key.value).startswith(PUBLIC):
            continue
        if _is_unused(call) or matches(_text(key.value), options.ignore_keys):
            continue
        told.add(key)
        what = (
            "the session cookie"
            if keyword == "secret_key" and "Session" in call.name + str(call.written("cls", 0))
            else "a token"
        )
        yield RULE.at(
            call.span,
            f"the `{keyword}` that signs {what} is written in the code",
            help="read it from the environment or a secret store, and replace the one that was published",
            routes=call.routes,
        )


def _text(key: str | bytes) -> str:
    return key if isinstance(key, str) else key.decode("latin-1")


def _calls(project: Project, options: Options) -> Iterator[tuple[LibraryCall, str, int]]:
    for name, (keyword, position) in {**dict(map(_written_call, options.extend_calls)), **KEYS}.items():
        for call in project.calls_of(name):
            yield call, keyword, position
    for call in calls_adding(SESSION, project):
        yield call, "secret_key", -1


def _written_call(text: str) -> tuple[str, tuple[str, int]]:
    """The name of a call as the option has it, with the keyword and position of the key: its last parameter."""
    name, _, rest = text.removesuffix(")").partition("(")
    parameters = [each.strip() for each in rest.split(",")]
    return name, (parameters[-1], len(parameters) - 1)


def _is_unused(call: LibraryCall) -> bool:
    """Whether the signature is not looked at, so that the key is of no account (see jwt-unverified)."""
    options = call.argument("options", 3)
    return isinstance(options, DictValue) and options.items.get(const("verify_signature")) is FALSE
