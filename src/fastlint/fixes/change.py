"""What intents become first: new text for stretches of a file."""

from collections.abc import Iterable

from fastlint.values.late import NamedTuple


class Impossible(Exception):
    """The code at hand is written in a way that a fix cannot be made for without harm: there is none, then."""


class Change(NamedTuple):
    """Replace the text from `start` to `end`, offsets into a file's text; an empty stretch inserts."""

    start: int
    end: int
    text: str


def ordered(changes: Iterable[Change]) -> list[Change]:
    """By their places; what is inserted comes before what is replaced at the same place."""
    return sorted(changes, key=lambda each: (each.start, each.end))


def applied(text: str, changes: Iterable[Change]) -> str:
    """The text with changes that do not overlap. Raises `Impossible` where they do."""
    parts = []
    position = 0
    for start, end, new in ordered(changes):
        if start < position:
            raise Impossible("changes overlap")
        parts += [text[position:start], new]
        position = end
    return "".join([*parts, text[position:]])
