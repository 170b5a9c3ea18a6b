"""Bytes become text exactly when the interpreter would read them."""

import ast

import pytest

from fastlint.source.decode import DecodeError, decode


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"", ""),
        (b"x = '\xc3\xa9'", "x = 'é'"),
        (b"\xef\xbb\xbfx = 1\r\ny\r", "x = 1\r\ny\r"),
        (b"\xef\xbb\xbf# coding: utf-8\nx", "# coding: utf-8\nx"),
        (b"# coding: latin-1\nx = '\xe9'", "# coding: latin-1\nx = 'é'"),
        (b"#!/bin/x\n# -*- coding: cp1252 -*-\nx = '\x80'", "#!/bin/x\n# -*- coding: cp1252 -*-\nx = '€'"),
        (b"# vim: set fileencoding=iso-8859-15 :\nx = '\xa4'", "# vim: set fileencoding=iso-8859-15 :\nx = '€'"),
        (b"# Andr\xe9\n# coding: latin-1\nx = '\xe9'", "# André\n# coding: latin-1\nx = 'é'"),
        (b"# coding: latin-1\r'\xe9'", "# coding: latin-1\r'é'"),
        (b"\x0c# coding: latin-1\n'\xe9'", "\x0c# coding: latin-1\n'é'"),
        (b"# coding: utf-7\nx = '+AOk-'", "# coding: utf-7\nx = 'é'"),
    ],
)
def test_what_is_read(data: bytes, text: str) -> None:
    assert decode(data) == text
    assert ast.dump(ast.parse(text)) == ast.dump(ast.parse(data))


@pytest.mark.parametrize(
    ("data", "line", "reason"),
    [
        (b"x\r\ny\n\0", 3, "source code contains null bytes"),
        (b"\xff\xfex\0", 1, "source code is encoded in UTF-16, which Python does not read"),
        (b"# coding: nope\n", 1, "unknown encoding: nope"),
        (b"# coding: hex\nx", 1, "encoding problem: hex: 'hex' is not a text encoding"),
        (b"# coding: undefined\nx", 1, "encoding problem: undefined"),
        (b"\xef\xbb\xbf# coding: latin-1\nx", 1, "encoding problem: the byte order mark says utf-8"),
        (b"'\xff'\n", 1, "(unicode error) 'utf-8' codec can't decode byte 0xff: invalid start byte"),
        (b"x\n\n\n'\xff'\n", 4, "(unicode error) 'utf-8' codec can't decode byte 0xff: invalid start byte"),
        (b"x = 1\n# coding: latin-1\ny = '\xe9'", 3, "(unicode error) 'utf-8' codec can't decode byte 0xe9"),
        (b"# coding: ascii\n\n'\xe9'", 3, "(unicode error) 'ascii' codec can't decode byte 0xe9"),
    ],
)
def test_what_is_refused(data: bytes, line: int, reason: str) -> None:
    with pytest.raises(DecodeError) as caught:
        decode(data)
    assert str(caught.value).startswith(reason)
    assert caught.value.line == line
    with pytest.raises((SyntaxError, ValueError)):
        ast.parse(data)
