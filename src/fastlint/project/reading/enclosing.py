"""In which function a line stands: asked of thousands of lines of one file."""

from __future__ import annotations

from bisect import bisect_right

from fastlint.facts.definitions import FunctionFact, ModuleFacts
from fastlint.project.reading.remembered import remembered


def innermost(facts: ModuleFacts | None, line: int) -> FunctionFact | None:
    """The innermost `def` of a file that a line is part of; lambdas do not count."""
    if facts is None:
        return None
    starts, owners = _stretches(facts)
    return owners[bisect_right(starts, line) - 1]


@remembered
def _stretches(facts: ModuleFacts) -> tuple[list[int], list[FunctionFact | None]]:
    """The lines from which on a function is the innermost, ascending from 0, and the functions."""
    functions = [fact for fact in facts.functions if not fact.is_lambda]
    last = max((fact.end_line for fact in functions), default=0)
    owner_of: list[FunctionFact | None] = [None] * (last + 2)
    for fact in functions:  # in source order: inner ones come after outer ones
        owner_of[fact.line : fact.end_line + 1] = [fact] * (fact.end_line + 1 - fact.line)
    starts = [0]
    owners: list[FunctionFact | None] = [None]
    for line, owner in enumerate(owner_of):
        if owner is not owners[-1]:
            starts.append(line)
            owners.append(owner)
    return starts, owners
