"""Nothing left to do: what could block, but for what the function has done just before, or has asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from fastlint.facts import expressions as ex
from fastlint.facts import statements as st
from fastlint.project.execution.calls import EdgeKind
from fastlint.project.execution.settled import is_settled_before
from fastlint.project.loop.awaited_work import is_awaited
from fastlint.project.loop.filled import is_filled
from fastlint.project.loop.nonblocking import refuses_to_wait
from fastlint.project.reading import bodies, flow
from fastlint.values import Confidence

if TYPE_CHECKING:
    from fastlint.facts.definitions import FunctionFact
    from fastlint.facts.expressions import Expression, Place
    from fastlint.project.execution.calls import Activation, Sink

#: What waits for a future, unless it is done.
_OUTCOMES = frozenset({"concurrent.futures.Future.result", "concurrent.futures.Future.exception"})
#: Questions to a future.
_STATES = frozenset({"done", "running"})
#: A question that a property answers may be asked by a property that it reads.
_DEEPEST = 3


def pending(activation: Activation, sinks: Iterable[Sink]) -> list[Sink]:
    """Those of the sinks of an activation that have something left to do, as sure as they are."""
    function = activation.function
    if function is None:
        return list(sinks)
    fact = function.fact
    found: list[Sink] = []
    for sink in sinks:
        if is_settled_before(fact, sink) or is_awaited(fact, sink, strict=True) or refuses_to_wait(fact, sink):
            continue
        is_sure = sink.confidence is Confidence.HIGH
        if is_sure and (
            is_awaited(fact, sink, strict=False) or is_filled(fact, sink) or _is_answered(activation, fact, sink)
        ):
            sink = sink._replace(confidence=Confidence.MEDIUM)
        found.append(sink)
    return found


def _is_answered(activation: Activation, fact: FunctionFact, sink: Sink) -> bool:
    """Whether a sink waits for a future below a condition that asks, itself or in what it reads, for its state."""
    site = flow.site_at(fact, sink.place) if sink.name in _OUTCOMES else None
    if site is None:
        return False
    tests = list(site.conditions)
    tests += [each.test for each in site.before if isinstance(each, st.If | st.While) and _guards(each)]
    tests += [node.test for node in flow.own(site.statement) if isinstance(node, ex.Conditional)]
    tests += [node for node in flow.own(site.statement) if isinstance(node, ex.Both)]
    return any(_asks(test, activation, fact) for test in tests)


def _guards(statement: st.If | st.While) -> bool:
    """Whether what follows a statement runs only after its condition was false: a loop, or an `if` that leaves."""
    return isinstance(statement, st.While) or flow.Exit.FALLS not in flow.exits(statement.body)


def _asks(test: Expression, activation: Activation, fact: FunctionFact) -> bool:
    inside = list(bodies.nodes(test))
    for name in {node.id for node in inside if isinstance(node, ex.Name)}:
        for site in flow.assigned(fact, name):
            if isinstance(site.statement, st.Assign) and site.statement.value is not None:
                inside += bodies.nodes(site.statement.value)
    return any(
        isinstance(node, ex.Call) and isinstance(node.callee, ex.Attribute) and node.callee.name in _STATES
        for node in inside
    ) or any(_reads(each, _DEEPEST) for each in _targets(activation, {getattr(node, "place", None) for node in inside}))


def _targets(activation: Activation, places: set[Place | None]) -> Iterator[Activation]:
    for edge in activation.edges:
        if edge.kind is EdgeKind.CALL and edge.place in places:
            yield edge.target


def _reads(activation: Activation, depth: int) -> bool:
    """Whether a function that was called asks for the state of a future."""
    if activation.function is None or not depth:
        return False
    if not activation.function.fact.called.isdisjoint(_STATES):
        return True
    return any(edge.kind is EdgeKind.CALL and _reads(edge.target, depth - 1) for edge in activation.edges)
