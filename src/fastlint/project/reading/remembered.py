"""Functions of one fact that remember what they gave: many rules ask the same of the same body.

Facts are tuples, and hashing one reads all of it: so a fact is known by its identity, and kept as long as the answer.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

A = TypeVar("A")
B = TypeVar("B")

#: When so many answers are known, all are forgotten: whoever asks goes from function to function, and seldom back.
MOST_REMEMBERED = 20_000


def remembered(function: Callable[[A], B]) -> Callable[[A], B]:
    """The same function, which computes the answer for a fact once. The answer must not be changed."""
    known: dict[int, tuple[A, B]] = {}

    @wraps(function)
    def ask(fact: A) -> B:
        entry = known.get(id(fact))
        if entry is None:
            if len(known) >= MOST_REMEMBERED:
                known.clear()
            entry = known[id(fact)] = (fact, function(fact))
        return entry[1]

    return ask
