"""Diagnostics that a reader takes in as one: those of one rule in one function."""

from collections.abc import Iterable
from typing import TypeVar

from fastlint.values import Diagnostic

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


def distinct(values: Iterable[T]) -> list[T]:
    """Each value once, in the order of first sight."""
    return list(dict.fromkeys(values))
