"""What needs a package that FastAPI, Starlette and Pydantic do not install by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fastlint.project.execution.markers import FORM_LOCATIONS
from fastlint.project.reading.imports import ImportedModule
from fastlint.values import Span
from fastlint.values.late import NamedTuple

if TYPE_CHECKING:
    from fastlint.project.project import Project
    from fastlint.values.versions import Versions

#: What an import needs at once, or when it is used: any of these packages. Source: the `import` statements in
#: `pydantic/networks.py` and `starlette/{templating,testclient}.py`, `starlette/middleware/sessions.py`.
NEEDED = {
    "pydantic.EmailStr": ("email-validator",),
    "pydantic.NameEmail": ("email-validator",),
    "starlette.templating.Jinja2Templates": ("jinja2",),
    "fastapi.templating.Jinja2Templates": ("jinja2",),
    "starlette.middleware.sessions.SessionMiddleware": ("itsdangerous",),
    "starlette.testclient.TestClient": ("httpx", "httpx2"),
    "fastapi.testclient.TestClient": ("httpx", "httpx2"),
    "fastapi.responses.ORJSONResponse": ("orjson",),
    "fastapi.responses.UJSONResponse": ("ujson",),
}
MULTIPART = "python-multipart"
FASTAPI = "fastapi"


class MissingExtra(NamedTuple):
    """The first place that needs a package, and the lock file that does not have it."""

    what: str
    package: str
    lock: str
    span: Span


def missing_extras(project: Project) -> list[MissingExtra]:
    """Each missing package once, at the first place in the order of files and lines."""
    found: dict[str, MissingExtra] = {}
    for missing in sorted(_missing(project), key=lambda each: each.span):
        found.setdefault(missing.package, missing)
    return list(found.values())


def _missing(project: Project) -> Iterator[MissingExtra]:
    modules = {module.path: module for module in project.loaded}
    for imported in project.subjects(ImportedModule):
        assert isinstance(imported, ImportedModule)
        if imported.is_optional or imported.is_for_types:
            continue
        versions = project.versions(imported.module)
        for name, _ in imported.names:
            packages = NEEDED.get(f"{imported.dotted}.{name}", ())
            if packages and _is_locked(versions) and versions.names().isdisjoint(packages):
                yield MissingExtra(name, packages[0], _lock(versions), imported.span)
    for signature in project.signatures:
        versions = project.versions(modules[signature.function.module.path])
        for parameter in signature.parameters:
            if parameter.location in FORM_LOCATIONS and parameter.span.path in modules:
                if _is_locked(versions) and MULTIPART not in versions.names():
                    yield MissingExtra(parameter.name, MULTIPART, _lock(versions), parameter.span)


def _is_locked(versions: Versions) -> bool:
    """Whether a lock file, which names all that is installed, pins FastAPI."""
    return "lock" in _lock(versions)


def _lock(versions: Versions) -> str:
    bound = versions.bound(FASTAPI)
    return bound.origin if bound is not None and bound.is_pinned else ""
