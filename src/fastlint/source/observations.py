"""What a run looked at on the disk, and whether all of it is still the same.

A run is a function of its settings and of what it sees: which files a search finds, what is in them, and which names
are in the folders where modules were looked for, those that are missing too. If none of it has changed, neither has
the result.
"""

import os
import time
from collections.abc import Callable, Iterable, Iterator

from fastlint.source.cache_folder import FOLDER
from fastlint.source.plain_pickle import digest_of
from fastlint.source.project_top import PROJECT_FILES, REPOSITORY_MARKS
from fastlint.source.skipped import MARKS
from fastlint.source.tree import DiskTree, Listing, content, listing_of
from fastlint.values.late import NamedTuple

#: Nanoseconds after a change in which another one may leave the times of a file as they are: on the coarsest of file
#: systems, two seconds.
COARSE = 2_000_000_000

#: Folders that come and go while people work, which decide nothing.
_PASSING = frozenset({FOLDER, "__pycache__", ".mypy_cache", ".pytest_cache", ".ruff_cache"})

#: The names of files that decide anything, by their endings. What programs leave behind (logs, databases) is not.
_SUFFIXES = (".py", ".toml", ".cfg", ".ini", ".lock", ".txt", ".in")

#: Files of other names that decide what a folder is, or what is ignored.
_NAMES = REPOSITORY_MARKS | MARKS | {".gitignore"}


class State(NamedTuple):
    """What the file system says of a file or folder. While it stays, so does the content, save after a late change."""

    changed: int
    status_changed: int
    size: int
    number: int

    def is_settled(self, when: int) -> bool:
        """Whether a change after `when` (nanoseconds) would have to show."""
        return max(self.changed, self.status_changed) + COARSE < when


class SeenFile(NamedTuple):
    """The first `limit` bytes of a file; without a state, one that could not be read."""

    path: str
    state: State | None
    limit: int
    digest: bytes


class SeenFolder(NamedTuple):
    """A folder whose names were asked for. `is_above` the project, only some names decide anything."""

    path: str
    state: State | None
    is_above: bool
    digest: bytes


class SeenSearch(NamedTuple):
    """A search for files at and below paths, and a digest of what it found.

    A plain one went through folders and files only, so that it finds the same as long as these are the same; one that
    met links, or what it could not read, has to be made again.
    """

    paths: tuple[str, ...]
    is_plain: bool
    digest: bytes


class SeenPath(NamedTuple):
    """A path of which only one thing was asked: whether it is there."""

    path: str
    exists: bool


class Observations(NamedTuple):
    """All that a run has seen; `when` is the time before it looked, in nanoseconds."""

    when: int
    searches: tuple[SeenSearch, ...]
    folders: tuple[SeenFolder, ...]
    files: tuple[SeenFile, ...]
    paths: tuple[SeenPath, ...]


class Observer:
    """Notes what a run sees."""

    def __init__(self) -> None:
        self._when = time.time_ns()
        self._searches: list[SeenSearch] = []
        self._folders: dict[str, tuple[State | None, Listing]] = {}
        self._files: dict[str, SeenFile] = {}
        self._paths: dict[str, SeenPath] = {}
        self._tops: set[str] = set()

    def searched(self, paths: Iterable[str], found: Iterable[str], *, is_plain: bool) -> None:
        """A search for files found these. It was plain if all that it looked at was told, too, and none was a link."""
        self._searches.append(SeenSearch(tuple(paths), is_plain, digest_of_paths(found)))

    def tree(self, home: str) -> "ObservedTree":
        """The files on disk, for somebody who is to be observed."""
        return ObservedTree(home, self)

    def scanned(self, folder: str, status: os.stat_result, entries: Iterable[os.DirEntry[str]]) -> None:
        """A folder with this status holds these entries."""
        self.listed(folder, _state(status), listing_of(entries))

    def listed(self, folder: str, state: State | None, listing: Listing) -> None:
        """A folder holds these names."""
        self._folders[folder] = (state, listing)

    def is_about(self, top: str) -> None:
        """The project whose top is this folder is looked at; in folders above it, little is."""
        self._tops.add(top)

    def read(self, path: str, state: State | None, data: bytes, limit: int) -> None:
        """A file has this content, as far as it was read."""
        before = self._files.get(path)
        if before is None or before.limit < limit:
            self._files[path] = SeenFile(path, state, limit, digest_of(data))

    def asked(self, path: str, *, exists: bool) -> None:
        """A path is there, or not."""
        self._paths[path] = SeenPath(path, exists)

    @property
    def seen(self) -> Observations:
        """All that was noted."""
        return Observations(
            self._when,
            tuple(self._searches),
            tuple(self._seen_folders()),
            tuple(self._files.values()),
            tuple(self._paths.values()),
        )

    def _seen_folders(self) -> Iterator[SeenFolder]:
        above = {parent for top in self._tops for parent in _parents(top)} - self._tops
        for path, (state, listing) in self._folders.items():
            yield SeenFolder(path, state, path in above, digest_of_listing(listing, is_above=path in above))


class ObservedTree(DiskTree):
    """The files on disk, looked at by somebody who takes notes."""

    def __init__(self, home: str, observer: Observer) -> None:
        super().__init__(home)
        self._observer = observer

    def list(self, folder: str) -> Listing:
        """The names in a folder."""
        if folder in self._listings:
            return self._listings[folder]
        state = state_of(folder)
        listing = super().list(folder)
        self._observer.listed(folder, state, listing)
        return listing

    def read(self, path: str, limit: int) -> str:
        """The beginning of a file."""
        state = state_of(path)
        data = content(path, limit)
        self._observer.read(path, state if data is not None else None, data or b"", limit)
        return (data or b"").decode("utf-8", errors="replace")


def still_so(seen: Observations, search: Callable[[tuple[str, ...]], Iterable[str]]) -> Observations | None:
    """The same observations if all that was seen is still so; None if anything has changed.

    `search` finds files as the run did. What the file system says to be unchanged is believed, unless it had changed so
    shortly before it was read that another change need not show: that is read again. Then what comes back has the time
    of now, for next time.
    """
    when = time.time_ns()
    for asked in seen.paths:
        if os.path.exists(asked.path) != asked.exists:
            return None
    folders: dict[int, SeenFolder] = {}
    for index, folder in enumerate(seen.folders):
        state = state_of(folder.path)
        if not _is_believed(state, folder.state, seen.when):
            if digest_of_listing(DiskTree().list(folder.path), is_above=folder.is_above) != folder.digest:
                return None
            folders[index] = folder._replace(state=state)
    files: dict[int, SeenFile] = {}
    for index, file in enumerate(seen.files):
        state = state_of(file.path)
        if not _is_believed(state, file.state, seen.when):
            data = content(file.path, file.limit)
            if (data is None) != (file.state is None) or digest_of(data or b"") != file.digest:
                return None
            files[index] = file._replace(state=state)
    for each in seen.searches:
        if not each.is_plain and digest_of_paths(search(each.paths)) != each.digest:
            return None
    if not folders and not files:
        return seen
    return seen._replace(
        when=when,
        folders=tuple(folders.get(index, folder) for index, folder in enumerate(seen.folders)),
        files=tuple(files.get(index, file) for index, file in enumerate(seen.files)),
    )


def _is_believed(state: State | None, before: State | None, when: int) -> bool:
    """Whether a state says that what was read after `when` is still there."""
    return state == before and (state is None or state.is_settled(when))


def state_of(path: str) -> State | None:
    """What the file system says of a path now; None where there is nothing that can be looked at."""
    try:
        status = os.stat(path)
    except OSError:
        return None
    return _state(status)


def _state(status: os.stat_result) -> State:
    return State(status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino)


def digest_of_paths(paths: Iterable[str]) -> bytes:
    """A digest of a list of paths."""
    return digest_of("\0".join(paths).encode("utf-8", "surrogatepass"))


def digest_of_listing(listing: Listing, *, is_above: bool) -> bytes:
    """A digest of the names in a folder that decide anything."""
    if is_above:
        files, folders = sorted(filter(_is_mark, listing.files)), sorted(filter(_is_mark, listing.folders))
    else:
        files = sorted(name for name in listing.files if name.endswith(_SUFFIXES) or name in _NAMES)
        folders = sorted(listing.folders - _PASSING)
    return digest_of_paths([*files, "", *folders])


def _is_mark(name: str) -> bool:
    """Whether a name above the top of a project says what that folder is, or which releases the project needs."""
    from fastlint.source.pytest_config import PYTEST_FILES
    from fastlint.source.versions import LOCK_FILES, PIPENV_LOCK, REQUIREMENTS, REQUIREMENTS_FOLDER

    if name in PROJECT_FILES or name in REPOSITORY_MARKS or name in PYTEST_FILES or name in LOCK_FILES:
        return True
    return name in (PIPENV_LOCK, REQUIREMENTS_FOLDER, "__init__.py") or REQUIREMENTS.fullmatch(name) is not None


def _parents(folder: str) -> Iterator[str]:
    while (parent := os.path.dirname(folder)) != folder:
        yield parent
        folder = parent
