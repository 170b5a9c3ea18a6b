"""
## What it does

Reports a suppression comment that suppresses nothing: no finding of the rules that it names is on its statement (or in
the file, for `ignore-file`).

## Why is this bad?

The fault was cured, or it moved, or the comment never stood where it works. Whoever reads it believes that something is
wrong with the line; and it will hide the next finding there without a word.

## Example

```py
from fastapi import FastAPI

app = FastAPI()


@app.get("/")
async def root() -> str:
    return "hello"  # fastlint: ignore[FL101] -- waits for the printer  # error
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

- `# noqa` without codes, and codes of other tools.
- Where a rule that is named was not asked: it is not selected, or the file is in `per-file-ignores` for it.
- In files that are named on the command line one by one, as pre-commit does it: the finding may need other files.
- Where a file could not be read, or the analysis failed or reached a limit: the finding may be missing for that reason.

## Fix safety

Safe: only the comment changes, with its reason. There is none for a comment on a line of its own that was probably
meant for the next statement.

## References

- [Suppressing findings](../../suppression.md)
"""

from collections.abc import Iterator

from fastlint.project import Project
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Fix, RewriteComment, Safety, Severity, Span, UnusedSuppression

RULE = Rule(
    module=__name__,
    code="FL002",
    summary="A suppression comment suppresses nothing",
    subject=UnusedSuppression,
    severity=Severity.WARNING,
    since="0.1.0",
    fix=Safety.SAFE,
)


def check(suppression: UnusedSuppression, project: Project) -> Iterator[Diagnostic]:
    """A comment that can go."""
    place = Span(suppression.path, suppression.line, suppression.column, suppression.line, suppression.end_column)
    names = ", ".join(f"`{name}`" for name in suppression.names)
    what = f"{names} of `{suppression.text}`" if names else f"`{suppression.text}`"
    verb = "suppress" if len(suppression.names) > 1 else "suppresses"
    message = f"{what} {verb} nothing"
    if suppression.meant_line is not None:
        cure = f"a suppression stands at the end of a line of its statement: here, line {suppression.meant_line}"
        yield RULE.at(place, message, help=cure)
        return
    removal = RewriteComment(place._replace(end_column=suppression.rest_end), suppression.rest)
    title = f"Remove {names or 'the comment'}"
    yield RULE.at(place, message, help="remove it", fixes=(Fix.safe(title, removal),))
