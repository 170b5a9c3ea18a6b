"""Literals: numbers, and strings that are plain, formatted, templated (PEP 750) or several side by side."""

import ast
import codecs
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import libcst as cst

from fastlint.source.concrete.places import Place, Places, location
from fastlint.values.late import pattern

Field = cst.FormattedStringExpression | cst.TemplatedStringExpression
Piece = cst.SimpleString | cst.FormattedString | cst.TemplatedString
Content = cst.BaseFormattedStringContent | cst.BaseTemplatedStringContent
Convert = Callable[[cst.BaseExpression, Places], ast.expr]

_PREFIX = pattern(r"[A-Za-z]*")
_ESCAPE_OR_WIDE = pattern(r"\\(.?)|[^\x00-\x7f]", re.DOTALL)


def convert_number(node: cst.BaseNumber, places: Places) -> ast.expr:
    """An `int`, a `float` or a `complex`."""
    return ast.Constant(_value(node, places), **places.of(node))


def convert_string(node: cst.BaseString, places: Places, convert: Convert) -> ast.expr:
    """A `Constant`, or a `JoinedStr` when one of the pieces is an f-string or a t-string.

    Adjacent pieces are joined as the compiler does it, so what comes back is always one node. `convert` is asked for
    the expressions inside the braces.
    """
    whole = places.of(node)
    pieces = list(_pieces(node))
    plain = [piece for piece in pieces if isinstance(piece, cst.SimpleString)]
    if len(plain) == len(pieces):
        values = [_value(piece, places) for piece in plain]
        return ast.Constant(values[0][:0].join(values), kind=_kind(pieces[0], places), **whole)
    parts: list[ast.expr] = []
    for piece in pieces:
        if isinstance(piece, cst.SimpleString):
            parts.append(ast.Constant(_value(piece, places), kind=_kind(piece, places), **places.of(piece)))
        else:
            raw = "r" in _prefix(piece.start)
            parts.extend(_parts(piece.parts, raw, places, convert))
    return ast.JoinedStr(list(_folded(parts)), **whole)


def _value(node: cst.BaseNumber | cst.SimpleString, places: Places) -> Any:
    try:
        return ast.literal_eval(places.text(node))
    except SyntaxError as error:
        raise _error(error.msg, node, places) from None
    except ValueError as error:
        raise _error(str(error), node, places) from None


def _error(message: str, node: cst.CSTNode, places: Places) -> SyntaxError:
    start = places.start(node)
    error = SyntaxError(message)
    error.lineno, error.offset = start.line, start.column + 1
    return error


def _pieces(node: cst.BaseString) -> Iterator[Piece]:
    while isinstance(node, cst.ConcatenatedString):
        yield from _pieces(node.left)
        node = node.right
    if isinstance(node, (cst.SimpleString, cst.FormattedString, cst.TemplatedString)):
        yield node


def _prefix(literal: str) -> str:
    match = _PREFIX.match(literal)
    return match.group().lower() if match else ""


def _kind(piece: Piece, places: Places) -> str | None:
    """`ast` remembers a lower-case `u` prefix, and no other."""
    return "u" if places.text(piece).startswith("u") else None


def _parts(contents: Sequence[Content], raw: bool, places: Places, convert: Convert) -> Iterator[ast.expr]:
    for content in contents:
        if isinstance(content, (cst.FormattedStringText, cst.TemplatedStringText)):
            try:
                text = _decoded(places.text(content), raw)
            except UnicodeDecodeError as error:
                raise _error(f"(unicode error) {error}", content, places) from None
            yield ast.Constant(text, **places.of(content))
        elif isinstance(content, (cst.FormattedStringExpression, cst.TemplatedStringExpression)):
            yield from _field(content, raw, places, convert)


def _field(node: Field, raw: bool, places: Places, convert: Convert) -> Iterator[ast.expr]:
    """`{x!r:>8}` is one `FormattedValue`; `{x=}` has the text it prints before it."""
    conversion = ord(node.conversion) if node.conversion else -1
    if node.equal is not None:
        text, start, end = places.debug_text(node, node.equal)
        yield ast.Constant(text, **location(start, end))
        if node.conversion is None and node.format_spec is None:
            conversion = ord("r")
    format_spec = None
    if node.format_spec is not None:
        values = list(_folded(list(_parts(node.format_spec, raw, places, convert))))
        end = places.end(node)
        closing = Place(end.line, end.column - 1)
        opening = places.end(node.whitespace_after_expression)
        if node.conversion:
            opening = Place(opening.line, opening.column + 1 + len(node.conversion))
        format_spec = ast.JoinedStr(values, **location(opening, closing))
    yield ast.FormattedValue(convert(node.expression, places), conversion, format_spec, **places.of(node))


def _folded(parts: Sequence[ast.expr]) -> Iterator[ast.expr]:
    """`parts` with neighbouring constants made one and empty ones gone."""
    waiting: ast.Constant | None = None
    for part in parts:
        if not isinstance(part, ast.Constant):
            if waiting is not None and waiting.value:
                yield waiting
            waiting = None
            yield part
        elif waiting is None:
            waiting = part
        else:
            waiting.value = "".join((str(waiting.value), str(part.value)))
            waiting.end_lineno, waiting.end_col_offset = part.end_lineno, part.end_col_offset
    if waiting is not None and waiting.value:
        yield waiting


def _decoded(text: str, raw: bool) -> str:
    """The value of the text between the replacement fields, as it is written in the source."""
    text = text.replace("{{", "{").replace("}}", "}") if raw or "\\N{" not in text else _single_braces(text)
    if raw or "\\" not in text:
        return text
    # `unicode_escape` reads Latin-1: what is wider goes in as an escape, and a backslash before it stays a backslash.
    return codecs.decode(_ESCAPE_OR_WIDE.sub(_narrow, text).encode("ascii"), "unicode_escape")


def _single_braces(text: str) -> str:
    """Doubled braces made single, but not the ones that end a `\\N{...}` (`\\N{DASH}}}` is a dash and a brace)."""
    return re.sub(
        r"(\\N\{[^}]*\}|\\.)|\{\{|\}\}", lambda match: match.group(1) or match.group()[0], text, flags=re.DOTALL
    )


def _narrow(match: re.Match[str]) -> str:
    escaped = match.group(1)
    if escaped is None:
        return f"\\U{ord(match.group()):08x}"
    if not escaped:
        return "\\\\"
    return match.group() if escaped.isascii() else f"\\\\\\U{ord(escaped):08x}"
