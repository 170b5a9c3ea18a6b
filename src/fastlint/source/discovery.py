"""From the paths of a command line to the Python files to report on.

Paths that come out are absolute, normalised strings; `shown` makes of one what a user reads. Nothing is skipped in
silence because it could not be read: that is a `Problem`.
"""

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from fastlint.source.ignored import Patterns, configured_patterns, patterns_in
from fastlint.source.project_top import find_repository, find_top
from fastlint.source.skipped import is_skipped, is_skipped_by_name
from fastlint.source.tree import DiskTree, Listing
from fastlint.values import Settings
from fastlint.values.late import NamedTuple

if TYPE_CHECKING:
    from fastlint.source.observations import Observer

#: Git passes over a larger file of patterns (2.46).
_LARGEST_PATTERNS = 100 * 1024 * 1024


class PathError(Exception):
    """A path that the user gave does not exist; the message names it."""


class Problem(NamedTuple):
    """A place that could not be looked into, and why."""

    path: str
    reason: str


class Discovery(NamedTuple):
    """The files to report on, sorted, each once; the folders and files that were given; what could not be read."""

    files: tuple[str, ...]
    given: tuple[str, ...]
    problems: tuple[Problem, ...]


def find_files(paths: Sequence[str], settings: Settings, cwd: str, observer: "Observer | None" = None) -> Discovery:
    """The Python files at and below `paths`, which may be relative to `cwd`. Without paths: `cwd` itself.

    A file that is given is always taken; a folder that is given is always entered, and what it holds is judged from
    there. `observer` is told what is looked at. Raises `PathError` for a path that does not exist, and
    `SettingsError` for a pattern that means nothing.
    """
    given = tuple(dict.fromkeys(os.path.abspath(os.path.join(cwd, path)) for path in paths or (cwd,)))
    for path in given:
        if not os.path.exists(path):
            raise PathError(_missing(path, cwd))
    search = _Search(settings, cwd, tuple(path for path in given if os.path.isdir(path)), observer)
    for path in given:
        if os.path.isdir(path):
            search.enter(path)
        else:
            search.files.add(path)
    found = Discovery(tuple(sorted(search.files)), given, tuple(sorted(search.problems)))
    if observer is not None:
        is_plain = not search.has_links and not found.problems and all(os.path.realpath(path) == path for path in given)
        observer.searched(paths, told(found), is_plain=is_plain)
    return found


def shown(path: str, cwd: str) -> str:
    """A path as the user reads it: relative to `cwd` and with forward slashes; absolute when on another drive."""
    try:
        path = os.path.relpath(path, cwd)
    except ValueError:
        pass
    return path.replace(os.sep, "/")


def told(discovery: Discovery) -> list[str]:
    """What a search found and could not look into, as lines: two searches with the same found the same."""
    return [*discovery.files, *(f"{problem.path}: {problem.reason}" for problem in discovery.problems)]


def _missing(path: str, cwd: str) -> str:
    reason = "the link leads nowhere" if os.path.islink(path) else "no such file or folder"
    return f"{shown(path, cwd)}: {reason}"


class _Search:
    """One run over the given folders, with what it has found and where it has been."""

    def __init__(self, settings: Settings, cwd: str, tops: tuple[str, ...], observer: "Observer | None" = None) -> None:
        self.has_links = False
        self._observer = observer
        self.files: set[str] = set()
        self.problems: set[Problem] = set()
        self._defaults = not settings.exclude
        self._respect_gitignore = settings.respect_gitignore
        anchor = os.path.dirname(settings.config_file) if settings.config_file else cwd
        origin = f"{settings.config_file}: " if settings.config_file else ""
        configured = (
            (f"{origin}`exclude`", settings.exclude),
            (f"{origin}`extend-exclude`", settings.extend_exclude),
        )
        self._configured = tuple(configured_patterns(anchor, label, lines) for label, lines in configured if lines)
        self._real_tops = tuple(os.path.join(os.path.realpath(top), "") for top in tops)
        self._seen: set[tuple[int, int]] = set()
        self._tree = DiskTree(cwd) if observer is None else observer.tree(cwd)

    def enter(self, top: str) -> None:
        """Walk a folder that the user gave."""
        # Patterns that would exclude the given folder itself have been overruled by the user.
        configured = tuple(patterns for patterns in self._configured if not _covers(patterns, top))
        outer = [patterns for patterns in self._patterns_above(top) if not _covers(patterns, top)]
        project = os.path.join(os.path.realpath(find_top(self._tree, top)), "")
        # A stack, not recursion: a tree may be deeper than Python's stack.
        pending: list[tuple[str, tuple[Patterns, ...]]] = [(top, configured + tuple(outer))]
        while pending:
            folder, patterns = pending.pop()
            pending.extend(self._visit(folder, patterns, project, is_top=folder == top))

    def _visit(
        self, folder: str, patterns: tuple[Patterns, ...], project: str, *, is_top: bool
    ) -> list[tuple[str, tuple[Patterns, ...]]]:
        """Take the files of one folder; the folders below that are to be visited, each with its patterns."""
        if not is_top and is_skipped_by_name(os.path.basename(folder), defaults=self._defaults):
            return []
        try:
            status = os.stat(folder)
            if (status.st_dev, status.st_ino) in self._seen:
                return []
            with os.scandir(folder) as scan:
                entries = list(scan)
        except OSError as error:
            self.problems.add(Problem(folder, error.strerror or str(error)))
            return []
        if self._observer is not None:
            self._observer.scanned(folder, status, entries)
            self.has_links = self.has_links or any(entry.is_symlink() for entry in entries)
        listing = Listing(frozenset(entry.name for entry in entries), frozenset(entry.name for entry in entries))
        if not is_top and is_skipped(os.path.basename(folder), listing, defaults=self._defaults):
            return []
        self._seen.add((status.st_dev, status.st_ino))
        if self._respect_gitignore and ".gitignore" in listing.files:
            own = self._read_patterns(os.path.join(folder, ".gitignore"))
            patterns = patterns if own is None else (*patterns, own)
        below: list[tuple[str, tuple[Patterns, ...]]] = []
        for entry in entries:
            if self._is_folder(entry, project):
                if not _is_ignored(patterns, entry.path, is_folder=True):
                    below.append((entry.path, patterns))
            elif self._is_python(entry, project) and not _is_ignored(patterns, entry.path, is_folder=False):
                self.files.add(entry.path)
        return below

    def _is_folder(self, entry: os.DirEntry[str], project: str) -> bool:
        try:
            return entry.is_dir() and (not entry.is_symlink() or self._is_followed(entry.path, project))
        except OSError as error:
            self.problems.add(Problem(entry.path, error.strerror or str(error)))
            return False

    def _is_python(self, entry: os.DirEntry[str], project: str) -> bool:
        if not entry.name.endswith(".py"):
            return False
        try:
            if entry.is_file():
                return not entry.is_symlink() or self._is_followed(entry.path, project)
            # Emacs locks a file that is being edited with a link to nowhere, `.#main.py`.
            if entry.is_symlink() and not entry.name.startswith(".#"):
                self.problems.add(Problem(entry.path, "the link leads nowhere"))
        except OSError as error:
            self.problems.add(Problem(entry.path, error.strerror or str(error)))
        return False

    def _is_followed(self, link: str, project: str) -> bool:
        """Whether to follow a link: only within the project, and only to what is not met under its own name."""
        real = os.path.realpath(link)
        inside = os.path.join(real, "") if os.path.isdir(real) else real
        if not inside.startswith(project):
            return False
        return not any(inside.startswith(top) for top in self._real_tops)

    def _read_patterns(self, path: str) -> Patterns | None:
        return patterns_in(path, self._tree.read(path, _LARGEST_PATTERNS))

    def _patterns_above(self, top: str) -> list[Patterns]:
        """The patterns of the .gitignore files above a folder, outermost first, up to the top of the repository."""
        if not self._respect_gitignore:
            return []
        limit = find_repository(self._tree, top) or find_top(self._tree, top)
        found: list[Patterns] = []
        folder = top
        while folder != limit:
            folder = os.path.dirname(folder)
            own = self._read_patterns(os.path.join(folder, ".gitignore"))
            if own is not None:
                found.insert(0, own)
        private = self._read_patterns(os.path.join(limit, ".git", "info", "exclude"))
        if private is not None:
            found.insert(0, private)
        return found


def _covers(patterns: Patterns, top: str) -> bool:
    """Whether patterns ignore a folder itself, or one that it lies in."""
    folder = top
    while True:
        if patterns.verdict(folder, is_folder=True):
            return True
        parent = os.path.dirname(folder)
        if parent == folder:
            return False
        folder = parent


def _is_ignored(patterns: tuple[Patterns, ...], path: str, *, is_folder: bool) -> bool:
    """The innermost patterns that speak of a path decide."""
    for candidate in reversed(patterns):
        verdict = candidate.verdict(path, is_folder=is_folder)
        if verdict is not None:
            return verdict
    return False
