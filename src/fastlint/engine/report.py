"""What a check found."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from fastlint.values import Diagnostic, Summary, Suppressed


@dataclass(frozen=True)
class Report:
    """The diagnostics, sorted by place; the counts; and the lines of a file for display, or None.

    `suppressed` are the findings that comments suppress, `baselined` those that the baseline holds: neither is among
    the diagnostics. `fingerprints` gives a word for each of all these that stays when lines move; failures of fastlint
    have none.
    """

    diagnostics: tuple[Diagnostic, ...]
    summary: Summary
    sources: Callable[[str], list[str] | None]
    suppressed: tuple[Suppressed, ...] = ()
    baselined: tuple[Diagnostic, ...] = ()
    fingerprints: Callable[[], Mapping[Diagnostic, str]] = dict
