"""The facts of files that were read before, by their content.

They lie in one SQLite file for each fastlint and Python: it is read and written by several processes at a time, a write
counts as a whole or not at all, and three thousand entries are read as quickly as one file of their size.
"""

from __future__ import annotations

import os
import time
from contextlib import closing
from typing import TYPE_CHECKING

from fastlint.facts.definitions import ModuleFacts
from fastlint.source.cache_folder import CacheFolder, cache_folder
from fastlint.source.identity import identity
from fastlint.source.plain_pickle import digest_of, packed, unpacked
from fastlint.values import Settings

if TYPE_CHECKING:
    from sqlite3 import Connection

#: Facts of ten million lines. Beyond it, those go that were not used for longest.
LARGEST = 400 * 1024 * 1024

#: How long facts are kept that no run asked for, and the files of another fastlint that none used.
KEPT_DAYS = 30

#: How often it is written down that facts were used.
_FRESH_DAYS = 7

#: Seconds to wait for another process that writes.
_PATIENCE = 2.0

_PREFIX, _SUFFIX = "facts-", ".sqlite"
_FACTS = ("fastlint.facts",)


def key_of(data: bytes, is_package: bool) -> bytes:
    """The key of the facts of a file with that content."""
    return digest_of(b"package\n" + data if is_package else data)


def packed_facts(facts: ModuleFacts) -> bytes | None:
    """Facts as they are kept, without the path of their file; None where they are nested too deeply."""
    try:
        return packed(facts._replace(path=""))
    except RecursionError:
        return None


def unpacked_facts(data: bytes, path: str) -> ModuleFacts | None:
    """What was kept, as the facts of the file at a path; None where it is broken."""
    facts = unpacked(data, _FACTS)
    return facts._replace(path=path) if isinstance(facts, ModuleFacts) else None


def fact_cache(settings: Settings, cwd: str) -> FactCache | None:
    """The facts that earlier runs kept; None where the settings want no cache."""
    folder = cache_folder(settings, cwd)
    return None if folder is None else FactCache(folder)


class FactCache:
    """Facts by `key_of`, below a folder. Whatever goes wrong with the file, it is as if nothing had been kept."""

    def __init__(self, folder: CacheFolder) -> None:
        self._folder = folder
        self._name = f"{_PREFIX}{identity()}{_SUFFIX}"
        self._connection: Connection | None = None
        self._is_broken = False
        self._today = int(time.time()) // 86_400
        self._stale: set[bytes] = set()
        self._new: dict[bytes, bytes] = {}

    def get(self, key: bytes, path: str) -> ModuleFacts | None:
        """The facts kept under a key, as those of the file at `path`."""
        data = self._new.get(key) or self._fetch(key)
        return unpacked_facts(data, path) if data is not None else None

    def put(self, key: bytes, data: bytes) -> None:
        """Keep facts (`packed_facts`); they are written by `flush`."""
        self._new[key] = data

    def flush(self) -> None:
        """Write what was put, and what was used."""
        if not self._new and not self._stale:
            return
        connection = self._open(to_write=True)
        if connection is None:
            return
        import sqlite3

        try:
            with connection:
                connection.executemany(
                    "INSERT OR REPLACE INTO facts VALUES (?, ?, ?)",
                    ((key, self._today, data) for key, data in self._new.items()),
                )
                connection.executemany(
                    "UPDATE facts SET day = ? WHERE key = ?", ((self._today, key) for key in self._stale)
                )
            if self._new:
                self._shrink(connection)
        except sqlite3.Error:
            pass  # another process writes, or the disk is full: the next run will do it
        self._new = {}
        self._stale = set()

    def close(self) -> None:
        """Let go of the file."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _fetch(self, key: bytes) -> bytes | None:
        connection = self._open(to_write=False)
        if connection is None:
            return None
        import sqlite3

        try:
            row = connection.execute("SELECT day, data FROM facts WHERE key = ?", (key,)).fetchone()
        except sqlite3.Error as error:
            self._give_up(error)
            return None
        if row is None or not (isinstance(row[0], int) and isinstance(row[1], bytes)):
            return None
        if row[0] < self._today - _FRESH_DAYS:
            self._stale.add(key)
        return row[1]

    def _open(self, *, to_write: bool) -> Connection | None:
        if self._connection is not None or self._is_broken:
            return self._connection
        path = self._folder.path(self._name)
        if not to_write and not os.path.exists(path):
            return None
        import sqlite3

        try:
            self._folder.make()
            connection = sqlite3.connect(path, timeout=_PATIENCE)
            self._connection = connection
            # What is lost when the power fails is made again: every entry has a digest.
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute(
                "CREATE TABLE IF NOT EXISTS facts (key BLOB PRIMARY KEY, day INTEGER NOT NULL, data BLOB NOT NULL)"
            )
        except (OSError, sqlite3.Error) as error:
            self._give_up(error)
        return self._connection

    def _give_up(self, error: Exception) -> None:
        """Go on without; a file that is no database is removed, so that the next run has one."""
        import sqlite3

        self.close()
        self._is_broken = True
        if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError):
            self._folder.delete(self._name)

    def _shrink(self, connection: Connection) -> None:
        """Remove what nobody asked for, and keep the file below its bound."""
        with connection:
            gone = connection.execute("DELETE FROM facts WHERE day < ?", (self._today - KEPT_DAYS,)).rowcount
        [pages] = connection.execute("PRAGMA page_count").fetchone()
        [size] = connection.execute("PRAGMA page_size").fetchone()
        if pages * size > LARGEST:
            with connection:
                gone += connection.execute(
                    "DELETE FROM facts WHERE key IN (SELECT key FROM facts ORDER BY day, key"
                    " LIMIT (SELECT (COUNT(*) + 1) / 2 FROM facts))"
                ).rowcount
        if gone:
            connection.execute("VACUUM")
        before = time.time() - KEPT_DAYS * 86_400
        for each in self._folder.stored():
            if each.name.startswith(_PREFIX) and each.name != self._name and each.written < before:
                self._folder.delete(each.name)


def count_of(folder: CacheFolder) -> int:
    """How many files' facts a cache holds; what cannot be read holds none."""
    import sqlite3

    count = 0
    for each in folder.stored():
        if each.name.startswith(_PREFIX) and each.name.endswith(_SUFFIX):
            try:
                with closing(sqlite3.connect(folder.path(each.name), timeout=_PATIENCE)) as connection:
                    [found] = connection.execute("SELECT COUNT(*) FROM facts").fetchone()
            except sqlite3.Error:
                continue
            count += found
    return count
