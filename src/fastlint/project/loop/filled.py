"""Filled: a queue that was found not to be empty gives at once what it has, where nobody else takes from it."""

from __future__ import annotations

from collections.abc import Iterator

from fastlint.facts import expressions as ex
from fastlint.facts import statements as st
from fastlint.facts.definitions import FunctionFact
from fastlint.facts.expressions import Expression, Place
from fastlint.project.execution.calls import Sink
from fastlint.project.reading import bodies, flow
from fastlint.project.reading.flow import Exit, Part, Site

#: What waits for an element of a queue, unless it has one.
_TAKING = frozenset(
    """queue.Queue.get queue.LifoQueue.get queue.PriorityQueue.get queue.SimpleQueue.get
    multiprocessing.queues.Queue.get multiprocessing.queues.JoinableQueue.get
    multiprocessing.queues.SimpleQueue.get""".split()
)
_TAKES = frozenset({"get", "get_nowait"})


def is_filled(fact: FunctionFact, sink: Sink) -> bool:
    """Whether a sink takes from a queue that was found to have an element, with no `await` and no taking in between.

    Another thread may have taken it since: nothing tells how many there are that do.
    """
    call = bodies.call_at(fact, sink.place) if sink.name in _TAKING else None
    site = flow.site_at(fact, sink.place) if call is not None else None
    if call is None or site is None or not isinstance(call.callee, ex.Attribute):
        return False
    queue = ex.dotted(call.callee.value)
    if queue is None:
        return False
    return any(
        _promises(test, outcome, queue) and _is_undisturbed(fact, test, queue, sink.place)
        for test, outcome in _known(site, sink.place)
    )


def _known(site: Site, place: Place) -> Iterator[tuple[Expression, bool]]:
    """The conditions whose outcome is known where a call stands, the nearest first; a loop around it ends them."""
    for node in flow.own(site.statement):
        if isinstance(node, ex.Conditional):
            if _holds(node.body, place):
                yield node.test, True
            elif _holds(node.orelse, place):
                yield node.test, False
        elif isinstance(node, ex.Both):
            for index, value in enumerate(node.values):
                if _holds(value, place):
                    yield from ((each, not node.is_or) for each in node.values[:index])
    if isinstance(site.statement, st.While):
        return
    yield from _left(site.block, site.position)
    for level in reversed(site.around):
        statement = level.statement
        if isinstance(statement, st.If):
            yield statement.test, level.part is Part.BODY
        elif isinstance(statement, st.While) and level.part is Part.BODY:
            yield statement.test, True
        if isinstance(statement, st.While | st.For):
            return
        yield from _left(level.block, level.position)


def _left(block: st.Block, position: int) -> Iterator[tuple[Expression, bool]]:
    """The conditions of what stands before a position and leaves the block where they hold."""
    for each in reversed(block[:position]):
        if isinstance(each, st.If) and not each.orelse and Exit.FALLS not in flow.exits(each.body):
            yield each.test, False


def _holds(node: object, place: Place) -> bool:
    return any(getattr(each, "place", None) == place for each in bodies.nodes(node))


def _promises(test: Expression, outcome: bool, queue: str) -> bool:
    """Whether a condition with this outcome says that a queue has an element."""
    match test:
        case ex.Not(value):
            return _promises(value, not outcome, queue)
        case ex.Both(is_or, values):
            each = (_promises(value, outcome, queue) for value in values)
            return all(each) if is_or is outcome else any(each)
        case ex.Compare(left, operator, ex.Constant(0)):
            return _asks(left, "qsize", queue) and operator == ("!=" if outcome else "==")
        case ex.Opaque(parts) if outcome:  # facts do not keep which way sizes are compared
            return any(_asks(part, "qsize", queue) for part in parts)
        case _:
            return _asks(test, "qsize" if outcome else "empty", queue)


def _asks(test: Expression, method: str, queue: str) -> bool:
    callee = test.callee if isinstance(test, ex.Call) else None
    return isinstance(callee, ex.Attribute) and callee.name == method and ex.dotted(callee.value) == queue


def _is_undisturbed(fact: FunctionFact, test: Expression, queue: str, place: Place) -> bool:
    """Whether nothing is awaited, and nothing taken from a queue, between a condition and a call."""
    begin = min(node.place for node in bodies.calls(test))
    for node in bodies.nodes(fact.body):
        match node:
            case ex.Await(place=at) if begin < at and at[2:] <= place[:2]:
                return False
            case ex.Call(callee=ex.Attribute(value, name), place=at) if begin < at < place:
                if name in _TAKES and ex.dotted(value) == queue:
                    return False
            case st.With(items, is_async=True) if begin < items[0].place < place:
                return False
            case st.For(is_async=True, place=at) | ex.Clause(is_async=True, place=at) if begin < at < place:
                return False
    return True
