"""From what the rules found to what is reported: severities, ignored files, comments, thresholds.

Each step only takes away, or hands over to another pile; nothing that a rule said is changed but its severity.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from fastlint.engine.source_files import SourceFiles
from fastlint.engine.suppression import Suppressions
from fastlint.rule import Rule
from fastlint.values import Diagnostic, InvalidSuppression, Settings, Suppressed, UnusedSuppression

#: What the rules about comments say of one.
Judge = Callable[[InvalidSuppression | UnusedSuppression], Iterable[Diagnostic]]


@dataclass(frozen=True)
class Run:
    """What was asked of what: all rules that there are, the codes that were asked, and the files to report on.

    `single` are those files that were named one by one: nobody knows whether the rest of the program would make a
    finding in them. `marked` are those that hold suppressions of fastlint's own.
    """

    rules: tuple[Rule, ...]
    codes: frozenset[str]
    files: frozenset[str]
    single: frozenset[str]
    marked: frozenset[str]


@dataclass(frozen=True)
class Sifted:
    """The piles, each sorted by place: what is reported, and what comments suppress."""

    kept: tuple[Diagnostic, ...]
    suppressed: tuple[Suppressed, ...]


def sift(found: Iterable[Diagnostic], run: Run, settings: Settings, sources: SourceFiles, judge: Judge) -> Sifted:
    """Sort findings, whose paths are absolute, into the piles."""
    ordered = sorted(set(found), key=_place)
    suppressions = Suppressions(run.rules, sources.suppressing)
    kept, suppressed = suppressions.split(ordered)
    about: list[Diagnostic] = []
    for path in sorted(run.marked & run.files):
        for invalid in suppressions.invalid(path, require_reason=settings.require_reason):
            about.extend(judge(invalid))
        if path not in run.single:
            for unused in suppressions.unused(path, lambda path: run.codes):
                about.extend(judge(unused))
    if about:
        more, hidden = suppressions.split(sorted(set(about), key=_place))
        kept = sorted([*kept, *more], key=_place)
        suppressed = sorted([*suppressed, *hidden], key=lambda each: _place(each.diagnostic))
    return Sifted(
        tuple(each for each in kept if _is_wanted(each, settings)),
        tuple(each for each in suppressed if _is_wanted(each.diagnostic, settings)),
    )


def _place(diagnostic: Diagnostic) -> tuple[object, ...]:
    return diagnostic.span, diagnostic.code, diagnostic.message


def _is_wanted(diagnostic: Diagnostic, settings: Settings) -> bool:
    return (
        diagnostic.confidence.rank >= settings.min_confidence.rank
        and diagnostic.severity.rank >= settings.min_severity.rank
    )
