"""Awaited work: an executor of which the function has awaited every future has nothing left to wait for.

That holds for an executor that nothing but this function knows, whose work is handed to it by `run_in_executor`, and
where each future is awaited, without a limit of time, before the executor is left. Where an exception may come between,
it is less sure: then the rest is waited for.
"""

from __future__ import annotations

from collections.abc import Iterator

from fastlint.facts import expressions as ex
from fastlint.facts import statements as st
from fastlint.facts.definitions import FunctionFact
from fastlint.facts.expressions import Expression, Place
from fastlint.project.execution.calls import Sink
from fastlint.project.reading import bodies, flow
from fastlint.project.reading.flow import Exit, Level, Site

_LEFT = frozenset({"shutdown", "__exit__"})
_EXECUTORS = frozenset(
    f"concurrent.futures.{each}Executor" for each in ("", "ThreadPool", "ProcessPool", "InterpreterPool")
)
#: What gives up before the work is done.
_LIMITS = frozenset({"timeout", "timeout_at", "fail_after", "move_on_after"})
#: What waits for several futures, and gives up none; and what goes through them.
_JOINING = frozenset({"gather", "wait", "as_completed"})
_GOING_THROUGH = frozenset({"enumerate", "zip", "list", "reversed", "tqdm", "as_completed"})
_VIEWS = frozenset({"values", "items", "keys"})


def is_awaited(fact: FunctionFact, sink: Sink, *, strict: bool) -> bool:
    """Whether a sink leaves an executor, or shuts it down, of which all futures were awaited before.

    `strict`: also if one of them, or something else, fails.
    """
    if not sink.name.startswith("concurrent.futures.") or not fact.is_async:
        return False
    is_left = sink.label.startswith("leaving ")
    if not (is_left and sink.name in _EXECUTORS) and sink.name.rpartition(".")[2] not in _LEFT:
        return False
    name = _left(fact, sink.place) if is_left else _shut_down(fact, sink.place)
    if name is None or len(flow.assigned(fact, name)) != 1:
        return False
    handed = _handed(fact, name)
    return bool(handed) and all(_is_over(each, sink.place, is_left, strict) for each in handed)


def _left(fact: FunctionFact, place: Place) -> str | None:
    """The name that a `with` gives to the executor that is entered at a place."""
    for node in bodies.of_kind(fact.body, st.With):
        for item in node.items:
            if item.place == place and isinstance(item.target, ex.Name):
                return item.target.id
    return None


def _shut_down(fact: FunctionFact, place: Place) -> str | None:
    """The name of the executor that is shut down at a place."""
    call = bodies.call_at(fact, place)
    callee = call.callee if call is not None else None
    return callee.value.id if isinstance(callee, ex.Attribute) and isinstance(callee.value, ex.Name) else None


def _handed(fact: FunctionFact, name: str) -> list[tuple[Site, ex.Call]]:
    """The calls of `run_in_executor` with an executor; none if it is used for anything else but to be shut down."""
    found: list[tuple[Site, ex.Call]] = []
    for site in flow.sites(fact):
        if name in flow.stores(site) or not flow.reads(site, name):
            continue
        nodes = list(flow.own(site.statement))
        calls = [node for node in nodes if isinstance(node, ex.Call)]
        given = [
            call
            for call in calls
            if call.arguments
            and call.arguments[0] == ex.Name(name)
            and isinstance(call.callee, ex.Attribute)
            and call.callee.name == "run_in_executor"
        ]
        ended = [call for call in calls if call.callee == ex.Attribute(ex.Name(name), "shutdown", None)]
        mentioned = sum(isinstance(node, ex.Name) and node.id == name for node in nodes)
        hidden = any(isinstance(node, ex.Lambda) and name in ex.names_in(node.function.body) for node in nodes)
        if isinstance(site.statement, st.FunctionDef | st.ClassDef) or hidden or mentioned != len(given) + len(ended):
            return []
        found += [(site, call) for call in given]
    return found


def _is_over(handed: tuple[Site, ex.Call], end: Place, is_left: bool, strict: bool) -> bool:
    """Whether the future that a call gives is awaited before the executor is left."""
    site, call = handed
    if any(_is_limited(each) for each in site.withs):
        return False
    statement = site.statement
    value = statement.value if isinstance(statement, st.Assign | st.Evaluate | st.Return) else None
    if value is not None and _is_waited_for(value, call, strict):
        return True
    name = _kept_as(statement, call)
    if name is None:
        return False
    if is_left and not any(_enters(level.statement, end) for level in site.around):
        return False
    for place, awaiting in _ways_on(site, strict):
        if any(_awaits(each, name, strict) for each in awaiting):
            return is_left or place < end[:2]
    return False


def _is_limited(statement: st.With) -> bool:
    return any(
        isinstance(item.manager, ex.Call) and ex.last_name(item.manager.callee) in _LIMITS for item in statement.items
    )


def _enters(statement: st.Statement, place: Place) -> bool:
    return isinstance(statement, st.With) and any(item.place == place for item in statement.items)


def _is_waited_for(value: Expression, call: ex.Call, strict: bool) -> bool:
    """`await call`, or `await gather(call, ...)`, also of a comprehension."""
    if not isinstance(value, ex.Await):
        return False
    if value.value == call:
        return True
    joined = value.value
    return _joins(joined, strict) and call in _futures(joined.arguments)  # type: ignore[union-attr]


def _joins(call: Expression, strict: bool) -> bool:
    """Whether a call waits for all that it is given."""
    if not isinstance(call, ex.Call) or ex.last_name(call.callee) not in _JOINING:
        return False
    keywords = dict(call.keywords)
    if ex.last_name(call.callee) == "gather":
        return not strict or keywords.get("return_exceptions") == ex.Constant(True)
    return not keywords


def _futures(arguments: tuple[Expression, ...]) -> Iterator[Expression]:
    for each in arguments:
        inner = each.value if isinstance(each, ex.Starred) else each
        if isinstance(inner, ex.Comprehension):
            yield inner.element
        elif isinstance(inner, ex.Display):
            yield from inner.elements
        else:
            yield inner


def _kept_as(statement: st.Statement, call: ex.Call) -> str | None:
    """The local name of the future that a call gives, or of the list or dict that it is put in."""
    if isinstance(statement, st.Assign) and len(statement.targets) == 1:
        target, value = statement.targets[0], statement.value
        is_made = value == call or (isinstance(value, ex.Comprehension) and value.element == call)
        is_listed = isinstance(value, ex.Display) and call in value.elements
        return target.id if isinstance(target, ex.Name) and (is_made or is_listed) else None
    added = statement.value if isinstance(statement, st.Evaluate) else None
    if isinstance(added, ex.Call) and added.arguments == (call,) and isinstance(added.callee, ex.Attribute):
        kept = added.callee.value
        return kept.id if added.callee.name in ("append", "add") and isinstance(kept, ex.Name) else None
    return None


def _ways_on(site: Site, strict: bool) -> Iterator[tuple[tuple[int, int], st.Block]]:
    """What surely runs after a statement: those that follow in its block and in the loops around, and a `finally`.

    Each with where it starts, as far as it is known.
    """
    block, position = site.block, site.position
    around: tuple[Level, ...] = site.around
    while True:
        for index in range(position + 1, len(block)):
            following = block[index]
            yield _start(following), (following,)
            if isinstance(following, st.Try) and following.final and index == position + 1:
                for each in following.final:
                    yield _start(each), (each,)
            if not _goes_on(following, strict):
                return
        if not around or not isinstance(around[-1].statement, st.For):
            return
        block, position, around = around[-1].block, around[-1].position, around[:-1]


def _start(statement: st.Statement) -> tuple[int, int]:
    starts = [node.place[:2] for node in bodies.nodes(statement) if getattr(node, "place", None)]  # type: ignore[attr-defined]
    return min(starts, default=(0, 0))


def _goes_on(statement: st.Statement, strict: bool) -> bool:
    """Whether control comes to the next statement; strictly, only what waits for nothing does not fail."""
    if flow.exits((statement,)) != {Exit.FALLS}:
        return False
    return not strict or not any(isinstance(node, ex.Await | ex.Yield) for node in bodies.nodes(statement))


def _awaits(statement: st.Statement, name: str, strict: bool) -> bool:
    """Whether a statement awaits the future of that name, or all those in the container of that name."""
    if isinstance(statement, st.For):
        return _goes_through(statement.iterable, name) and _awaits_each(statement, strict)
    value = statement.value if isinstance(statement, st.Assign | st.Evaluate | st.Return) else None
    if isinstance(value, ex.Comprehension) and len(value.clauses) == 1 and not strict:
        clause = value.clauses[0]
        is_each = isinstance(value.element, ex.Await) and value.element.value in list(bodies.nodes(clause.target))
        return is_each and not clause.conditions and _goes_through(clause.iterable, name)
    if not isinstance(value, ex.Await):
        return False
    return value.value == ex.Name(name) or (
        _joins(value.value, strict) and ex.Name(name) in _futures(value.value.arguments)  # type: ignore[union-attr]
    )


def _goes_through(iterable: Expression, name: str) -> bool:
    if isinstance(iterable, ex.Call):
        callee = iterable.callee
        if isinstance(callee, ex.Attribute) and callee.name in _VIEWS:
            return callee.value == ex.Name(name)
        if ex.last_name(callee) in _GOING_THROUGH and not iterable.keywords:
            return any(_goes_through(each, name) for each in iterable.arguments)
    return iterable == ex.Name(name)


def _awaits_each(loop: st.For, strict: bool) -> bool:
    """Whether a loop awaits what it goes through, and is not left before its end; strictly, not when one fails."""
    if not flow.exits(loop.body) <= {Exit.FALLS, Exit.CONTINUES}:
        return False
    targets = {node.id for node in bodies.nodes(loop.target) if isinstance(node, ex.Name)}
    first = loop.body[0]
    if isinstance(first, st.Try):
        is_sure = not first.final and any(map(flow.takes_all, first.handlers))
        return (is_sure or not strict) and any(_awaits(first.body[0], target, strict) for target in targets)
    return not strict and any(_awaits(first, target, strict) for target in targets)
