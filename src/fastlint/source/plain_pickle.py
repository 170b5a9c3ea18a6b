"""Named tuples and enumerations to bytes and back, for caches.

What is read back is made of values of fastlint's own floors and nothing else: whoever puts a file into a cache can make
fastlint believe something, not do something.
"""

import io
import pickle
from collections.abc import Sequence
from enum import Enum

try:  # hashlib loads OpenSSL, which takes longer than most files are read
    from _blake2 import blake2b
except ImportError:  # another Python than CPython
    from hashlib import blake2b

#: Bytes of a digest.
DIGEST = 16

_BUILTINS = frozenset({"frozenset", "complex"})


def digest_of(data: bytes) -> bytes:
    """A digest of `DIGEST` bytes."""
    return bytes(blake2b(data, digest_size=DIGEST).digest())


def packed(value: object) -> bytes:
    """A value as bytes, with a digest in front. Raises `RecursionError` where it is nested too deeply."""
    payload = pickle.dumps(value, protocol=5)
    return digest_of(payload) + payload


def unpacked(data: bytes, packages: Sequence[str]) -> object:
    """The value that became these bytes; None where they are not what was packed.

    Its named tuples and enumerations are those of modules below `packages`.
    """
    payload = data[DIGEST:]
    if data[:DIGEST] != digest_of(payload):
        return None
    try:
        return _Reader(payload, tuple(packages)).load()
    except Exception:  # whatever bytes that somebody else wrote make the reader do
        return None


#: The types that were found, by where to look, module and name: a reader is made for each file.
_KNOWN: dict[tuple[tuple[str, ...], str, str], type] = {}


class _Reader(pickle.Unpickler):
    def __init__(self, payload: bytes, packages: tuple[str, ...]) -> None:
        super().__init__(io.BytesIO(payload))
        self._packages = packages

    def find_class(self, module: str, name: str) -> object:
        known = _KNOWN.get((self._packages, module, name))
        if known is not None:
            return known
        if module == "builtins" and name in _BUILTINS:
            return super().find_class(module, name)
        if "." not in name and any(module == each or module.startswith(f"{each}.") for each in self._packages):
            found = super().find_class(module, name)
            if isinstance(found, type) and issubclass(found, tuple | Enum) and found.__module__ == module:
                _KNOWN[self._packages, module, name] = found
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is no plain value")
