"""Diagnostics that a reader takes in as one: those of one rule in one function, and those that one cure would end."""

from collections import Counter
from collections.abc import Iterable
from typing import TypeVar

from fastlint.values import Diagnostic, Step

T = TypeVar("T")


def group(diagnostics: Iterable[Diagnostic]) -> list[tuple[Diagnostic, ...]]:
    """The diagnostics in groups, each in the place of its first one, in order of lines within.

    One group holds one rule and one severity in one function; where no function is known, one message in one file.
    """
    groups: dict[tuple[str, ...], list[Diagnostic]] = {}
    for diagnostic in diagnostics:
        groups.setdefault(key_of(diagnostic), []).append(diagnostic)
    return [tuple(sorted(members, key=lambda each: each.span)) for members in groups.values()]


def key_of(diagnostic: Diagnostic) -> tuple[str, ...]:
    """What the members of a group have in common."""
    where = ("function", diagnostic.chain[0].function) if diagnostic.chain else ("message", diagnostic.message)
    return (diagnostic.span.path, diagnostic.code, diagnostic.severity.value, *where)


def shared_ends(diagnostics: Iterable[Diagnostic], least: int) -> list[tuple[Step, int]]:
    """The last calls of at least so many chains, and how many chains end there, the most frequent first.

    A finding that calls by itself what blocks has its own end, and does not count.
    """
    counts = Counter(diagnostic.chain[-1] for diagnostic in diagnostics if len(diagnostic.chain) > 1)
    ends = [(step, count) for step, count in counts.items() if count >= least]
    return sorted(ends, key=lambda end: (-end[1], end[0].span))


def distinct(values: Iterable[T]) -> list[T]:
    """Each value once, in the order of first sight."""
    return list(dict.fromkeys(values))
