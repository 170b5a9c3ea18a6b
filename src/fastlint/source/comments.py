"""The comments and the statements of a file by their lines, as suppressions and the baseline need them.

Tokens are enough for that: a statement is a logical line of the tokenizer, a compound statement its header, and a
decorator is one of its own. What cannot be tokenized to its end is told as far as it goes.
"""

import io
import tokenize
from bisect import bisect_right
from collections.abc import Iterator

from fastlint.values.late import NamedTuple, pattern

LINE_END = pattern(r"\r\n|\r|\n")

_FILLING = frozenset({tokenize.NL, tokenize.COMMENT, tokenize.INDENT, tokenize.DEDENT, tokenize.ENCODING})
_SPACE = pattern(r"\s+")
_LAST_COMMA = pattern(r",(?=[)\]}])")
#: What formatters add and take away: parentheses around what became long, quotes, continued lines.
_DRESS = str.maketrans("", "", "()'\"\\")


class Comment(NamedTuple):
    """A comment with its `#`; `column` counts characters from 1, `is_alone` tells that its line holds nothing else."""

    line: int
    column: int
    text: str
    is_alone: bool


class Statement(NamedTuple):
    """The lines of a simple statement, of the header of a compound one, or of a decorator.

    `within` is the qualified name of the definition that it is part of: a decorator belongs to what it decorates.
    """

    first: int
    last: int
    within: str


class Layout:
    """The lines, the comments and the statements of a file."""

    def __init__(self, lines: list[str], comments: dict[int, Comment], statements: list[Statement]) -> None:
        self.lines = lines
        self.comments = comments
        self.statements = statements
        self._firsts = [statement.first for statement in statements]

    def statement_at(self, line: int) -> Statement | None:
        """The statement that a line belongs to, the last of them where a line holds several."""
        index = bisect_right(self._firsts, line) - 1
        if index < 0:
            return None
        statement = self.statements[index]
        return statement if line <= statement.last else None

    def statement_after(self, line: int) -> Statement | None:
        """The first statement that begins below a line."""
        index = bisect_right(self._firsts, line)
        return self.statements[index] if index < len(self.statements) else None

    def code_at(self, line: int) -> str:
        """The code of the statement at a line, on one line and without comments; a line of none as it stands."""
        statement = self.statement_at(line)
        if statement is None:
            return self.lines[line - 1].strip() if 0 < line <= len(self.lines) else ""
        parts = []
        for number in range(statement.first, statement.last + 1):
            text = self.lines[number - 1]
            comment = self.comments.get(number)
            parts.append(text[: comment.column - 1] if comment is not None else text)
        return _SPACE.sub(" ", " ".join(parts)).strip()


def essence(code: str) -> str:
    """A code without what formatters change: space, quotes, parentheses, commas after the last item.

    It is only to be compared: what two codes have in common may be a little more than they mean.
    """
    return _LAST_COMMA.sub("", _SPACE.sub("", code)).translate(_DRESS)


def read_layout(source: str) -> Layout:
    """The layout of a file's text."""
    text = LINE_END.sub("\n", source)
    lines = text.split("\n")
    comments: dict[int, Comment] = {}
    statements: list[Statement] = []
    names = _Names()
    opening: list[tokenize.TokenInfo] = []
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.COMMENT:
                line, column = token.start
                is_alone = not lines[line - 1][:column].strip()
                comments[line] = Comment(line, column + 1, token.string, is_alone)
            if token.type in (tokenize.NEWLINE, tokenize.ENDMARKER):
                if opening:
                    statements.append(Statement(opening[0].start[0], token.start[0], ""))
                    names.note(statements, opening)
                opening = []
            elif token.type == tokenize.INDENT:
                names.enter()
            elif token.type == tokenize.DEDENT:
                names.leave()
            elif token.type not in _FILLING and len(opening) < 3:
                opening.append(token)
    except (tokenize.TokenError, SyntaxError):
        pass
    return Layout(lines, comments, statements)


class _Names:
    """Follows which definition a statement stands in."""

    def __init__(self) -> None:
        self._stack: list[str] = []
        self._defined = ""
        self._decorators = 0

    def note(self, statements: list[Statement], opening: list[tokenize.TokenInfo]) -> None:
        """Name the last of the statements, which begins with these tokens, and the decorators before it."""
        words = [token.string for token in opening]
        around = ".".join(name for name in self._stack if name)
        if words[0] == "@":
            self._defined = ""
            self._decorators += 1
            statements[-1] = statements[-1]._replace(within=around)
            return
        self._defined = next(_defined(words), "")
        within = ".".join(name for name in (around, self._defined) if name)
        for index in range(len(statements) - 1 - self._decorators, len(statements)):
            statements[index] = statements[index]._replace(within=within)
        self._decorators = 0

    def enter(self) -> None:
        """A block begins: that of the definition, if the header was one."""
        self._stack.append(self._defined)
        self._defined = ""

    def leave(self) -> None:
        """A block ends."""
        if self._stack:
            self._stack.pop()


def _defined(words: list[str]) -> Iterator[str]:
    if words[0] == "async":
        words = words[1:]
    if len(words) > 1 and words[0] in ("def", "class"):
        yield words[1]
