"""Rows and entries that are looked up by a text: where one is found, the text is equal to what the program holds.

A row of a database is found by a query, an entry of a dict by its key.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fastlint.facts import expressions as ex
from fastlint.project.execution.abstract import DictValue, members

if TYPE_CHECKING:
    from fastlint.project.execution.seen import Sightings

#: Methods of queries and statements that narrow them down, by all of their arguments.
_NARROWING = frozenset({"filter", "where"})
#: Methods that give a row, or nothing if there is none; and those that raise then.
_ASKING = frozenset({"first", "one_or_none", "scalar", "scalar_one_or_none", "get", "all"})
_DEMANDING = frozenset({"one", "scalar_one", "get_one"})
#: Methods of sessions that execute a statement.
_EXECUTING = frozenset({"execute", "scalars", "scalar", "exec"})
_LIBRARIES = ("sqlalchemy.", "sqlmodel.")


def demands(call: ex.Call, sightings: Sightings) -> bool | None:
    """Whether a call that looks a row up raises if there is none; None for other calls."""
    name = ex.last_name(call.callee)
    if name not in _ASKING | _DEMANDING or not any(each.name.startswith(_LIBRARIES) for each in sightings.at(call)):
        return None
    return name in _DEMANDING


def keyed(value: ex.Expression, sightings: Sightings) -> tuple[ex.Expression, bool] | None:
    """The key by which a value is taken from a dict, and whether that raises if it has no such key."""
    if isinstance(value, ex.Subscript):
        return value.index, True
    if isinstance(value, ex.Call) and ex.last_name(value.callee) == "get" and len(value.arguments) == 1:
        receivers = [each for seen in sightings.evaluations(value) for each in members(seen.receiver)]
        if receivers and all(isinstance(each, DictValue) and not each.name for each in receivers):
            return value.arguments[0], False
    return None


def sought(query: ex.Expression) -> Iterator[ex.Expression]:
    """What a query compares columns with, all of it together; and the key that a row is got by."""
    for part in _parts(query):
        if not isinstance(part, ex.Call):
            continue
        name = ex.last_name(part.callee)
        if name in _NARROWING:
            for each in part.arguments:
                yield from _compared(each)
        elif name == "filter_by":
            yield from (value for _, value in part.keywords)
        elif name in ("get", "get_one"):
            yield from part.arguments[-1:]


def queries(query: ex.Expression) -> Iterator[ex.Expression]:
    """The names of queries that a query or its result is made of."""
    return (part for part in _parts(query) if isinstance(part, ex.Name))


def _parts(query: ex.Expression) -> Iterator[ex.Expression]:
    """A query with what its methods are called on, and the statements that it executes."""
    part: ex.Expression | None = query
    while part is not None:
        yield part
        if isinstance(part, ex.Call):
            if ex.last_name(part.callee) in _EXECUTING:
                for each in part.arguments[:1]:
                    yield from _parts(each)
            part = part.callee
        else:
            part = part.value if isinstance(part, ex.Attribute | ex.Await) else None


def _compared(condition: ex.Expression) -> Iterator[ex.Expression]:
    if isinstance(condition, ex.Compare) and condition.operator == "==":
        yield from (condition.left, condition.right)
    elif isinstance(condition, ex.Call) and ex.last_name(condition.callee) == "and_":
        for each in condition.arguments:
            yield from _compared(each)


def found_names(test: ex.Expression, is_true: bool) -> Iterator[str]:
    """The names that hold something if a condition is true, or if it is not."""
    match test:
        case ex.Not(value):
            yield from found_names(value, not is_true)
        case ex.Both(is_or, values) if is_or is not is_true:
            for each in values:
                yield from found_names(each, is_true)
        case ex.Compare(ex.Name(name), operator, ex.Constant(None)):
            if (operator in ("is not", "!=")) is is_true:
                yield name
        case ex.Name(name) if is_true:
            yield name
