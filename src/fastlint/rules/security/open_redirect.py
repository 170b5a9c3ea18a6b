"""
## What it does

Reports a `RedirectResponse` to a URL that begins with what the client sent.

## Why is this bad?

A link to your site that lands on another one is what phishing needs: `/login?next=https://evil.example`.

## Example

```py
from fastapi import FastAPI
from fastapi.responses import RedirectResponse

app = FastAPI()


@app.get("/login")
def login(next: str = "/") -> RedirectResponse:
    return RedirectResponse(next)  # error
```

Use instead:

```py
from fastapi import FastAPI
from fastapi.responses import RedirectResponse

app = FastAPI()
PAGES = {"cart": "/cart", "orders": "/orders"}


@app.get("/login")
def login(next: str = "cart") -> RedirectResponse:
    return RedirectResponse(PAGES.get(next, "/"))
```

## When it is silent

Where the URL begins with something else (`f"/login?next={next}"`), where a condition looks at the value, or where a
function that gets it could: what becomes of it there is not known.

## References

- [Unvalidated redirects](https://cheatsheetseries.owasp.org/cheatsheets/Unvalidated_Redirects_and_Forwards_Cheat_Sheet.html)
"""

from collections.abc import Iterator

from fastlint.project import Arrival, Location, Project
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Severity

RULE = Rule(
    module=__name__,
    code="FL910",
    summary="A redirect goes where the client wants",
    subject=Arrival,
    severity=Severity.WARNING,
    since="0.1.0",
)

REDIRECT = "starlette.responses.RedirectResponse"
#: A link carries these; a header or cookie of a visitor is not the attacker's to choose.
LINKED = frozenset({Location.QUERY, Location.FORM, Location.BODY, Location.PATH})


def check(arrival: Arrival, project: Project) -> Iterator[Diagnostic]:
    """A redirect that begins with text of a client."""
    if REDIRECT not in arrival.names:
        return
    taint = arrival.argument("url", 0)
    if taint is not None and taint.leads and taint.location in LINKED and not taint.is_segment:
        yield RULE.at(
            arrival.span,
            f"the redirect goes to {taint.origin}, unchecked",
            help="allow known targets only, or paths of your own site",
            chain=arrival.steps,
            routes=arrival.routes,
        )
