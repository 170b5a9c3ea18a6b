"""
## What it does

Reports tokens that are decoded without their signature: `jwt.decode` with `verify_signature` off; and `decode` without
`algorithms`: python-jose then accepts any, and PyJWT refuses every token.

## Why is this bad?

Anybody can write such a token: `{"sub": "admin"}` is let in.

## Example

```py
import jwt
from fastapi import FastAPI, Header

app = FastAPI()


@app.get("/me")
def me(token: str = Header()) -> str:
    claims = jwt.decode(token, options={"verify_signature": False})  # error
    return claims["sub"]
```

Use instead:

```py
import os

import jwt
from fastapi import FastAPI, Header

app = FastAPI()
KEY = os.environ["JWT_KEY"]


@app.get("/me")
def me(token: str = Header()) -> str:
    claims = jwt.decode(token, KEY, algorithms=["HS256"], options={"require": ["exp"]})
    return claims["sub"]
```

## When it is silent

In tests; where the function, one that it calls, or its caller decodes the same token with its signature too, for a key
may have to be looked up by the issuer that the token names; and where the token does not surely come from the header,
cookie or query of a request: the identity provider itself may have sent it. For python-jose without `algorithms` also
where the key is an object of `jose.jwk`, which takes no algorithm but its own.

## References

- [PyJWT](https://pyjwt.readthedocs.io/en/stable/usage.html)
"""

from collections.abc import Iterator

from fastlint.facts import expressions as ex
from fastlint.project import Arrival, Location, Project
from fastlint.project.execution.abstract import (
    FALSE,
    NONE,
    TRUE,
    UNKNOWN,
    Const,
    DictValue,
    Foreign,
    Value,
    const,
    members,
)
from fastlint.project.execution.seen import LibraryCall
from fastlint.project.loop.handed_on import is_also_given_to
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Severity

RULE = Rule(
    module=__name__,
    code="FL903",
    summary="A token is accepted without its signature",
    subject=Project,
    severity=Severity.ERROR,
    since="0.1.0",
)

PYJWT = ("jwt.decode", "jwt.api_jwt.decode", "jwt.PyJWT.decode")
JOSE = "jose.jwt.decode"


def check(project: Project, _: Project) -> Iterator[Diagnostic]:
    """The calls that look into a token and believe it."""
    calls = [call for call in project.calls_of(*PYJWT, JOSE) if not project.is_test(call.module) and not call.is_open]
    verifying = frozenset(call.function for call in calls if call.function is not None and _verifies(call))
    sent = {id(arrival.call) for arrival in project.arrivals if _is_sent(arrival)}
    for call in calls:
        is_sent, token = id(call.expression) in sent, call.written("token", 0) or call.written("jwt", 0)
        ignores = _ignores_signature(call)
        if ignores:
            if not is_sent or call.function is None:
                continue
            if not is_also_given_to(verifying, call.function, token or ex.NONE, project):
                message = "`decode` takes the token without its signature, so anybody can write one"
                cure = 'give the key and `algorithms=["..."]`'
                yield RULE.at(call.span, message, help=cure, routes=call.routes)
        elif ignores is None or call.argument("algorithms", 2) is not None:
            continue
        elif call.name != JOSE or (is_sent and _is_plain(call.argument("key", 1))):
            effect = "accepts any algorithm" if call.name == JOSE else "refuses every token"
            yield RULE.at(
                call.span,
                f"`decode` without `algorithms` {effect}",
                help='give the algorithm that the tokens are made with: `algorithms=["HS256"]`',
                routes=call.routes,
            )


def _is_sent(arrival: Arrival) -> bool:
    """Whether the token comes straight from where clients put their credentials."""
    taint = arrival.argument("jwt", 0) or arrival.argument("token", 0)
    return taint is not None and taint.location in (Location.HEADER, Location.COOKIE, Location.QUERY)


def _ignores_signature(call: LibraryCall) -> bool | None:
    """Whether the signature is ignored; None where that is not known, or differs from context to context."""
    options = call.argument("options", 3)
    answers = {_ignores(each) for each in (members(options) if options is not None else (NONE,))}
    return answers.pop() if len(answers) == 1 else None


def _ignores(options: Value) -> bool | None:
    if options is NONE:
        return False
    if not isinstance(options, DictValue):
        return None
    verify = options.items.get(const("verify_signature"), TRUE if options.rest is None else UNKNOWN)
    return verify is FALSE if verify in (TRUE, FALSE) else None


def _verifies(call: LibraryCall) -> bool:
    return not _ignores_signature(call) and call.argument("algorithms", 2) is not None


def _is_plain(key: Value | None) -> bool:
    """Whether a key is a text or bytes: an object of `jose.jwk` knows its algorithm, and takes no other."""
    return key is not None and all(
        isinstance(each, Const) or (isinstance(each, Foreign) and each.type in ("str", "bytes"))
        for each in members(key)
    )
