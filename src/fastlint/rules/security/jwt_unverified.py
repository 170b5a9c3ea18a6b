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

In tests; where the same function decodes a token with its signature too, for a key may have to be looked up by the
issuer that the token names; where only the time of expiry is read; and where the token does not surely come from the
header, cookie or query of a request: the identity provider itself may have sent it.

## References

- [PyJWT](https://pyjwt.readthedocs.io/en/stable/usage.html)
"""

from collections.abc import Iterator

from fastlint.project import Arrival, Location, Project
from fastlint.project.abstract import FALSE, DictValue, const
from fastlint.project.seen import LibraryCall
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
    verifying = {call.function for call in calls if call.function is not None and not _ignores_signature(call)}
    sent = {id(arrival.call) for arrival in project.arrivals if _is_sent(arrival)}
    for call in calls:
        if _ignores_signature(call):
            if call.function not in verifying and id(call.expression) in sent:
                message = "`decode` takes the token without its signature, so anybody can write one"
                cure = 'give the key and `algorithms=["..."]`'
                yield RULE.at(call.span, message, help=cure, routes=call.routes)
        elif call.argument("algorithms", 2) is None:
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


def _ignores_signature(call: LibraryCall) -> bool:
    options = call.argument("options", 3)
    return isinstance(options, DictValue) and options.items.get(const("verify_signature")) is FALSE
