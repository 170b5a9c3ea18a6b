"""Which fastlint and which Python made something: what another one made is not read back from a cache."""

import os
import sys
from functools import cache

from fastlint import __version__
from fastlint.source.plain_pickle import digest_of

#: The files of the package that decide what it finds.
_SUFFIXES = (".py", ".toml")


@cache
def identity() -> str:
    """A word that changes with the version of fastlint, with each of its files, and with the Python that runs it.

    The files count by size and time, so that a working copy of fastlint never believes what it said before a change.
    """
    top = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    files = []
    pending = [top]
    while pending:
        with os.scandir(pending.pop()) as entries:
            for entry in entries:
                if entry.name.endswith(_SUFFIXES):
                    status = entry.stat()
                    files.append(f"{entry.path[len(top) :]} {status.st_size} {status.st_mtime_ns}")
                elif entry.name != "__pycache__" and entry.is_dir():
                    pending.append(entry.path)
    parts = [__version__, sys.version, sys.implementation.name, *sorted(files)]
    return digest_of("\n".join(parts).encode("utf-8", "surrogatepass")).hex()
