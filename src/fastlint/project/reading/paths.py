"""Path patterns: what Starlette makes of `/users/{id:int}`, and which patterns match all that another matches."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Generic, TypeVar

from fastlint.values.late import NamedTuple, pattern

#: The converters of Starlette 1.x (convertors.py). A path with any other is not understood.
CONVERTERS = frozenset({"str", "int", "float", "uuid", "path"})

_PARAMETER = pattern(r"{([a-zA-Z_][a-zA-Z0-9_]*)(?::([a-zA-Z_][a-zA-Z0-9_]*))?}")
_UUID = pattern("[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}")
_FLOAT = pattern(r"[0-9]+(\.[0-9]+)?")
_DIGITS = frozenset("0123456789")
#: What stands in a pattern for a parameter of these converters: no text has it.
_STAND_IN = {"str": "\x01", "int": "\x02", "float": "\x03", "uuid": "\x04", "path": "\x05"}
_PARAMETERS = frozenset(_STAND_IN.values())
#: A parameter, or text up to one or to the end of a segment.
_STRETCHES = pattern(r"[\x01-\x05]|[^/\x01-\x05]*/|[^/\x01-\x05]+")


class PathPattern(NamedTuple):
    """A path in which each parameter is one character that stands for its converter: names do not matter.

    `prefix` is what stands before the first parameter.
    """

    text: str
    prefix: str

    def covers(self, other: PathPattern) -> bool:
        """Whether every path that the other matches is matched by this one too."""
        return other.prefix.startswith(self.prefix) and _covers(self.text, other.text)

    @property
    def is_catch_all(self) -> bool:
        """Whether it matches every path: `/{path:path}`."""
        return self.text == "/" + _STAND_IN["path"]


T = TypeVar("T")


class PatternIndex(Generic[T]):
    """What is kept under patterns, found by what these cover: without asking one after the other.

    A tree of stretches of text, each up to a `/` or a parameter, so that patterns share what they begin with.
    """

    def __init__(self) -> None:
        self._root: _Branch[T] = _Branch()
        self._count = 0

    def add(self, pattern: PathPattern, item: T) -> None:
        """Keep something under a pattern."""
        branch = self._root
        for stretch in _STRETCHES.findall(pattern.text):
            following = branch.following.get(stretch)
            if following is None:
                following = branch.following[stretch] = _Branch()
                if stretch in _PARAMETERS:
                    branch.parameters.append(stretch)
                elif len(stretch) not in branch.lengths:
                    branch.lengths.append(len(stretch))
            branch = following
        branch.items.append((self._count, item))
        self._count += 1

    def covering(self, pattern: PathPattern) -> list[T]:
        """What was kept under patterns that cover this one, in the order in which it came."""
        text = pattern.text
        found: list[tuple[int, T]] = []
        seen: set[tuple[int, int]] = set()
        pending = [(self._root, 0)]
        while pending:
            branch, start = pending.pop()
            if (id(branch), start) in seen:
                continue
            seen.add((id(branch), start))
            if start == len(text):
                found += branch.items
            for length in branch.lengths:
                following = branch.following.get(text[start : start + length])
                if following is not None:
                    pending.append((following, start + length))
            for parameter in branch.parameters:
                following = branch.following[parameter]
                ends = [end for end in range(start, len(text) + 1) if _takes(parameter, text[start:end])]
                pending += [(following, end) for end in ends]
        return [item for _, item in sorted(found, key=lambda each: each[0])]


class _Branch(Generic[T]):
    """A place in the tree: what follows by its text, which of that are parameters, how long the rest is, what ends."""

    __slots__ = ("following", "items", "lengths", "parameters")

    def __init__(self) -> None:
        self.following: dict[str, _Branch[T]] = {}
        self.lengths: list[int] = []
        self.parameters: list[str] = []
        self.items: list[tuple[int, T]] = []


@cache
def pattern_of(path: str) -> PathPattern | None:
    """The pattern of a full path; None where it matches no request or has a converter of the project's own."""
    if not path.startswith("/") or not path.isprintable():
        return None
    parts: list[str] = []
    position = 0
    for match in _PARAMETER.finditer(path):
        converter = match[2] or "str"
        if converter not in CONVERTERS:
            return None
        parts += [path[position : match.start()], _STAND_IN[converter]]
        position = match.end()
    parts.append(path[position:])
    return PathPattern("".join(parts), parts[0])


def mount_pattern(path: str) -> PathPattern | None:
    """The pattern of everything below a mount."""
    return pattern_of(path.rstrip("/") + "/{path:path}")


def parameters_of(path: str) -> tuple[tuple[str, str], ...]:
    """The names and converters of the parameters of a path."""
    return tuple((match[1], match[2] or "str") for match in _PARAMETER.finditer(path))


@lru_cache(maxsize=4096)
def _covers(general: str, special: str) -> bool:
    """Whether the special pattern, its stand-ins taken for any text of their converter, always matches the general."""
    if not general:
        return not special
    first, rest = general[0], general[1:]
    if first not in _PARAMETERS:
        return special[:1] == first and _covers(rest, special[1:])
    return any(_covers(rest, special[length:]) for length in range(len(special) + 1) if _takes(first, special[:length]))


def _takes(stand_in: str, text: str) -> bool:
    """Whether a parameter matches a stretch of a pattern, whatever its stand-ins stand for."""
    if stand_in == "\x05":
        return True
    if not text or "/" in text or "\x05" in text:
        return False
    if stand_in == "\x01":
        return True
    if stand_in == "\x04":
        return text == "\x04" or _UUID.fullmatch(text) is not None
    is_integer = all(each in _DIGITS or each == "\x02" for each in text)
    if stand_in == "\x02":
        return is_integer
    return is_integer or text == "\x03" or _FLOAT.fullmatch(text) is not None
