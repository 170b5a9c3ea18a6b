"""
## What it does

Reports a suppression comment that cannot be understood: it is malformed, it names a rule that does not exist, or it
gives no reason though the configuration requires one (`require-reason = true`).

## Why is this bad?

The comment suppresses nothing, or not what its author meant, and nobody is told why.

## Example

```py
import time


async def work() -> None:
    time.sleep(1)  # fastlint: ignore[blocking-slep] -- the clock is ours  # error
```

Use instead:

```py
import time


async def work() -> None:
    time.sleep(1)  # fastlint: ignore[blocking-sleep] -- the clock is ours
```

## When it is silent

- `# noqa` without codes, and codes of other tools: `# noqa: E501`.
- Comments that only speak of fastlint, without a colon behind its name.

## References

- [Suppressing findings](../../suppression.md)
"""

from collections.abc import Iterator

from fastlint.project import Project
from fastlint.rule import Rule
from fastlint.values import Diagnostic, InvalidSuppression, Severity, Span

RULE = Rule(
    module=__name__,
    code="FL003",
    summary="A suppression comment is malformed, names no rule, or gives no reason",
    subject=InvalidSuppression,
    severity=Severity.WARNING,
    since="0.1.0",
)


def check(suppression: InvalidSuppression, project: Project) -> Iterator[Diagnostic]:
    """A comment that does not do what it says."""
    place = Span(suppression.path, suppression.line, suppression.column, suppression.line, suppression.end_column)
    yield RULE.at(place, suppression.reason, help=suppression.cure)
