"""
## What it does

Reports the import of a library that nobody maintains any more and that FastAPI programs are known to depend on:
passlib, aioredis, databases, gino, fastapi-jwt-auth and others. It is said once a library.

## Why is this bad?

Some of them fail today: with bcrypt 5 every `hash()` of passlib raises, aioredis cannot be imported on Python 3.11. The
others hold back the releases of what they build on, and nobody will mend the next security fault.

## Example

```py
from passlib.context import CryptContext  # error

passwords = CryptContext(schemes=["bcrypt"])
```

Use instead:

```py
from pwdlib import PasswordHash

passwords = PasswordHash.recommended()
```

## When it is silent

Where the program is ready for the import to fail, or tries that of another library first, or installs the library once
it has failed, and where a module of the project has that name. For python-jose, which had two releases in 2025 after
years without one.

## References

- [passlib and bcrypt](https://github.com/pyca/bcrypt/issues/684)
"""

from collections.abc import Iterator

from fastlint.knowledge.retired import abandoned_libraries
from fastlint.project import ImportedModule, Project
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Related, Severity

RULE = Rule(
    module=__name__,
    code="FL476",
    summary="A library that nobody maintains",
    subject=Project,
    severity=Severity.WARNING,
    since="0.1.0",
)

#: More places than this are not listed.
MOST_PLACES = 5


def check(project: Project, _: Project) -> Iterator[Diagnostic]:
    """The abandoned libraries that the program needs, one finding each."""
    places: dict[str, list[ImportedModule]] = {}
    for imported in project.imports:
        name = imported.library
        library = abandoned_libraries().get(name)
        if library is None or imported.is_optional or imported.is_for_types or imported.instead_of - {name}:
            continue
        if library.is_generic and library.distribution not in project.versions(imported.module).names():
            continue
        places.setdefault(name, []).append(imported)
    for name, imports in places.items():
        library = abandoned_libraries()[name]
        imports.sort(key=lambda each: each.span)
        more = f", imported in {len(imports)} places" if len(imports) > 1 else ""
        yield RULE.at(
            imports[0].span,
            f"`{library.distribution}` is abandoned (last release {library.last}){more}: {library.fault}",
            help=f"use {library.instead}",
            related=tuple(Related(each.span, "imported here, too") for each in imports[1:MOST_PLACES]),
        )
