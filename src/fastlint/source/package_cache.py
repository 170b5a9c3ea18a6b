"""The facts of installed packages, kept on disk by the version of the package: these files do not change."""

import os

from fastlint.facts.definitions import ModuleFacts
from fastlint.source.cache_folder import CacheFolder
from fastlint.source.identity import identity
from fastlint.source.plain_pickle import digest_of, packed, unpacked


class PackageCache:
    """The facts in `packages` below the folder of a cache."""

    def __init__(self, folder: CacheFolder) -> None:
        self._folder = folder

    def get(self, package: str, version: str, path: str) -> ModuleFacts | None:
        """The facts of a file of a package, if they are there and the file is the one that they were made of."""
        data = self._folder.read(*_place(package, version, path))
        if data is None:
            return None
        try:
            head = _head(path)
        except OSError:
            return None
        facts = unpacked(data[len(head) :], ("fastlint.facts",)) if data.startswith(head) else None
        return facts if isinstance(facts, ModuleFacts) else None

    def put(self, package: str, version: str, path: str, facts: ModuleFacts) -> None:
        """Keep the facts of a file of a package. A disk that is full or read-only is no fault."""
        try:
            data = _head(path) + packed(facts)
        except (OSError, RecursionError):
            return
        self._folder.write(data, *_place(package, version, path))


def _place(package: str, version: str, path: str) -> tuple[str, str, str]:
    name = digest_of(path.encode("utf-8", "surrogatepass")).hex()
    safe = "".join(letter if letter.isalnum() or letter in "._-" else "_" for letter in f"{package}-{version}")
    return "packages", safe, f"{name}.facts"


def _head(path: str) -> bytes:
    """What begins a file of facts: made by which fastlint, of which state of the file. Raises `OSError`."""
    state = os.stat(path)
    return f"fastlint {identity()} of {state.st_size} bytes at {state.st_mtime_ns}\n".encode()
