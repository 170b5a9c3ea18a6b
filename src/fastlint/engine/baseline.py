"""The baseline: which findings are known, which are new, and which known ones are gone.

A fingerprint does not move when lines do: it holds the rule, the file, the definition and the code of the statement.
"""

import os
from collections import Counter
from collections.abc import Iterable, Sequence

from fastlint.engine.report import FAILURES
from fastlint.engine.source_files import SourceFiles
from fastlint.source.baseline_file import Known
from fastlint.source.comments import essence
from fastlint.values import Diagnostic
from fastlint.values.late import NamedTuple

#: How much of a statement the baseline shows.
SHOWN = 80


def fingerprints(found: Sequence[Diagnostic], sources: SourceFiles, folder: str) -> dict[Diagnostic, Known]:
    """The fingerprints of all findings of a run, which are sorted by place. `folder` is where the baseline lies."""
    import hashlib

    numbers: Counter[tuple[str, str, str, str]] = Counter()
    result: dict[Diagnostic, Known] = {}
    for each in found:
        if each.code in FAILURES:  # they are never known: they are to be repaired
            continue
        span = each.span
        layout = sources.layout(span.path)
        code = layout.code_at(span.line) if layout is not None else ""
        statement = layout.statement_at(span.line) if layout is not None else None
        within = statement.within if statement is not None else ""
        digest = hashlib.sha256(essence(code).encode("utf-8", "surrogatepass")).hexdigest()[:16]
        same = (each.code, relative(span.path, folder), within, digest)
        numbers[same] += 1
        shown = code if len(code) <= SHOWN else f"{code[: SHOWN - 1]}…"
        result[each] = Known(each.code, same[1], within, digest, numbers[same], shown)
    return result


class Baseline:
    """The findings that a baseline holds. `folder` is where it lies."""

    def __init__(self, known: Iterable[Known], folder: str) -> None:
        self.known = tuple(known)
        self.folder = folder
        self._keys = frozenset(each.key for each in self.known)

    def holds(self, fingerprint: Known | None) -> bool:
        """Whether a finding is known."""
        return fingerprint is not None and fingerprint.key in self._keys

    def gone(self, present: Iterable[Known], files: frozenset[str], codes: frozenset[str]) -> tuple[Known, ...]:
        """What it holds and nobody found, though its file was looked at with its rule, or is no longer there."""
        keys = {each.key for each in present}
        return tuple(
            each for each in self.known if each.key not in keys and each.rule in codes and self._was_seen(each, files)
        )

    @property
    def files(self) -> frozenset[str]:
        """The absolute paths of the files whose findings it holds."""
        return frozenset(map(self._path, self.known))

    def _path(self, known: Known) -> str:
        return os.path.normpath(os.path.join(self.folder, known.path))

    def _was_seen(self, known: Known, files: frozenset[str]) -> bool:
        path = self._path(known)
        return path in files or not os.path.exists(path)


class Learned(NamedTuple):
    """A baseline to be written to `path`: what it holds, and how many findings are new in it and gone from it."""

    path: str
    known: tuple[Known, ...]
    added: int
    removed: int


def learn(path: str, before: Baseline, known: Sequence[Known], files: frozenset[str], codes: frozenset[str]) -> Learned:
    """The baseline that holds these findings, and what the one before says of files and rules that were not asked."""
    keys = {each.key for each in known}
    gone = {each.key for each in before.gone((), files, codes)} - keys
    stay = [each for each in before.known if each.key not in gone and each.key not in keys]
    added = sum(not before.holds(each) for each in known)
    return Learned(path, tuple(sorted([*known, *stay], key=lambda each: each.key)), added, len(gone))


def relative(path: str, folder: str) -> str:
    """A path as the baseline writes it."""
    try:
        path = os.path.relpath(path, folder)
    except ValueError:  # on another drive
        pass
    return path.replace(os.sep, "/")
