"""Bytes of a Python file → its text."""

import codecs
import io
import tokenize

from fastlint.values.late import pattern

_LINE_END = pattern(rb"\r\n?|\n")
_NOT_ASCII = pattern(rb"[\x80-\xff]")


class DecodeError(ValueError):
    """The bytes are no Python source. The message is one clause; `line` is where, counted from 1."""

    def __init__(self, reason: str, line: int = 1) -> None:
        super().__init__(reason)
        self.line = line


def decode(data: bytes) -> str:
    """The text of a Python file, decoded as the interpreter does it: by its byte order mark, by a coding cookie
    (PEP 263) in its first two lines, or else as UTF-8. The mark is not part of the text; line ends stay as they are.

    Raises `DecodeError` where the interpreter refuses the file: null bytes, an unknown encoding, a cookie that
    contradicts the mark, bytes that are not of the encoding.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise DecodeError("source code is encoded in UTF-16, which Python does not read")
    if b"\0" in data:
        raise DecodeError("source code contains null bytes", _line_at(data, data.index(b"\0")))
    body = data.removeprefix(codecs.BOM_UTF8)
    encoding = _cookie(body)
    if encoding != "utf-8" and len(body) < len(data):
        raise DecodeError(f"encoding problem: the byte order mark says utf-8, the coding cookie says {encoding}")
    try:
        return body.decode(encoding)
    except UnicodeDecodeError as error:
        # Some codecs report an offset into something else than the bytes that they were given.
        offset = error.start if error.object == body else 0
        wrong = f"byte {error.object[error.start]:#04x}" if error.start < len(error.object) else "the source"
        reason = f"(unicode error) {error.encoding!r} codec can't decode {wrong}: {error.reason}"
        raise DecodeError(reason, _line_at(body, offset)) from None
    except (LookupError, UnicodeError) as error:
        raise DecodeError(f"encoding problem: {encoding}: {error}") from None


def encode(text: str, data: bytes) -> bytes:
    """A text in the encoding of the file whose content is `data`, with its byte order mark, if it has one.

    Raises `UnicodeError` where the text cannot be written so, or the file itself would not come out as it is.
    """
    body = data.removeprefix(codecs.BOM_UTF8)
    encoding = _cookie(body)
    if body.decode(encoding).encode(encoding) != body:
        raise UnicodeError(f"{encoding} does not write what it reads")
    return data[: len(data) - len(body)] + text.encode(encoding)


def encoding_of(data: bytes) -> str:
    """The encoding of a Python file. Raises `DecodeError`."""
    return _cookie(data.removeprefix(codecs.BOM_UTF8))


def _cookie(body: bytes) -> str:
    """The encoding that the first two lines ask for: `utf-8` if they do not.

    Their other bytes do not matter: a name with an accent may stand before a cookie that says Latin-1.
    """
    second = body.find(b"\n", body.find(b"\n") + 1)
    first_two = b"\n".join(_LINE_END.split(body[: second + 1] if second > 0 else body, maxsplit=2)[:2])
    if b"coding" not in first_two:
        return "utf-8"
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(_NOT_ASCII.sub(b"?", first_two)).readline)
    except SyntaxError as error:
        raise DecodeError(error.msg) from None
    return encoding


def _line_at(data: bytes, offset: int) -> int:
    return len(_LINE_END.findall(data[:offset])) + 1
