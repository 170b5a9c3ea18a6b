"""Reports of earlier runs, for as long as nothing that they depend on has changed.

Nothing here imports the project or a rule: a run in which nothing has changed costs the start of the program, a look at
the files, and the reading of its report.
"""

from collections.abc import Sequence
from dataclasses import fields

from fastlint.engine.report import FAILURES, Report, lines_of
from fastlint.source.baseline_file import baseline_path
from fastlint.source.cache_folder import CacheFolder
from fastlint.source.discovery import PathError, find_files, told
from fastlint.source.identity import identity
from fastlint.source.observations import Observations, Observer, still_so
from fastlint.source.plain_pickle import digest_of, packed, unpacked
from fastlint.source.tree import content
from fastlint.values import Diagnostic, Settings, SettingsError, Summary, Suppressed
from fastlint.values.late import NamedTuple

#: So many reports are kept, those that were asked for last, as long as they are no larger than this together.
MOST = 32
LARGEST = 100 * 1024 * 1024

_FOLDER = "reports"
_SEEN, _REPORT = ".seen", ".report"


class _Kept(NamedTuple):
    diagnostics: tuple[Diagnostic, ...]
    summary: Summary
    suppressed: tuple[Suppressed, ...]
    baselined: tuple[Diagnostic, ...]
    fingerprints: tuple[tuple[Diagnostic, str], ...]


class _Seen(NamedTuple):
    """What was seen for a report, and the digest of the report."""

    observations: Observations
    report: bytes


class Answers:
    """The report of a run over paths, if an earlier one is still true. `with_fingerprints`: those are wanted, too."""

    def __init__(
        self, folder: CacheFolder, settings: Settings, cwd: str, paths: Sequence[str], *, with_fingerprints: bool
    ) -> None:
        self._folder = folder
        self._settings = settings
        self._cwd = cwd
        self._with_fingerprints = with_fingerprints
        baseline = baseline_path(settings, paths, cwd)
        asked = [
            identity(),
            cwd,
            *paths,
            "",
            *(f"{field.name}={getattr(settings, field.name)!r}" for field in fields(settings)),
            str(with_fingerprints),
            baseline or "",
            digest_of(content(baseline) or b"").hex() if baseline is not None else "",
        ]
        self._name = digest_of("\0".join(asked).encode("utf-8", "surrogatepass")).hex()

    def recall(self) -> Report | None:
        """The report, if it is there and nothing that it depends on has changed."""
        known = self._folder.read(_FOLDER, self._name + _SEEN)
        seen = unpacked(known, ("fastlint.engine.answers", "fastlint.source.observations")) if known else None
        if not isinstance(seen, _Seen):
            return None
        data = self._folder.read(_FOLDER, self._name + _REPORT)
        if data is None or digest_of(data) != seen.report:
            return None
        try:
            observations = still_so(seen.observations, self._search)
        except (PathError, SettingsError):
            return None
        kept = unpacked(data, ("fastlint.engine.answers", "fastlint.values")) if observations is not None else None
        if observations is None or not isinstance(kept, _Kept):
            return None
        if observations is not seen.observations:
            self._folder.write(packed(seen._replace(observations=observations)), _FOLDER, self._name + _SEEN)
        cwd = self._cwd
        return Report(
            kept.diagnostics,
            kept.summary,
            lambda path: lines_of(path, cwd),
            kept.suppressed,
            kept.baselined,
            lambda: dict(kept.fingerprints),
        )

    def keep(self, report: Report, observer: Observer) -> None:
        """Keep a report for as long as what was seen for it stays. One that tells of a failure of fastlint is not."""
        if any(each.code in FAILURES for each in report.diagnostics):
            return
        kept = _Kept(
            tuple(map(_without_intents, report.diagnostics)),
            report.summary,
            tuple(each._replace(diagnostic=_without_intents(each.diagnostic)) for each in report.suppressed),
            tuple(map(_without_intents, report.baselined)),
            tuple((_without_intents(each), mark) for each, mark in report.fingerprints().items())
            if self._with_fingerprints
            else (),
        )
        data = packed(kept)
        if len(data) > LARGEST:
            return
        self._folder.write(data, _FOLDER, self._name + _REPORT)
        self._folder.write(packed(_Seen(observer.seen, digest_of(data))), _FOLDER, self._name + _SEEN)
        self._shrink()

    def _search(self, paths: tuple[str, ...]) -> list[str]:
        return told(find_files(paths, self._settings, self._cwd))

    def _shrink(self) -> None:
        """Remove the oldest reports beyond the bounds."""
        stored = sorted(
            (each for each in self._folder.stored() if each.name.startswith(f"{_FOLDER}/")),
            key=lambda each: -each.written,
        )
        size = 0
        for index, each in enumerate(stored):
            size += each.size
            if index >= 2 * MOST or size > LARGEST:
                self._folder.delete(each.name)


def _without_intents(diagnostic: Diagnostic) -> Diagnostic:
    """The same as reports show it: what a fix means has become edits."""
    if not diagnostic.fixes:
        return diagnostic
    return diagnostic._replace(fixes=tuple(fix._replace(intents=()) for fix in diagnostic.fixes))
