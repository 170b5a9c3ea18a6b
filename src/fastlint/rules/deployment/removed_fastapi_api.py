"""
## What it does

Reports arguments and classes of FastAPI that are gone or going: unknown arguments of `FastAPI()` (`openapi_prefix`)
and of `Query()`, `Body()` and the like (`min_items`), the deprecated `regex=`, `example=` and `root_path=`, and
`ORJSONResponse` and `UJSONResponse`.

## Why is this bad?

Since 0.145 `FastAPI()` and since 0.155 `Query()` and its kin take no arguments that they do not know: a `TypeError`
when the module is imported. What is deprecated still works and warns; it will be removed.

## Example

```py
from typing import Annotated

from fastapi import FastAPI, Query

app = FastAPI(openapi_prefix="/api")  # error


@app.get("/items")
def items(name: Annotated[str, Query(regex="^[a-z]+$")]) -> str:  # error
    return name
```

Use instead:

```py
from typing import Annotated

from fastapi import FastAPI, Query

app = FastAPI()


@app.get("/items")
def items(name: Annotated[str, Query(pattern="^[a-z]+$")]) -> str:
    return name
```

## When it is silent

Where the project's lock file or requirements allow only releases in which the argument still works. Where a deprecated
class is what the program takes if the import of another, of FastAPI too, fails.

## Fix safety

Safe for `regex`, which only has another name. Unsafe for `example`, which is written otherwise in the OpenAPI document.

## References

- [Release notes](https://fastapi.tiangolo.com/release-notes/)
"""

from collections.abc import Iterator

from fastlint.knowledge.retired import deprecated_classes, interfaces
from fastlint.project import ImportedModule, LibraryCall, Project
from fastlint.project.execution.abstract import Instance, members
from fastlint.project.routing.apps import MountEntry, wrapped_router
from fastlint.rule import Rule
from fastlint.values import Before, Diagnostic, Fix, RenameKeyword, RewriteArgument, Safety, Severity

RULE = Rule(
    module=__name__,
    code="FL475",
    summary="An argument or class that FastAPI has removed or deprecated",
    subject=Project,
    severity=Severity.ERROR,
    since="0.1.0",
    fix=Safety.SAFE,
)

#: What to do with the root path of an application that another one mounts.
DROP = "drop it: `mount` tells a mounted application its root path"


def check(project: Project, _: Project) -> Iterator[Diagnostic]:
    """What raises or warns with the release that the project runs with."""
    for call in project.calls_of(*interfaces()):
        yield from _of_call(call, project)
    for imported in project.imports:
        yield from _of_import(imported, project)


def _of_call(call: LibraryCall, project: Project) -> Iterator[Diagnostic]:
    interface = interfaces().get(call.name)
    if interface is None:
        return  # a subclass of the project takes what it likes
    versions = project.versions(call.module)
    called = call.name.rpartition(".")[2]
    for keyword, _ in call.expression.keywords:
        if keyword is None:
            continue
        deprecation = interface.deprecated.get(keyword)
        if deprecation is not None and not versions.is_below("fastapi", deprecation.since):
            yield RULE.at(
                call.span,
                f"`{called}({keyword}=)` is deprecated since FastAPI {deprecation.since}",
                severity=Severity.WARNING,
                help=DROP if keyword == "root_path" and _is_mounted(call, project) else f"use {deprecation.instead}",
                fixes=_fixes(call, keyword),
            )
        is_newer = versions.is_pinned("fastapi") and not versions.is_below("fastapi", f"{interface.seen}.1")
        if keyword in interface.keywords or is_newer or versions.is_below("fastapi", interface.checked_since):
            continue
        yield RULE.at(
            call.span,
            f"`{called}()` takes no argument `{keyword}`: a TypeError since FastAPI {interface.checked_since}",
            help=f"FastAPI assumed: {versions.told('fastapi')}",
        )


def _is_mounted(call: LibraryCall, project: Project) -> bool:
    """Whether the application that a call makes is mounted in another."""
    made = {id(each.native) for each in members(call.result) if isinstance(each, Instance)}
    mounts = (
        step for app in project.apps for route in app.routes for step in route.steps if isinstance(step, MountEntry)
    )
    return any(id(wrapped_router(each)) in made for mount in mounts for each in members(mount.app))


def _fixes(call: LibraryCall, keyword: str) -> tuple[Fix, ...]:
    """What only has another name now; `examples` is written otherwise in the OpenAPI document, too."""
    if keyword == "regex":
        return (Fix.safe("Write `pattern`", RenameKeyword(call.span, keyword, "pattern")),)
    if keyword == "example" and not call.has_keyword("examples"):
        rename = RenameKeyword(call.span, keyword, "examples")
        listed = RewriteArgument(call.span, keyword, ("[", Before.CODE, "]"))
        return (Fix.unsafe("Write `examples`", rename, listed),)
    return ()


def _of_import(imported: ImportedModule, project: Project) -> Iterator[Diagnostic]:
    for name, _ in imported.names if not imported.is_fallback else ():
        deprecation = deprecated_classes().get(f"{imported.dotted}.{name}")
        if deprecation is not None and not project.versions(imported.module).is_below("fastapi", deprecation.since):
            yield RULE.at(
                imported.span,
                f"`{name}` is deprecated since FastAPI {deprecation.since}",
                severity=Severity.WARNING,
                help=deprecation.instead,
            )
