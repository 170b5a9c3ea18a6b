"""
## What it does

Reports a parameter that bears the name of a standard header (`authorization`, `user_agent`, `x_request_id`) without
`Header()`.

## Why is this bad?

Without `Header()` it is a query parameter. The header that clients send is ignored; and who puts a token into the URL
instead leaves it in logs and histories.

## Example

```py
from fastapi import FastAPI

app = FastAPI()


@app.get("/items")
def read(user_agent: str = "") -> str:  # error
    return user_agent
```

Use instead:

```py
from typing import Annotated

from fastapi import FastAPI, Header

app = FastAPI()


@app.get("/items")
def read(user_agent: Annotated[str, Header()] = "") -> str:
    return user_agent
```

## When it is silent

For any other name, and for a parameter that says itself that it is in the query.

## References

- [Header parameters](https://fastapi.tiangolo.com/tutorial/header-params/)
"""

from collections.abc import Iterator

from fastlint.project import Location, Project, Signature
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Severity

RULE = Rule(
    module=__name__,
    code="FL317",
    summary="A parameter that is named like a header is read from the query",
    subject=Signature,
    severity=Severity.WARNING,
    since="0.1.0",
)

#: Names that mean a header and nothing else.
HEADERS = frozenset(
    """authorization user_agent accept_language accept_encoding if_none_match if_match if_modified_since content_type
    idempotency_key x_api_key x_request_id x_correlation_id x_token x_forwarded_for x_real_ip x_csrf_token x_tenant_id
    x_user_id x_signature x_hub_signature x_hub_signature_256 x_github_event stripe_signature""".split()
)
#: Of these, some are plausible in a query, too.
PLAUSIBLE = frozenset({"content_type", "idempotency_key"})


def check(signature: Signature, project: Project) -> Iterator[Diagnostic]:
    """The query parameters with the names of headers."""
    if signature.is_decorated:
        return
    for parameter in signature.parameters:
        name = parameter.name.lower()
        if parameter.location is Location.QUERY and parameter.marker is None and name in HEADERS - PLAUSIBLE:
            yield RULE.at(
                parameter.span,
                f"`{parameter.name}` is read from the query, not from the header of that name",
                help="declare it with `Header()`",
                routes=signature.routes,
            )
