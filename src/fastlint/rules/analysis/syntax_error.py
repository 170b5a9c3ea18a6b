"""
## What it does

Reports a file that cannot be read or parsed, with the place and the reason: a syntax error, bytes that are not in the
encoding of the file, a file without read permission, a folder that cannot be entered.

## Why is this bad?

Nothing is known about the file: its routes are missing, and what it calls is not followed. The rest of the run goes on,
and what is reported about other files stays true, but what would be reported through this file is missing.

## Example

```py
from fastapi import FastAPI

app = FastAPI()


@app.get("/")
async def root() -> str  # error
    return "hello"
```

Use instead:

```py
from fastapi import FastAPI

app = FastAPI()


@app.get("/")
async def root() -> str:
    return "hello"
```

## When it is silent

For syntax that is newer than the Python that runs fastlint (`except A, B:`, type parameters, t-strings): it is read all
the same. Files that are only read as context, because a checked file imports them, are not reported.

## References

- [Syntax errors](https://docs.python.org/3/tutorial/errors.html#syntax-errors)
"""

from collections.abc import Iterator

from fastlint.project import Project
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Severity, Span, UnreadableFile

RULE = Rule(
    module=__name__,
    code="FL001",
    summary="A file cannot be read or parsed",
    subject=UnreadableFile,
    severity=Severity.ERROR,
    since="0.1.0",
)


def check(file: UnreadableFile, project: Project) -> Iterator[Diagnostic]:
    """A file that fastlint could not read."""
    place = Span(file.path, file.line, file.column, file.line, file.column)
    yield RULE.at(place, f"the file cannot be read: {file.reason}")
