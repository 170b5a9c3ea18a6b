"""
## What it does

Reports what needs a package that the project's lock file does not have: `EmailStr` without `email-validator`, forms
and files without `python-multipart`, `Jinja2Templates` without `jinja2` and others.

## Why is this bad?

FastAPI, Starlette and Pydantic do not install these packages themselves. The module fails when it is imported, or
when the first route is registered, on a machine where nothing else happened to install them.

## Example

`uv.lock`:

```toml
[[package]]
name = "fastapi"
version = "0.165.0"
```

```py
from pydantic import BaseModel, EmailStr  # error


class User(BaseModel):
    email: EmailStr
```

Use instead:

```py
from pydantic import BaseModel


class User(BaseModel):
    email: str
```

## When it is silent

Without a lock file that names `fastapi`: nobody knows then what else is installed.

## References

- [Installing FastAPI](https://fastapi.tiangolo.com/tutorial/#install-fastapi)
"""

from collections.abc import Iterator

from fastlint.project import Project
from fastlint.project.requests.extras import missing_extras
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Severity

RULE = Rule(
    module=__name__,
    code="FL609",
    summary="A package that this needs is not in the lock file",
    subject=Project,
    severity=Severity.ERROR,
    since="0.1.0",
)


def check(program: Project, project: Project) -> Iterator[Diagnostic]:
    """The first place that needs each missing package."""
    for missing in missing_extras(project):
        yield RULE.at(
            missing.span,
            f"`{missing.what}` needs `{missing.package}`, which {missing.lock} does not have",
            help=f"add `{missing.package}` to the dependencies",
        )
