"""What runs on the event loop, where it blocks, and the shortest way from there to the call that blocks.

A finding is anchored where the loop enters the blocking work: a call in an `async def`, or in a plain function that the
loop calls by itself (a validator, a callback). Ways are searched backwards from the sinks, surest first, then shortest.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import Enum
from typing import TYPE_CHECKING

from fastlint.knowledge.schema import Blocking
from fastlint.project.execution.calling import label_text
from fastlint.project.execution.calls import Activation, Edge, EdgeKind, Sink
from fastlint.values import Confidence, Span, Step
from fastlint.values.late import dataclass

if TYPE_CHECKING:
    from fastlint.facts.expressions import Place
    from fastlint.project.execution.abstract import Function

_COST = {Confidence.HIGH: 0, Confidence.MEDIUM: 1, Confidence.LOW: 2}
_CONFIDENCES = (Confidence.HIGH, Confidence.MEDIUM, Confidence.LOW)

#: So many steps further than a sink that may have nothing to do, another one makes the better chain.
_DETOUR = 4

#: Rank of the least sure step, then the number of steps.
Cost = tuple[int, int]


class Phase(Enum):
    """When a function runs."""

    REQUEST = "request"
    STARTUP = "startup"  # once, before or after requests are served


@dataclass(frozen=True, eq=False)
class BlockingCall:
    """A place on the event loop that blocks: the subject of FL101 to FL109.

    `function` is the anchor's dotted name; `chain` leads from the anchor to the call that blocks; `others` are further
    sinks of the same class that the same call leads to. `routes` are the titles of the routes that it stalls. `package`
    is the installed package through which the chain leads, if any.
    """

    function: Function
    activation: Activation
    span: Span
    blocking: Blocking
    sink: Sink
    chain: tuple[Step, ...]
    confidence: Confidence
    phase: Phase
    routes: tuple[str, ...]
    others: tuple[str, ...]
    why: str
    package: str | None = None


def _blocking_sinks(activation: Activation) -> Iterable[Sink]:
    return activation.sinks


def _all_edges(activation: Activation) -> Iterable[Edge]:
    return activation.edges


def _rank(step: Edge | Sink) -> int:
    """How unsure a step of a function is for its callers: the condition above it may be one that they never meet."""
    rank = _COST[step.confidence]
    return max(rank, 1) if step.is_conditional else rank


def _length(sink: Sink) -> int:
    """The length of a way that is the sink alone; what may have nothing to do is taken where there is nothing else."""
    return 1 + _DETOUR if sink.row is not None and sink.row.ends else 1


class Paths:
    """The way from every activation to the sinks that it reaches, per class of blocking work.

    `sinks` tells what counts as a sink in an activation; by default, what blocks in it. `edges` tells which of its
    edges count; by default, all.
    """

    def __init__(
        self,
        activations: Iterable[Activation],
        sinks: Callable[[Activation], Iterable[Sink]] | None = None,
        edges: Callable[[Activation], Iterable[Edge]] | None = None,
    ) -> None:
        self.sinks = sinks or _blocking_sinks
        self.edges = edges or _all_edges
        self.best: dict[Activation, dict[Blocking, tuple[Cost, Edge | Sink]]] = {}
        callers: dict[Activation, list[tuple[Activation, Edge]]] = {}
        heap: list[tuple[Cost, int, Activation, Blocking, Edge | Sink]] = []
        count = 0
        for activation in activations:
            for sink in self.sinks(activation):
                heap.append(((_rank(sink), _length(sink)), count, activation, sink.blocking, sink))
                count += 1
            for edge in self.edges(activation):
                if edge.kind is EdgeKind.CALL and not edge.target.is_async:
                    callers.setdefault(edge.target, []).append((activation, edge))
        heapq.heapify(heap)
        while heap:
            cost, _, activation, blocking, via = heapq.heappop(heap)
            best = self.best.setdefault(activation, {})
            if blocking in best:
                continue
            best[blocking] = (cost, via)
            if activation.is_async:
                continue  # whoever awaits it is not the one who enters the blocking work
            for caller, edge in callers.get(activation, ()):
                if blocking not in self.best.get(caller, ()):
                    further = (max(cost[0], _rank(edge)), cost[1] + 1)
                    count += 1
                    heapq.heappush(heap, (further, count, caller, blocking, edge))

    def follow(self, start: Edge | Sink, blocking: Blocking) -> tuple[list[tuple[Edge, Activation]], Sink]:
        """The edges from `start` on, each with the activation that it leads to, and the sink at the end."""
        edges: list[tuple[Edge, Activation]] = []
        via: Edge | Sink = start
        while isinstance(via, Edge):
            edges.append((via, via.target))
            via = self.best[via.target][blocking][1]
        return edges, via


def reachable(roots: Iterable[Activation], kinds: Sequence[EdgeKind]) -> set[Activation]:
    """What the roots lead to through edges of the given kinds, the roots included."""
    found = set(roots)
    pending = list(found)
    while pending:
        for edge in pending.pop().edges:
            if edge.kind in kinds and edge.target not in found:
                found.add(edge.target)
                pending.append(edge.target)
    return found


def grow(found: set[Activation], root: Activation) -> None:
    """Add a root, and what it leads to, to a set that holds what all its members lead to."""
    if root in found:
        return
    found.add(root)
    pending = [root]
    while pending:
        for edge in pending.pop().edges:
            if edge.target not in found:
                found.add(edge.target)
                pending.append(edge.target)


class RoutesOf:
    """The routes that an activation serves, searched backwards from it when they are asked for.

    Sets of routes are numbers with a bit for each title: what leads to each other (a strongly connected component of
    the call graph) shares one, and whoever is called joins those of its callers, so that each edge is looked at once.
    """

    def __init__(
        self,
        activations: Iterable[Activation],
        entries: Mapping[Activation, Iterable[str]],
        shared: Mapping[Activation, Iterable[tuple[str, ...]]],
    ) -> None:
        """`shared` are further titles of entries, in tuples that many entries share."""
        groups = {id(titles): titles for each in shared.values() for titles in each}
        every = {title for titles in (*entries.values(), *groups.values()) for title in titles}
        self._titles = sorted(every, key=by_path)
        bits = {title: 1 << index for index, title in enumerate(self._titles)}
        sets = {key: _any_of(bits[title] for title in titles) for key, titles in groups.items()}
        self._entries = {
            each: _any_of([bits[title] for title in titles] + [sets[id(group)] for group in shared.get(each, ())])
            for each, titles in entries.items()
        }
        self._callers: dict[Activation, list[Activation]] = {}
        self._found: dict[Activation, int] = {}
        self._texts: dict[int, tuple[str, ...]] = {0: ()}
        self._order: dict[Activation, int] = {}
        for activation in activations:
            for edge in activation.edges:
                if not edge.is_private:  # who waits for a loop of its own waits in a thread
                    self._callers.setdefault(edge.target, []).append(activation)

    def get(self, activation: Activation) -> tuple[str, ...]:
        """The titles of the routes whose requests run the activation, sorted."""
        found = self._found.get(activation)
        return self._written(self._search(activation) if found is None else found)

    def of_all(self, activations: Iterable[Activation]) -> tuple[str, ...]:
        """The titles of the routes whose requests run one of the activations, sorted."""
        known = self._found
        return self._written(_any_of(known[each] if each in known else self._search(each) for each in activations))

    def _written(self, routes: int) -> tuple[str, ...]:
        found = self._texts.get(routes)
        if found is None:
            bits = f"{routes:b}"[::-1]  # a few of thousands are set: looking for them is quicker than asking each
            titles: list[str] = []
            index = bits.find("1")
            while index >= 0:
                titles.append(self._titles[index])
                index = bits.find("1", index + 1)
            found = self._texts[routes] = tuple(titles)
        return found

    def _search(self, start: Activation) -> int:
        """The routes of an activation, and on the way those of all that lead to it (Tarjan's algorithm)."""
        order, found, callers = self._order, self._found, self._callers
        lowest: dict[Activation, int] = {}
        routes: dict[Activation, int] = {}
        component: list[Activation] = []
        path: list[tuple[Activation, Iterator[Activation]]] = []

        def enter(activation: Activation) -> None:
            lowest[activation] = order[activation] = len(order)
            routes[activation] = self._entries.get(activation, 0)
            component.append(activation)
            path.append((activation, iter(callers.get(activation, ()))))

        enter(start)
        while path:
            activation, left = path[-1]
            for caller in left:
                if caller in found:
                    routes[activation] |= found[caller]
                elif caller in order:
                    lowest[activation] = min(lowest[activation], order[caller])
                else:
                    enter(caller)
                    break
            else:
                path.pop()
                if lowest[activation] == order[activation]:
                    while True:
                        member = component.pop()
                        found[member] = routes[activation]
                        if member is activation:
                            break
                if path:
                    above = path[-1][0]
                    routes[above] |= routes[activation]
                    lowest[above] = min(lowest[above], lowest[activation])
        return found[start]


def _any_of(sets: Iterable[int]) -> int:
    """What is in any of several sets of bits."""
    found = 0
    for each in sets:
        found |= each
    return found


def by_path(title: str) -> tuple[str, str]:
    """The order of route titles: by path, then by method."""
    method, _, path = title.partition(" ")
    return (path, method)


def anchors(activation: Activation, paths: Paths) -> dict[tuple[Place, Blocking], tuple[Cost, Edge | Sink, list[str]]]:
    """The places of an activation where blocking work is entered, each with the surest and shortest way to a sink."""
    found: dict[tuple[Place, Blocking], tuple[Cost, Edge | Sink, list[str]]] = {}

    def add(place: Place, blocking: Blocking, cost: Cost, via: Edge | Sink, name: str) -> None:
        before = found.get((place, blocking))
        if before is None:
            found[(place, blocking)] = (cost, via, [name])
            return
        names = before[2]
        if name not in names:
            names.append(name)
        if cost < before[0]:
            found[(place, blocking)] = (cost, via, names)

    for sink in paths.sinks(activation):
        add(sink.place, sink.blocking, (_COST[sink.confidence], _length(sink)), sink, sink.name)
    for edge in paths.edges(activation):
        if edge.kind is not EdgeKind.CALL or edge.target.is_async:
            continue
        for blocking, best in paths.best.get(edge.target, {}).items():
            cost = (max(best[0][0], _COST[edge.confidence]), best[0][1] + 1)
            _, sink = paths.follow(edge, blocking)
            add(edge.place, blocking, cost, edge, sink.name)
    return found


def chain_of(
    activation: Activation, via: Edge | Sink, blocking: Blocking, paths: Paths
) -> tuple[tuple[Step, ...], Sink]:
    """The steps from an anchor to the call that blocks."""
    edges, sink = paths.follow(via, blocking)
    steps: list[Step] = []
    function = activation.function
    for edge, target in edges:
        assert function is not None
        steps.append(Step(span_of(function, edge.place), function.name, label_text(edge.label)))
        function = target.function
    assert function is not None
    steps.append(Step(span_of(function, sink.place), function.name, sink.label or sink.name))
    return tuple(steps), sink


def span_of(function: Function, place: Place) -> Span:
    """A place in the file of a function."""
    return Span(function.module.path, *place)


def confidence_of(cost: Cost) -> Confidence:
    """The confidence of a way of that cost."""
    return _CONFIDENCES[cost[0]]


def less_sure(cost: Cost) -> Cost:
    """The cost of a way that is not certain."""
    return (max(cost[0], _COST[Confidence.MEDIUM]), cost[1])
