"""Beginnings: to end what was begun, at the begin of a function, is most often to end nothing.

`session.rollback()` as the first thing that a function does with the database, before it goes on, has nothing to undo.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastlint.facts import expressions as ex
from fastlint.facts import statements as st
from fastlint.project.reading import bodies

if TYPE_CHECKING:
    from fastlint.facts.expressions import Place
    from fastlint.project.execution.calls import Activation


def is_first(activation: Activation, place: Place) -> bool:
    """Whether a place is the first of a function that waits for something, and the function goes on after it."""
    assert activation.function is not None
    fact = activation.function.fact
    start = place[:2]
    waits = [sink.place for sink in activation.sinks]
    waits += [edge.place for edge in activation.edges if edge.target.reaches or edge.target.is_async]
    if any(each[:2] < start for each in waits):
        return False
    goes_on = any(each[:2] > place[2:] for each in waits)
    for node in bodies.nodes(fact.body):
        if isinstance(node, ex.Await | ex.Yield):
            if node.place[:2] < start:
                return False
            goes_on = goes_on or node.place[:2] > place[2:]
        if isinstance(node, st.Try) and any(
            _holds(block, place) for block in (*(handler.body for handler in node.handlers), node.final)
        ):
            return False
    return goes_on


def _holds(block: st.Block, place: Place) -> bool:
    return any(getattr(node, "place", None) == place for node in bodies.nodes(block))
