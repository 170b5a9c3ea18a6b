"""Where the nodes of a concrete tree stand, in the coordinates that `ast` uses."""

import ast
from collections.abc import Mapping
from typing import TypedDict

import libcst as cst
from libcst.metadata import CodePosition, CodeRange

from fastlint.values.late import NamedTuple


class Place(NamedTuple):
    """One point of the source: the line counts from 1, the column counts UTF-8 bytes from 0, as in `ast`."""

    line: int
    column: int


class Location(TypedDict):
    """The four keywords that every `ast` node with a position takes."""

    lineno: int
    col_offset: int
    end_lineno: int
    end_col_offset: int


def end_of(node: ast.stmt | ast.expr | ast.alias | ast.ExceptHandler) -> Place:
    """Just after the last character of a node that is converted already."""
    assert node.end_lineno is not None and node.end_col_offset is not None
    return Place(node.end_lineno, node.end_col_offset)


def location(start: Place, end: Place) -> Location:
    return Location(lineno=start.line, col_offset=start.column, end_lineno=end.line, end_col_offset=end.column)


class Places:
    """Answers where a node starts and ends.

    LibCST counts characters, leaves a node's own parentheses out of its range, and knows nothing of `ast`'s habits;
    this class turns its ranges into places. `source` must have bare line feeds as its only line ends. `shifts` says for
    a line (from 1) how many characters at its start LibCST was not shown.
    """

    def __init__(self, source: str, ranges: Mapping[cst.CSTNode, CodeRange], shifts: Mapping[int, int]) -> None:
        self._lines = source.split("\n")
        self._ranges = ranges
        self._shifts = shifts

    def _column(self, position: CodePosition) -> int:
        return position.column + self._shifts.get(position.line, 0)

    def _place(self, position: CodePosition) -> Place:
        line, column = self._lines[position.line - 1], self._column(position)
        return Place(position.line, column if line.isascii() else len(line[:column].encode("utf-8", "surrogatepass")))

    def start(self, node: cst.CSTNode) -> Place:
        """The first character of `node`, its own parentheses left out."""
        return self._place(self._ranges[node].start)

    def end(self, node: cst.CSTNode) -> Place:
        """Just after the last character of `node`, its own parentheses left out."""
        return self._place(self._ranges[node].end)

    def outer_start(self, node: cst.CSTNode) -> Place:
        """The first character of `node`, with its own parentheses."""
        parentheses = getattr(node, "lpar", None)
        return self.start(parentheses[0] if isinstance(parentheses, (tuple, list)) and parentheses else node)

    def outer_end(self, node: cst.CSTNode) -> Place:
        """Just after the last character of `node`, with its own parentheses."""
        parentheses = getattr(node, "rpar", None)
        return self.end(parentheses[-1] if isinstance(parentheses, (tuple, list)) and parentheses else node)

    def of(self, node: cst.CSTNode) -> Location:
        """The location of `node`, its own parentheses left out: what `ast` gives to nearly every node."""
        return location(self.start(node), self.end(node))

    def text(self, node: cst.CSTNode) -> str:
        """What is written where `node` stands, its own parentheses left out."""
        return self.between(self._ranges[node].start, self._ranges[node].end)

    def between(self, start: CodePosition, end: CodePosition) -> str:
        """What is written from `start` up to `end`."""
        first, last = self._column(start), self._column(end)
        if start.line == end.line:
            return self._lines[start.line - 1][first:last]
        head, *middle = self._lines[start.line - 1 : end.line - 1]
        return "\n".join((head[first:], *middle, self._lines[end.line - 1][:last]))

    def debug_text(self, field: cst.CSTNode, equal: cst.AssignEqual) -> tuple[str, Place, Place]:
        """The text that `{x = }` prints before the value, and where it stands; `field` is all from brace to brace."""
        start = self._ranges[field].start
        first = CodePosition(start.line, start.column + 1)
        last = self._ranges[equal.whitespace_after].end
        return self.between(first, last), self._place(first), self._place(last)
