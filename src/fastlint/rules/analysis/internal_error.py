"""
## What it does

Reports that fastlint itself failed: a rule, or the analysis of a function, raised an exception. It says where and
which. With `--verbose` the traceback is shown.

## Why is this bad?

It is a bug in fastlint, not in your code. The rest of the run goes on and what it reports is true, but findings of the
rule, or findings that lead through that function, may be missing.

## Example

```text
app/main.py:12:1: FL004 internal-error [error] the analysis of `app.main.create_app` failed: KeyError: 'prefix'
```

## When it is silent

Where a limit was reached, which is no failure: that is `limit-reached` (FL005).

## References

- Please report it, with the traceback and, if you can, the few lines of code that it happens on.
"""

from collections.abc import Iterator

from fastlint.project import Project
from fastlint.rule import Rule
from fastlint.values import Diagnostic, InternalError, Severity, Span

RULE = Rule(
    module=__name__,
    code="FL004",
    summary="fastlint failed on a part of the program",
    subject=InternalError,
    severity=Severity.ERROR,
    since="0.1.0",
)


def check(failure: InternalError, project: Project) -> Iterator[Diagnostic]:
    """A failure of fastlint's own."""
    yield RULE.at(
        Span(failure.path, failure.line, 1, failure.line, 1),
        f"the analysis of {failure.where} failed: {failure.reason}",
        help="this is a bug in fastlint: `--verbose` shows the traceback to report",
    )
