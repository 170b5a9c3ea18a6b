"""One of several: what is noted for one alternative of a value is less sure, unless all of them come to the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fastlint.project.execution.abstract import NONE, UNKNOWN, Union, Value, known, members
from fastlint.values import Confidence

if TYPE_CHECKING:
    from fastlint.project.execution.calls import Activation


def is_certain(value: Value) -> bool:
    """Whether a value is one thing, or None."""
    return type(value) is not Union or sum(member is not NONE for member in members(value)) == 1


def each_of(value: Value, activation: Activation) -> Iterator[Value]:
    """The known alternatives of a value; what is noted in the activation meanwhile is weighed when all were seen."""
    if type(value) is not Union:
        if value is not UNKNOWN and value is not NONE:
            yield value
        return
    found = known(value)
    if is_certain(value):
        yield from found
        return
    sinks, edges = activation.sinks, activation.edges
    sinks_before, edges_before = len(sinks), len(edges)
    blocking: list[set[object]] = []
    functions: list[set[object]] = []
    for each in found:
        from_sink, from_edge = len(sinks), len(edges)
        yield each
        blocking.append({sink.blocking for sink in sinks[from_sink:]})
        functions.append({edge.target.function for edge in edges[from_edge:]})
    if len(sinks) == sinks_before and len(edges) == edges_before:
        return
    is_all = len(found) == sum(member is not NONE for member in members(value))
    alike = set.intersection(*blocking) if is_all else set()
    shared = set.intersection(*functions) if is_all else set()
    for index in range(sinks_before, len(sinks)):
        if sinks[index].confidence is Confidence.HIGH and sinks[index].blocking not in alike:
            sinks[index] = sinks[index]._replace(confidence=Confidence.MEDIUM)
    for index in range(edges_before, len(edges)):
        if edges[index].confidence is Confidence.HIGH and edges[index].target.function not in shared:
            edges[index] = edges[index]._replace(confidence=Confidence.MEDIUM)


def less_sure(activation: Activation, sinks_before: int, edges_before: int) -> None:
    """What was noted in the activation since then is not certain."""
    sinks, edges = activation.sinks, activation.edges
    for index in range(sinks_before, len(sinks)):
        if sinks[index].confidence is Confidence.HIGH:
            sinks[index] = sinks[index]._replace(confidence=Confidence.MEDIUM)
    for index in range(edges_before, len(edges)):
        if edges[index].confidence is Confidence.HIGH:
            edges[index] = edges[index]._replace(confidence=Confidence.MEDIUM)
