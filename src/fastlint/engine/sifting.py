"""From what the rules found to what is reported: severities, ignored files, comments, thresholds, baseline, changes.

Each step only takes away, or hands over to another pile; nothing that a rule said is changed but its severity.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import field
from typing import TYPE_CHECKING

from fastlint.engine.baseline import Baseline, fingerprints
from fastlint.engine.file_ignores import FileIgnores, OwnSeverities
from fastlint.engine.source_files import SourceFiles
from fastlint.engine.suppression import Suppressions
from fastlint.rule import Rule
from fastlint.source.baseline_file import Known
from fastlint.values import Diagnostic, InvalidSuppression, Settings, Suppressed, UnusedSuppression
from fastlint.values.late import dataclass

if TYPE_CHECKING:
    from fastlint.source.changes import Changes

#: What the rules about comments say of one.
Judge = Callable[[InvalidSuppression | UnusedSuppression], Iterable[Diagnostic]]


@dataclass(frozen=True)
class Run:
    """What was asked of what: the codes that were asked, and the files to report on.

    `single` are those files that were named one by one: nobody knows whether the rest of the program would make a
    finding in them. `marked` are those that hold suppressions of fastlint's own. `is_whole` tells that nothing kept
    the analysis from its end: what was not found is not there.
    """

    codes: frozenset[str]
    files: frozenset[str]
    single: frozenset[str] = frozenset()
    marked: frozenset[str] = frozenset()
    is_whole: bool = True


@dataclass(frozen=True)
class Sifted:
    """The piles, each sorted by place.

    `kept` is what is reported, `suppressed` what comments suppress, `baselined` what the baseline holds; `gone` is what
    it holds and nobody found. `known` are the fingerprints of what is reported. `found` is everything, before anything
    was taken away but ignored files.
    """

    kept: tuple[Diagnostic, ...] = ()
    suppressed: tuple[Suppressed, ...] = ()
    baselined: tuple[Diagnostic, ...] = ()
    gone: tuple[Known, ...] = ()
    known: tuple[Known, ...] = field(default=(), repr=False)
    found: tuple[Diagnostic, ...] = field(default=(), repr=False)


class Sieve:
    """Sorts the findings of a run, whose paths are absolute. `rules` are all that exist, also those not asked.

    `folder` is where a baseline lies or would lie. Raises `SettingsError` for settings that mean nothing.
    """

    def __init__(
        self,
        settings: Settings,
        rules: Sequence[Rule],
        cwd: str,
        baseline: Baseline | None = None,
        changes: Changes | None = None,
    ) -> None:
        self._settings = settings
        self._rules = tuple(rules)
        self._ignores = FileIgnores(settings, rules, cwd)
        self._severities = OwnSeverities(settings, rules)
        self._baseline = baseline
        self._changes = changes

    def sift(self, found: Iterable[Diagnostic], run: Run, sources: SourceFiles, judge: Judge) -> Sifted:
        """The piles."""
        suppressions = Suppressions(self._rules, sources.suppressing)
        first = self._ordered(found)
        kept, suppressed = suppressions.split(first)
        second = self._ordered(self._about_comments(suppressions, run, judge))
        more, hidden = suppressions.split(second)
        if second:
            kept = self._ordered([*kept, *more])
            suppressed = sorted([*suppressed, *hidden], key=lambda each: _place(each.diagnostic))
        baselined: list[Diagnostic] = []
        gone: tuple[Known, ...] = ()
        prints: dict[Diagnostic, Known] = {}
        if self._baseline is not None:
            # All findings count, so that hiding one of two that are alike does not make a stranger of the other.
            prints = fingerprints(self._ordered([*first, *second]), sources, self._baseline.folder)
            gone = self._baseline.gone(prints.values(), run.files, run.codes)
            baselined = [each for each in kept if self._baseline.holds(prints.get(each)) and self._is_wanted(each)]
            kept = [each for each in kept if not self._baseline.holds(prints.get(each))]
        kept = [each for each in kept if self._is_wanted(each) and self._is_on_changes(each, sources)]
        return Sifted(
            tuple(kept),
            tuple(each for each in suppressed if self._is_wanted(each.diagnostic)),
            tuple(baselined),
            gone,
            tuple(prints[each] for each in kept if each in prints),
            tuple(self._ordered([*first, *second])),
        )

    def _ordered(self, found: Iterable[Diagnostic]) -> list[Diagnostic]:
        """The findings with the user's severities, without those of ignored files, each once, by their places."""
        wanted = {self._severities.of(each) for each in found if each.code not in self._ignores.codes(each.span.path)}
        return sorted(wanted, key=_place)

    def _about_comments(self, suppressions: Suppressions, run: Run, judge: Judge) -> Iterable[Diagnostic]:
        for path in sorted(run.marked & run.files):
            for invalid in suppressions.invalid(path, require_reason=self._settings.require_reason):
                yield from judge(invalid)
            if run.is_whole and path not in run.single:
                for unused in suppressions.unused(path, run.codes - self._ignores.codes(path)):
                    yield from judge(unused)

    def _is_wanted(self, diagnostic: Diagnostic) -> bool:
        return (
            diagnostic.confidence.rank >= self._settings.min_confidence.rank
            and diagnostic.severity.rank >= self._settings.min_severity.rank
        )

    def _is_on_changes(self, diagnostic: Diagnostic, sources: SourceFiles) -> bool:
        """Whether the statement of a finding has changed, or a line that its chain or its notes lead to."""
        changes = self._changes
        if changes is None:
            return True
        others = [step.span for step in diagnostic.chain] + [note.span for note in diagnostic.related]
        if any(changes.touch(span.path, span.line, span.line) for span in others):
            return True
        span = diagnostic.span
        if not changes.knows(span.path):
            return False
        layout = sources.layout(span.path)
        statement = layout.statement_at(span.line) if layout is not None else None
        if statement is None:
            return changes.touch(span.path, span.line, span.line)
        return changes.touch(span.path, statement.first, statement.last)


def _place(diagnostic: Diagnostic) -> tuple[object, ...]:
    return diagnostic.span, diagnostic.code, diagnostic.message
