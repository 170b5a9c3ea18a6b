"""
## What it does

Reports an endpoint or dependency whose signature is `*args, **kwargs`: mostly a decorator below `@app.get` that does
not use `functools.wraps`.

## Why is this bad?

FastAPI reads the signature of what it is given. Without `functools.wraps` that is the wrapper's, of which `args` and
`kwargs` are required query parameters: every request is answered with a 422.

## Example

```py
from fastapi import FastAPI

app = FastAPI()


def logged(function):
    def wrapper(*args, **kwargs):  # error
        print(function.__name__)
        return function(*args, **kwargs)

    return wrapper


@app.get("/")
@logged
def read() -> str:
    return "hello"
```

Use instead:

```py
import functools

from fastapi import FastAPI

app = FastAPI()


def logged(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        print(function.__name__)
        return function(*args, **kwargs)

    return wrapper


@app.get("/")
@logged
def read() -> str:
    return "hello"
```

## When it is silent

Where the function that makes the wrapper sets `__signature__` or `__wrapped__`, and where a decorator is not known.

## Fix safety

Safe, for a wrapper that calls the only parameter of the function around it.

## References

- [functools.wraps](https://docs.python.org/3/library/functools.html#functools.wraps)
"""

from collections.abc import Iterator

from fastlint.facts.definitions import ParameterKind
from fastlint.project import Location, Project, Signature
from fastlint.project.loop.event_loop import span_of
from fastlint.rule import Rule
from fastlint.values import AddDecorator, Diagnostic, Fix, Imported, Related, Safety, Severity

RULE = Rule(
    module=__name__,
    code="FL314",
    summary="An endpoint or dependency takes *args or **kwargs",
    subject=Signature,
    severity=Severity.ERROR,
    since="0.1.0",
    fix=Safety.SAFE,
)

VARIADIC = (ParameterKind.VARIADIC, ParameterKind.VARIADIC_KEYWORD)
#: Attributes by which a wrapper tells its real signature.
TELLING = frozenset({"__signature__", "__wrapped__"})
#: What copies these attributes.
COPYING = frozenset({"update_wrapper", "wraps", "setattr", "signature"})


def check(signature: Signature, project: Project) -> Iterator[Diagnostic]:
    """The variadic parameters that FastAPI takes for query parameters."""
    variadic = [
        each
        for each in signature.parameters
        if each.fact is not None
        and each.fact.kind in VARIADIC
        and each.marker is None
        and each.location in (Location.QUERY, Location.BODY)
    ]
    if not variadic or signature.is_decorated or _tells(signature):
        return
    names = " and ".join(f"`{each.name}`" for each in variadic)
    are = "are query parameters" if len(variadic) > 1 else "is a query parameter"
    function = signature.function.fact
    yield RULE.at(
        variadic[0].span,
        f"{names} of `{function.name}` {are} that every request must have",
        help="decorate the wrapper with `functools.wraps`"
        if "<locals>" in function.qualname
        else "name the parameters",
        routes=signature.routes,
        related=tuple(Related(each.span, each.route.title) for each in signature.operations[:1]),
        fixes=_fixes(signature),
    )


def _fixes(signature: Signature) -> tuple[Fix, ...]:
    """`functools.wraps` for a wrapper that calls the only parameter of the function around it."""
    fact, module = signature.function.fact, signature.function.module
    around = fact.qualname.rpartition(".<locals>.")[0]
    outer = [
        each
        for each in (module.facts.functions if module.facts is not None else ())
        if each.qualname == around and each.line <= fact.line <= each.end_line
    ]
    wrapped = [each.name for each in outer[0].parameters] if len(outer) == 1 else []
    if len(wrapped) != 1 or wrapped[0] not in fact.called:
        return ()
    place = span_of(signature.function, fact.place)
    decorator = (Imported("functools"), f".wraps({wrapped[0]})")
    return (Fix.safe("Decorate the wrapper with `functools.wraps`", AddDecorator(place, decorator)),)


def _tells(signature: Signature) -> bool:
    """Whether the function around the wrapper gives it another signature."""
    fact, module = signature.function.fact, signature.function.module
    return any(
        outer.line <= fact.line <= outer.end_line and (TELLING & outer.stores or COPYING & outer.called)
        for outer in (module.facts.functions if module.facts is not None else ())
    )
