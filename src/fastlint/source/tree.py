"""A tree of files, on disk or in memory, as the search for modules needs it: what is in a folder, what is in a file.

Paths are absolute, normalised strings. A folder is listed once and remembered, and a name is found by looking at its
folder's listing: so a name matches only in its exact case, as in Python, on every file system.
"""

import os
from collections.abc import Iterable, Mapping
from typing import Protocol

from fastlint.values.late import NamedTuple


class Listing(NamedTuple):
    """The names in one folder. What a symbolic link points to decides where its name stands."""

    files: frozenset[str] = frozenset()
    folders: frozenset[str] = frozenset()


class Tree(Protocol):
    """Read access to files. Nothing here raises for what does not exist or cannot be read.

    `home` is the folder from which the user looks at them; empty where there is none.
    """

    home: str

    def list(self, folder: str) -> Listing:
        """The names in a folder; empty when there is no such folder, or when it cannot be read."""

    def read(self, path: str, limit: int) -> str:
        """At most `limit` bytes from the beginning of a file, as text; empty when it cannot be read."""


def is_file(tree: Tree, path: str) -> bool:
    """Whether there is a file at `path`, in this very spelling."""
    folder, name = os.path.split(path)
    return name in tree.list(folder).files


def is_folder(tree: Tree, path: str) -> bool:
    """Whether there is a folder at `path`, in this very spelling."""
    folder, name = os.path.split(path)
    return name in tree.list(folder).folders if name else True


class DiskTree:
    """The files on disk as they were when first looked at. Take a new one to look again."""

    def __init__(self, home: str = "") -> None:
        self.home = home
        self._listings: dict[str, Listing] = {}

    def list(self, folder: str) -> Listing:
        """The names in a folder."""
        listing = self._listings.get(folder)
        if listing is None:
            listing = self._listings[folder] = _scan(folder)
        return listing

    def read(self, path: str, limit: int) -> str:
        """The beginning of a file, decoded leniently: enough to see its imports."""
        return (content(path, limit) or b"").decode("utf-8", errors="replace")


class MemoryTree:
    """Files given as a mapping from absolute path to text."""

    def __init__(self, files: Mapping[str, str], home: str = "") -> None:
        self.home = home
        self._texts = {os.path.normpath(path): text for path, text in files.items()}
        names: dict[str, tuple[set[str], set[str]]] = {}
        for path in self._texts:
            folder, name = os.path.split(path)
            names.setdefault(folder, (set(), set()))[0].add(name)
            while name:
                folder, name = os.path.split(folder)
                names.setdefault(folder, (set(), set()))[1].add(name)
        self._listings = {
            folder: Listing(frozenset(files), frozenset(folders - {""})) for folder, (files, folders) in names.items()
        }

    def list(self, folder: str) -> Listing:
        """The names in a folder."""
        return self._listings.get(folder, Listing())

    def read(self, path: str, limit: int) -> str:
        """The beginning of a file."""
        return self._texts.get(path, "")[:limit]


def content(path: str, limit: int = -1) -> bytes | None:
    """The bytes of a file on the disk, or its first `limit`; None when it cannot be read."""
    try:
        with open(path, "rb") as file:
            return file.read(limit)
    except OSError:
        return None


def listing_of(entries: Iterable[os.DirEntry[str]]) -> Listing:
    """The names that a look into a folder gave."""
    files: set[str] = set()
    folders: set[str] = set()
    for entry in entries:
        try:
            (folders if entry.is_dir() else files).add(entry.name)
        except OSError:  # a link that cannot be followed: whatever it is, it is not a folder to enter
            files.add(entry.name)
    return Listing(frozenset(files), frozenset(folders))


def _scan(folder: str) -> Listing:
    try:
        with os.scandir(folder) as entries:
            return listing_of(entries)
    except OSError:
        return Listing()
