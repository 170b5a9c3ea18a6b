"""The tokens of a file with their offsets into its text: what an edit needs that leaves everything else as it is."""

import io
import tokenize
from bisect import bisect_left
from collections.abc import Iterator
from enum import Enum

from fastlint.values.late import NamedTuple, pattern

_LINE_END = pattern(r"\r\n|\r|\n")
_OPENING = {")": "(", "]": "[", "}": "{"}
_UNSEEN = frozenset({tokenize.NL, tokenize.ENCODING, tokenize.ENDMARKER, tokenize.INDENT, tokenize.DEDENT})


class Kind(Enum):
    """What a token is."""

    NAME = "name"
    STRING = "string"
    OPERATOR = "operator"
    OTHER = "other"


class Token(NamedTuple):
    """A token of a statement; `start` and `end` are offsets into the text."""

    kind: Kind
    text: str
    start: int
    end: int


class Comment(NamedTuple):
    """A comment with its `#`."""

    start: int
    end: int


class Logical(NamedTuple):
    """A simple statement, the header of a compound one with what follows on its line, or a decorator.

    `first` and `last` are the indices of its tokens, `depth` counts the blocks around it.
    """

    first: int
    last: int
    depth: int


class TokenizeError(ValueError):
    """The text is no Python that the running interpreter can tokenize."""


class TokenFile:
    """The tokens, brackets and statements of a text. Raises `TokenizeError`."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.line_starts = [0, *(match.end() for match in _LINE_END.finditer(text))]
        newline = _LINE_END.search(text)
        #: how its lines end
        self.newline = newline[0] if newline is not None else "\n"
        self.tokens: list[Token] = []
        self.comments: list[Comment] = []
        self.statements: list[Logical] = []
        #: from the index of each bracket to that of its partner
        self.partner: dict[int, int] = {}
        try:
            self._read(_LINE_END.sub("\n", text))
        except (tokenize.TokenError, SyntaxError, IndexError) as error:
            raise TokenizeError(str(error)) from None
        self._blocks: dict[int, range] = {}
        self._places: dict[str, list[int]] = {}
        self._firsts = [statement.first for statement in self.statements]
        self._starts = [token.start for token in self.tokens]

    def _read(self, text: str) -> None:
        open_brackets: list[int] = []
        first: int | None = None
        depth = 0
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.INDENT:
                depth += 1
            elif token.type == tokenize.DEDENT:
                depth -= 1
            elif token.type == tokenize.COMMENT:
                self.comments.append(Comment(self._at(token.start), self._at(token.end)))
            elif token.type == tokenize.NEWLINE:
                if first is not None:
                    self.statements.append(Logical(first, len(self.tokens) - 1, depth))
                first = None
            elif token.type not in _UNSEEN:
                index = len(self.tokens)
                first = index if first is None else first
                self.tokens.append(Token(_kind(token), token.string, self._at(token.start), self._at(token.end)))
                if token.type == tokenize.OP and token.string in "([{":
                    open_brackets.append(index)
                elif token.type == tokenize.OP and token.string in ")]}":
                    opening = open_brackets.pop()
                    if self.tokens[opening].text != _OPENING[token.string]:
                        raise TokenizeError("brackets that do not match")
                    self.partner[opening] = index
                    self.partner[index] = opening
        if first is not None:
            self.statements.append(Logical(first, len(self.tokens) - 1, depth))

    def _at(self, place: tuple[int, int]) -> int:
        return self.offset(place[0], place[1] + 1)

    def offset(self, line: int, column: int) -> int:
        """The offset of a line and column, both counted from 1."""
        return min(self.line_starts[line - 1] + column - 1, len(self.text))

    def place(self, offset: int) -> tuple[int, int]:
        """The line and column of an offset."""
        line = bisect_left(self.line_starts, offset + 1)
        return line, offset - self.line_starts[line - 1] + 1

    def starting_at(self, offset: int) -> int | None:
        """The index of the token that begins there."""
        index = bisect_left(self._starts, offset)
        return index if index < len(self.tokens) and self._starts[index] == offset else None

    def ending_at(self, offset: int) -> int | None:
        """The index of the token that ends there."""
        index = bisect_left(self._starts, offset) - 1
        return index if index >= 0 and self.tokens[index].end == offset else None

    def has_comment(self, start: int, end: int) -> bool:
        """Whether a comment begins between two offsets."""
        index = bisect_left(self.comments, start, key=lambda comment: comment.start)
        return index < len(self.comments) and self.comments[index].start < end

    def statement_of(self, index: int) -> int:
        """The index of the statement that a token belongs to."""
        return bisect_left(self._firsts, index + 1) - 1

    def block(self, statement: int) -> range:
        """The indices of the statements in the block below a header."""
        known = self._blocks.get(statement)
        if known is not None:
            return known
        depth = self.statements[statement].depth
        end = statement + 1
        while end < len(self.statements) and self.statements[end].depth > depth:
            end += 1
        self._blocks[statement] = range(statement + 1, end)
        return self._blocks[statement]

    def has_word(self, word: str, first: int, last: int) -> bool:
        """Whether one of the tokens from `first` to `last` is this word."""
        places = self._places.get(word)
        if places is None:
            places = [index for index, token in enumerate(self.tokens) if token.text == word]
            self._places[word] = places
        index = bisect_left(places, first)
        return index < len(places) and places[index] <= last

    def line_start(self, offset: int) -> int:
        """The offset of the beginning of the line that an offset is in."""
        return self.line_starts[bisect_left(self.line_starts, offset + 1) - 1]

    def indent(self, offset: int) -> str:
        """The white space at the beginning of the line that an offset is in."""
        start = self.line_start(offset)
        line = self.text[start:offset]
        return line[: len(line) - len(line.lstrip())]

    def at_depth(self, first: int, last: int) -> Iterator[int]:
        """The indices of the tokens from `first` to `last` that are in no bracket which opens between them."""
        index = first
        while index <= last:
            yield index
            partner = self.partner.get(index, index)
            if index < partner <= last:
                yield partner
                index = partner
            index += 1


def _kind(token: tokenize.TokenInfo) -> Kind:
    if token.type == tokenize.NAME:
        return Kind.NAME
    if token.type == tokenize.STRING or tokenize.tok_name[token.type].endswith("STRING_START"):
        return Kind.STRING
    return Kind.OPERATOR if token.type == tokenize.OP else Kind.OTHER
