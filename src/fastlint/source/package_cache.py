"""The facts of installed packages, kept on disk by the version of the package: these files do not change.

A file that cannot be read, or is not what was written, is as good as none. What is read is made of facts only: whoever
puts a file here can make fastlint believe something, not do something.
"""

import io
import os
import pickle
from enum import Enum

from fastlint import __version__
from fastlint.facts.definitions import ModuleFacts

FOLDER = ".fastlint_cache"

#: Changes whenever facts do: those of another version of fastlint are not read.
TAG = f"fastlint {__version__} facts 1".encode()

_DIGEST = 16
_TAG_FILES = {
    "CACHEDIR.TAG": "Signature: 8a477f597d28d172789f06886806bc55\n# This folder holds what fastlint can make again.\n",
    ".gitignore": "*\n",
}


class PackageCache:
    """The facts below `<folder>/.fastlint_cache/packages`."""

    def __init__(self, folder: str) -> None:
        self._top = os.path.join(folder, FOLDER)

    def get(self, package: str, version: str, path: str) -> ModuleFacts | None:
        """The facts of a file of a package, if they are there and the file is the one that they were made of."""
        try:
            with open(self._place(package, version, path), "rb") as file:
                data = file.read()
            head = _head(path)
        except OSError:
            return None
        digest, payload = data[len(head) : len(head) + _DIGEST], data[len(head) + _DIGEST :]
        if not data.startswith(head) or digest != _digest(payload):
            return None
        try:
            facts = _FactReader(io.BytesIO(payload)).load()
        except Exception:  # whatever a broken file makes the reader do
            return None
        return facts if isinstance(facts, ModuleFacts) else None

    def put(self, package: str, version: str, path: str, facts: ModuleFacts) -> None:
        """Keep the facts of a file of a package. A disk that is full or read-only is no fault."""
        place = self._place(package, version, path)
        try:
            payload = pickle.dumps(facts, protocol=5)
            data = _head(path) + _digest(payload) + payload
            os.makedirs(os.path.dirname(place), exist_ok=True)
            for name, text in _TAG_FILES.items():
                tag = os.path.join(self._top, name)
                if not os.path.exists(tag):
                    with open(tag, "w", encoding="utf-8") as file:
                        file.write(text)
            import tempfile

            handle, temporary = tempfile.mkstemp(dir=os.path.dirname(place))
            with os.fdopen(handle, "wb") as output:
                output.write(data)
            os.replace(temporary, place)  # whoever reads at the same time sees the old file or the new one
        except (OSError, RecursionError):
            pass

    def _place(self, package: str, version: str, path: str) -> str:
        name = _digest(path.encode("utf-8", "surrogatepass")).hex()
        safe = "".join(letter if letter.isalnum() or letter in "._-" else "_" for letter in f"{package}-{version}")
        return os.path.join(self._top, "packages", safe, f"{name}.facts")


def _head(path: str) -> bytes:
    """What begins a file of facts: made by which fastlint, of which state of the file. Raises `OSError`."""
    state = os.stat(path)
    return b"%s of %d bytes at %d\n" % (TAG, state.st_size, state.st_mtime_ns)


def _digest(payload: bytes) -> bytes:
    import hashlib  # it loads OpenSSL, which only a run with packages needs

    return hashlib.blake2b(payload, digest_size=_DIGEST).digest()


class _FactReader(pickle.Unpickler):
    """Reads facts and nothing else."""

    def find_class(self, module: str, name: str) -> object:
        if (module, name) in (("builtins", "frozenset"), ("builtins", "complex")):
            return super().find_class(module, name)
        if module.startswith("fastlint.facts.") and "." not in name:
            found = super().find_class(module, name)
            if isinstance(found, type) and issubclass(found, tuple | Enum) and found.__module__ == module:
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is no fact")
