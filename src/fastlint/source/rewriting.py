"""Changed text → bytes of the same kind, and onto the disk."""

import codecs
import contextlib
import os
import warnings

from fastlint.source.decode import DecodeError, decode, encoding_of
from fastlint.source.newer_syntax import parse_newer


def encoded_like(before: bytes, text: str) -> bytes | None:
    """The text in the encoding of the bytes that it comes from, with their mark; None where that cannot hold it."""
    mark = codecs.BOM_UTF8 if before.startswith(codecs.BOM_UTF8) else b""
    try:
        data = mark + text.encode(encoding_of(before))
        return data if decode(data) == text else None
    except (DecodeError, UnicodeError, LookupError):
        return None


def compiles(text: str, path: str) -> bool:
    """Whether Python would compile the text. Nothing is executed."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(text, path, "exec", dont_inherit=True)
    except SyntaxError:
        return _is_newer(text, path)
    except (ValueError, RecursionError, MemoryError):
        return False
    return True


def _is_newer(text: str, path: str) -> bool:
    """Whether it is the syntax of a newer Python; a text whose syntax is old, and wrong otherwise, is not."""
    import ast

    try:
        ast.parse(text, path)
    except SyntaxError:
        with contextlib.suppress(SyntaxError):
            parse_newer(text, path)
            return True
    return False


def write_whole(path: str, data: bytes) -> None:
    """Put the bytes in place of a file's, all or nothing, with its mode; a link stays a link. Raises `OSError`."""
    import shutil
    import tempfile

    target = os.path.realpath(path)
    descriptor, name = tempfile.mkstemp(prefix=".fastlint-", dir=os.path.dirname(target))
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        shutil.copymode(target, name)
        os.replace(name, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise
