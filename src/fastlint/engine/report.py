"""What a check found."""

import os
from collections.abc import Callable, Mapping

from fastlint.source.tree import content
from fastlint.values import Diagnostic, Summary, Suppressed
from fastlint.values.late import dataclass

#: The rules by which the engine says that a part of it failed: what is reported then is not all.
FAILURES = frozenset({"FL004"})


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


@dataclass(frozen=True)
class Outcome:
    """What is left to report after fixes, and which files became what: path, bytes before, bytes after."""

    report: Report
    files: tuple[tuple[str, bytes, bytes], ...] = ()


def lines_of(path: str, cwd: str) -> list[str] | None:
    """The lines of a file on the disk, by the path that a report shows; None where it cannot be read."""
    data = content(os.path.join(cwd, path))
    return None if data is None else data.decode("utf-8", errors="replace").splitlines()
