"""Ways into trouble that are not blocking calls: from the loop into a second loop, from a thread to the loop's API.

Like blocking calls they are anchored on the call by which the function of the other colour enters, with the chain to
the call that fails or waits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from fastlint.facts import expressions as ex
from fastlint.facts import statements as st
from fastlint.knowledge.schema import Blocking
from fastlint.project.execution.calls import Activation, Event, EventKind, Sink
from fastlint.project.loop.event_loop import Paths, anchors, chain_of, confidence_of, span_of
from fastlint.project.reading import bodies
from fastlint.values import Confidence, Span, Step
from fastlint.values.late import dataclass

if TYPE_CHECKING:
    from fastlint.facts.definitions import FunctionFact
    from fastlint.project.execution.abstract import Function

#: A sleep of this many seconds or more is worth a word.
LONG_PAUSE = 1.0
#: A handler of a server never comes back from these without an argument that limits the wait.
_WAITS = frozenset({"threading.Event.wait", "threading.Condition.wait", "queue.Queue.get", "queue.SimpleQueue.get"})


@dataclass(frozen=True, eq=False)
class Way:
    """A call in `function` that leads to the call `sink` of a library, in whatever function; `routes` are titles."""

    function: Function
    activation: Activation
    span: Span
    sink: str
    chain: tuple[Step, ...]
    confidence: Confidence
    routes: tuple[str, ...]

    @property
    def culprit(self) -> str:
        """How a message names it."""
        first = self.chain[0].call
        return f"`{self.sink}`" if len(self.chain) == 1 else f"`{self.sink}`, reached through `{first}`,"


class NestedLoop(Way):
    """The event loop comes to a call that starts a second one: the subject of FL110."""


class LoopCallInThread(Way):
    """A `def` that FastAPI runs in a thread comes to a call that needs the event loop: the subject of FL116."""


class WaitInThread(Way):
    """A `def` that FastAPI runs in a thread comes to a call that waits for long: the subject of FL117."""


class ContextChange(Way):
    """A `def` dependency comes to a call that sets or resets a context variable: the subject of FL118."""


W = TypeVar("W", bound=Way)


def ways(
    kind: type[W],
    roots: Iterable[Activation],
    activations: Iterable[Activation],
    sinks: Callable[[Activation], Iterable[Sink]],
    routes: Callable[[Activation], tuple[str, ...]],
) -> tuple[W, ...]:
    """The ways from the roots to the sinks, one a call, the surest and shortest."""
    paths = Paths(activations, sinks)
    found: dict[tuple[Function, ex.Place], tuple[object, W]] = {}
    for root in roots:
        function = root.function
        assert function is not None
        for (place, blocking), (cost, via, _) in anchors(root, paths).items():
            before = found.get((function, place))
            titles = routes(root)
            if before is not None:
                titles = tuple(dict.fromkeys((*before[1].routes, *titles)))
                if before[0] <= cost:  # type: ignore[operator]
                    found[(function, place)] = (before[0], replace(before[1], routes=titles))
                    continue
            chain, sink = chain_of(root, via, blocking, paths)
            way = kind(function, root, span_of(function, place), sink.name, chain, confidence_of(cost), titles)
            found[(function, place)] = (cost, way)
    return tuple(sorted((way for _, way in found.values()), key=lambda way: way.span))


def sinks_of_event(event_kind: EventKind) -> Callable[[Activation], list[Sink]]:
    """The calls of one kind as ends of ways; those whose failure is caught, or prevented by a question, are none."""

    def sinks(activation: Activation) -> list[Sink]:
        events = [event for event in activation.events if event.kind is event_kind]
        if not events or activation.function is None:
            return []
        fact = activation.function.fact
        innocent = bodies.forgiven(fact)
        if event_kind is EventKind.NESTED_LOOP and not fact.is_async and asks_for_loop(activation):
            return []
        return [_sink(fact, event) for event in events if event.place not in innocent]

    return sinks


def asks_for_loop(activation: Activation) -> bool:
    """Whether a function asks, itself or through what it calls, whether a loop is running."""
    assert activation.function is not None
    called = [activation.function.fact.called]
    called += [edge.target.function.fact.called for edge in activation.edges if edge.target.function is not None]
    return any(not names.isdisjoint(bodies.LOOP_QUESTIONS) for names in called)


def long_waits(activation: Activation) -> list[Sink]:
    """The calls of a function that hold its thread: long sleeps, polling, and waiting without a limit."""
    if activation.function is None or activation.is_async:
        return []
    fact = activation.function.fact
    return [sink for sink in activation.sinks if _is_long(fact, sink)]


def _is_long(fact: FunctionFact, sink: Sink) -> bool:
    if sink.blocking is not Blocking.SLEEP and not (sink.blocking is Blocking.WAIT and sink.name in _WAITS):
        return False
    call = bodies.call_at(fact, sink.place)
    if call is None or bodies.is_in_handler(fact, sink.place):
        return False
    if sink.blocking is Blocking.WAIT:
        return not call.arguments and not call.keywords
    if any(isinstance(loop, st.While) for loop in bodies.loops_around(fact, sink.place)):
        return True
    seconds = call.arguments[0] if call.arguments else None
    return isinstance(seconds, ex.Constant) and isinstance(seconds.value, int | float) and seconds.value >= LONG_PAUSE


def changes_of_context(root: Activation) -> Callable[[Activation], list[Sink]]:
    """The calls that change the context, seen from one dependency.

    What sets and resets within one call of a plain function leaves nothing behind.
    """
    assert root.function is not None
    is_generator = root.function.fact.is_generator

    def sinks(activation: Activation) -> list[Sink]:
        kinds = {event.kind for event in activation.events}
        function = activation.function
        if function is None or kinds.isdisjoint(CONTEXT_KINDS):
            return []
        if EventKind.CONTEXT_RESET in kinds and not (is_generator and function.fact.is_generator):
            return []
        wanted = EventKind.CONTEXT_SET if EventKind.CONTEXT_SET in kinds else EventKind.CONTEXT_RESET
        return [_sink(function.fact, event) for event in activation.events if event.kind is wanted]

    return sinks


CONTEXT_KINDS = frozenset({EventKind.CONTEXT_SET, EventKind.CONTEXT_RESET})


def _sink(fact: FunctionFact, event: Event) -> Sink:
    label = _label(fact, event.place, event.detail)
    return Sink(Blocking.WAIT, event.detail, event.place, label, None, Confidence.HIGH)


def _label(fact: FunctionFact, place: ex.Place, name: str) -> str:
    call = bodies.call_at(fact, place)
    return ex.render(call.callee) if call is not None else name


__all__ = [
    "CONTEXT_KINDS",
    "ContextChange",
    "LoopCallInThread",
    "NestedLoop",
    "WaitInThread",
    "Way",
    "changes_of_context",
    "long_waits",
    "sinks_of_event",
    "ways",
]
