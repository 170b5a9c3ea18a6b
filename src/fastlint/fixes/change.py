"""What intents become first: new text for stretches of a file."""

from collections.abc import Iterable
from typing import NamedTuple


class Impossible(Exception):
    """The code at hand is written in a way that a fix cannot be made for without harm: there is none, then."""


class Change(NamedTuple):
    """Replace the text from `start` to `end`, offsets into a file's text; an empty stretch inserts."""

    start: int
    end: int
    text: str


def applied(text: str, changes: Iterable[Change]) -> str:
    """The text with changes that do not overlap. What is inserted comes before what is replaced at the same place."""
    parts = []
    position = 0
    for start, end, new in sorted(changes, key=lambda each: (each.start, each.end)):
        if start < position:
            raise Impossible("changes overlap")
        parts += [text[position:start], new]
        position = end
    return "".join([*parts, text[position:]])
