"""
## What it does

Reports a parameter with the default `None` whose type does not admit it: `name: str = None`.

## Why is this bad?

A request that leaves it out hands `None` to code that was written for a `str`: an `AttributeError` and so a 500. The
documentation says that it is a string, and type checkers believe so.

## Example

```py
from fastapi import FastAPI

app = FastAPI()


@app.get("/items")
def read(name: str = None) -> str:  # error
    return name.upper()
```

Use instead:

```py
from fastapi import FastAPI

app = FastAPI()


@app.get("/items")
def read(name: str | None = None) -> str:
    return name.upper() if name else ""
```

## When it is silent

For types that are not known, for `Any`, and for what FastAPI passes itself.

## Fix safety

Unsafe: the OpenAPI document says `null` then, too, and in a body it is accepted. What has metadata in `Annotated` has
no fix.

## References

- [Optional parameters](https://fastapi.tiangolo.com/tutorial/query-params/#optional-parameters)
"""

from collections.abc import Iterator

from fastlint.facts.statements import ImportFrom
from fastlint.project import Parameter, Project, Signature
from fastlint.project.execution.abstract import NONE
from fastlint.project.execution.modules import Module
from fastlint.rule import Rule
from fastlint.values import Before, Code, Diagnostic, Fix, Imported, Profile, RewriteAnnotation, Safety, Severity

RULE = Rule(
    module=__name__,
    code="FL309",
    summary="A parameter has the default None, which its type does not admit",
    subject=Signature,
    severity=Severity.WARNING,
    since="0.1.0",
    fix=Safety.UNSAFE,
    profile=Profile.STRICT,
)

#: So many names are told; more are only counted.
TOLD = 3


def check(signature: Signature, project: Project) -> Iterator[Diagnostic]:
    """The parameters that may be None against their type: one finding a function."""
    found = [each for each in signature.parameters if _may_be_none(each, project)]
    names = list(dict.fromkeys(each.name for each in found))
    if names:
        told = ", ".join(f"`{name}`" for name in names[:TOLD])
        more = f" and {len(names) - TOLD} more" if len(names) > TOLD else ""
        yield RULE.at(
            found[0].span,
            f"{told}{more} of `{signature.function.fact.name}` may be `None`, which the annotation does not say",
            help="add `| None` to the annotation",
            routes=signature.routes,
            fixes=_fixes(found, signature),
        )


def _fixes(found: list[Parameter], signature: Signature) -> tuple[Fix, ...]:
    """`| None` for all of them, in the words of the file. What `Annotated` adds would be lost within a union."""
    if any(each.metadata or each.fact is None or each.fact.annotation is None for each in found):
        return ()
    code: Code = (Before.CODE, " | None")
    if _knows_optional(signature.function.module):
        code = (Imported("typing", "Optional"), "[", Before.CODE, "]")
    # the OpenAPI document says `null` then, too, and in a body it is accepted
    return (Fix.unsafe("Say that it may be `None`", *(RewriteAnnotation(each.span, code) for each in found)),)


def _knows_optional(module: Module) -> bool:
    return module.facts is not None and any(
        isinstance(each, ImportFrom) and each.module == "typing" and ("Optional", "Optional") in each.names
        for each in module.facts.body
    )


def _may_be_none(parameter: Parameter, project: Project) -> bool:
    return (
        parameter.fact is not None
        and parameter.is_from_client
        and parameter.default is NONE
        and parameter.type is not None
        and project.parameters.types.admits_none(parameter.type) is False
    )
