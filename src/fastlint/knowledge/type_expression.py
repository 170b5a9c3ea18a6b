"""Type expressions: `None`, `A | B`, `dict[K, V]`, `tuple[X, ...]`, `Self`, a dotted name, from text to a tree."""

from functools import cache

from fastlint.values.late import NamedTuple, pattern

UNION = "|"

_TOKEN = pattern(r"\s*(\.\.\.|[A-Za-z_][\w.]*|[\[\],|])")


class TypeExpressionError(ValueError):
    """The text is not a type expression; the message says where it goes wrong."""


class TypeExpression(NamedTuple):
    """A dotted name with its arguments. A union is named `|`, and its arguments are the members."""

    name: str
    arguments: tuple["TypeExpression", ...] = ()

    @property
    def is_union(self) -> bool:
        """Whether this is `A | B`."""
        return self.name == UNION

    @property
    def members(self) -> tuple["TypeExpression", ...]:
        """The members of a union; of anything else, itself alone."""
        return self.arguments if self.is_union else (self,)

    def __str__(self) -> str:
        if self.is_union:
            return " | ".join(map(str, self.arguments))
        if not self.arguments:
            return self.name
        return f"{self.name}[{', '.join(map(str, self.arguments))}]"


@cache
def parse(text: str) -> TypeExpression:
    """The tree of a type expression. Raises `TypeExpressionError`."""
    if text.isidentifier():
        return TypeExpression(text)
    tokens = _tokens(text)
    expression, rest = _union(tokens, 0, text)
    if rest != len(tokens):
        raise TypeExpressionError(f"unexpected {tokens[rest]!r} in type expression {text!r}")
    return expression


def _tokens(text: str) -> list[str]:
    tokens: list[str] = []
    place, end = 0, len(text.rstrip())
    while place < end:
        match = _TOKEN.match(text, place)
        if match is None:
            raise TypeExpressionError(f"unexpected {text[place:].strip()[0]!r} in type expression {text!r}")
        tokens.append(match[1])
        place = match.end()
    return tokens


def _union(tokens: list[str], place: int, text: str) -> tuple[TypeExpression, int]:
    first, place = _single(tokens, place, text)
    members = [first]
    while place < len(tokens) and tokens[place] == "|":
        member, place = _single(tokens, place + 1, text)
        members.append(member)
    return (first if len(members) == 1 else TypeExpression(UNION, tuple(members))), place


def _single(tokens: list[str], place: int, text: str) -> tuple[TypeExpression, int]:
    if place >= len(tokens):
        raise TypeExpressionError(f"type expression {text!r} ends too early")
    name = tokens[place]
    if name in "[],|" or (name != "..." and (name.endswith(".") or ".." in name)):
        raise TypeExpressionError(f"unexpected {name!r} in type expression {text!r}")
    place += 1
    if place >= len(tokens) or tokens[place] != "[":
        return TypeExpression(name), place
    arguments: list[TypeExpression] = []
    while tokens[place] in "[,":
        argument, place = _union(tokens, place + 1, text)
        arguments.append(argument)
        if place >= len(tokens):
            raise TypeExpressionError(f"type expression {text!r} ends too early")
    if tokens[place] != "]":
        raise TypeExpressionError(f"unexpected {tokens[place]!r} in type expression {text!r}")
    return TypeExpression(name, tuple(arguments)), place + 1
