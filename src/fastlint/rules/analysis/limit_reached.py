"""
## What it does

Reports that a limit cut the analysis short, which one, and what was left out.

## Why is this bad?

fastlint executes the code that builds an application in the abstract, and a program can be written so that this would
take for ever: calls nested without end, tables of routes that grow in loops. Limits keep every run short. What lies
behind one is not looked at: findings may be missing there, and none is invented.

## Example

```text
app/main.py:12:1: FL005 limit-reached [warning] the limit of nesting was reached: `walk` was not analysed to its end
```

## When it is silent

Where the analysis of a call stops because nothing new can come out of it, as with recursive functions.

## References

- How fastlint works: ARCHITECTURE.md in the repository
"""

from collections.abc import Iterator

from fastlint.project import Project
from fastlint.rule import Rule
from fastlint.values import Diagnostic, LimitReached, Severity, Span

RULE = Rule(
    module=__name__,
    code="FL005",
    summary="A limit cut the analysis short",
    subject=LimitReached,
    severity=Severity.WARNING,
    since="0.1.0",
)


def check(limit: LimitReached, project: Project) -> Iterator[Diagnostic]:
    """A part of the program that was not looked at."""
    yield RULE.at(
        Span(limit.path, limit.line, 1, limit.line, 1),
        f"the limit of {limit.limit} was reached: {limit.consequence}",
    )
