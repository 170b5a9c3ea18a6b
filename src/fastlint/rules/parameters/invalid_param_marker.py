"""
## What it does

Reports markers that contradict each other: a default within the marker of an `Annotated`, a marker both there and as
the default, and two markers in one `Annotated`.

## Why is this bad?

FastAPI refuses the first two when the route is registered, so that the application does not start. Of two markers in
one `Annotated` the last one wins without a word: `Annotated[str, Query(), Header()]` is a header.

## Example

```py
from typing import Annotated

from fastapi import FastAPI, Query

app = FastAPI()


@app.get("/items")
def read(size: Annotated[int, Query(5)]) -> int:  # error
    return size
```

Use instead:

```py
from typing import Annotated

from fastapi import FastAPI, Query

app = FastAPI()


@app.get("/items")
def read(size: Annotated[int, Query()] = 5) -> int:
    return size
```

## When it is silent

For `Field(...)` of Pydantic beside a marker, and for two markers of one kind, as an alias that is refined.

## References

- [Query as the default value or in Annotated](https://fastapi.tiangolo.com/tutorial/query-params-str-validations/)
"""

from collections.abc import Iterator

from fastlint.project import Location, Parameter, Project, Signature
from fastlint.project.requests.parameters import given_default, location_of, marker_of
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Severity

RULE = Rule(
    module=__name__,
    code="FL307",
    summary="The markers of a parameter contradict each other",
    subject=Signature,
    severity=Severity.ERROR,
    since="0.1.0",
)


def check(signature: Signature, project: Project) -> Iterator[Diagnostic]:
    """The parameters with a marker too many, or with a default in the wrong place."""
    for parameter in signature.parameters:
        fault = _fault(parameter, signature, project)
        if fault:
            yield RULE.at(
                parameter.span,
                f"`{parameter.name}` {fault}",
                help="keep one marker in `Annotated`, without a default, and write the default after `=`",
                routes=signature.routes,
            )


def _fault(parameter: Parameter, signature: Signature, project: Project) -> str:
    markers = [each for each in map(marker_of, parameter.metadata) if each is not None]
    if parameter.fact is None or not markers:
        return ""
    locations = dict.fromkeys(filter(None, map(location_of, markers)))
    if len(locations) > 1:
        names = " and ".join(f"`{each.cls.name.rpartition('.')[2]}`" for each in markers)
        return f"is marked with {names}: the last one wins"
    written = project.interpreter.caller.written_default(signature.value, parameter.fact)
    if marker_of(written) is not None:
        return "has a marker in `Annotated` and as its default, which FastAPI refuses"
    if parameter.location is not Location.DEPENDENCY and given_default(markers[-1]) is not None:
        return "has a default in the marker of `Annotated`, which FastAPI refuses"
    return ""
