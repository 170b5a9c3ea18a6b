"""What a check found."""

from collections.abc import Callable
from dataclasses import dataclass

from fastlint.values import Diagnostic, Summary


@dataclass(frozen=True)
class Report:
    """The diagnostics, sorted by place; the counts; and the lines of a file for display, or None."""

    diagnostics: tuple[Diagnostic, ...]
    summary: Summary
    sources: Callable[[str], list[str] | None]
