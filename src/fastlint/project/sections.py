"""Critical sections: what a program does while it holds a lock of threads.

A lock that is only ever held for a few assignments is never waited for: nobody who holds it lets go of the processor
for long. One that somebody holds while he waits for a file, a reply or an `await` stops everybody who asks for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from fastlint.facts import expressions as ex
from fastlint.facts import statements as st
from fastlint.project import bodies
from fastlint.project.abstract import Class
from fastlint.project.calls import Activation, EdgeKind, Sink
from fastlint.values import Confidence

if TYPE_CHECKING:
    from fastlint.facts.expressions import Expression, Place
    from fastlint.project.abstract import Function

LOCKS = frozenset({"threading.Lock", "threading.RLock"})

#: The owner of a lock that is a plain name, whatever module it comes from.
GLOBAL = "global"
#: What tells locks apart: whose attribute it is (the topmost class; None where that is not known), and its name.
Key = tuple[Class | str | None, str]


def unhurried(activations: Iterable[Activation]) -> set[tuple[Function, Place]]:
    """The places where a lock is entered that nobody holds while he blocks, awaits or yields."""
    entered: dict[tuple[Function, Place], Key] = {}
    sections: dict[Key, list[tuple[Activation, st.With]]] = {}
    slow: set[Key] = set()
    everything = tuple(activations)
    for activation in everything:
        function = activation.function
        for sink in activation.sinks:
            if function is None:
                continue
            if _is_acquired(sink):
                slow.add(_key_of_text(function, sink.label))
            elif is_entered(sink):
                statement = _section(function, sink.place)
                if statement is not None:
                    key = _key(function, _manager(statement, sink.place))
                    entered[(function, sink.place)] = key
                    sections.setdefault(key, []).append((activation, statement))
    if not entered:
        return set()
    callers: dict[Activation, list[Activation]] = {}
    for activation in everything:
        for edge in activation.edges:
            if edge.kind is EdgeKind.CALL and not edge.target.is_async:
                callers.setdefault(edge.target, []).append(activation)
    waiting = {a for a in everything if any(not is_entered(sink) for sink in a.sinks)}
    _spread(waiting, waiting, callers)
    while True:
        found = {
            key
            for key, each in sections.items()
            if key not in slow and any(_is_slow(statement, activation, waiting) for activation, statement in each)
        }
        if not found:
            break
        slow |= found
        new = {activation for key in found for activation, _ in sections[key]} - waiting
        waiting |= new
        _spread(new, waiting, callers)
    names = {name for owner, name in slow if owner is None}
    slow_names = {name for _, name in slow}
    return {
        place
        for place, (owner, name) in entered.items()
        if (owner, name) not in slow and name not in (slow_names if owner is None else names)
    }


def weighed(activation: Activation, quick: set[tuple[Function, Place]]) -> Iterable[Sink]:
    """What blocks in a function; to enter one of the `quick` locks is less sure to, and one that is new is free."""
    function = activation.function
    if function is None or not any(is_entered(sink) or _is_acquired(sink) for sink in activation.sinks):
        return activation.sinks
    found: list[Sink] = []
    for sink in activation.sinks:
        if not (is_entered(sink) or _is_acquired(sink)):
            found.append(sink)
        elif not _is_new(function, sink):
            is_quick = is_entered(sink) and sink.confidence is Confidence.HIGH and (function, sink.place) in quick
            confidence = Confidence.MEDIUM if is_quick else sink.confidence
            found.append(sink._replace(confidence=confidence))
    return found


def _is_new(function: Function, sink: Sink) -> bool:
    """Whether a lock was made just before, in the same block, and nobody else knows it yet."""
    name = sink.label.removeprefix("with ").removesuffix(".acquire")
    for block in bodies.blocks(function.fact.body):
        made: int | None = None
        for index, statement in enumerate(block):
            if isinstance(statement, st.Assign) and ex.Name(name) in statement.targets:
                made = index if isinstance(statement.value, ex.Call) and len(statement.targets) == 1 else None
            elif made is not None and any(ex.Name(name) == node for node in bodies.nodes(statement)):
                head = statement.items if isinstance(statement, st.With) else statement
                if any(getattr(node, "place", None) == sink.place for node in bodies.nodes(head)):
                    return True
                made = None
    return False


def is_entered(sink: Sink) -> bool:
    """Whether a sink is `with lock:`."""
    return sink.name in LOCKS and sink.label.startswith("with ")


def _is_acquired(sink: Sink) -> bool:
    return sink.name.rpartition(".")[0] in LOCKS and sink.name.endswith(".acquire")


def _spread(start: set[Activation], found: set[Activation], callers: dict[Activation, list[Activation]]) -> None:
    """Add to `found` whoever calls one of `start`, through any number of calls."""
    pending = list(start)
    while pending:
        for caller in callers.get(pending.pop(), ()):
            if caller not in found:
                found.add(caller)
                pending.append(caller)


def _section(function: Function, place: Place) -> st.With | None:
    for node in bodies.nodes(function.fact.body):
        if isinstance(node, st.With) and any(item.place == place for item in node.items):
            return node
    return None


def _manager(statement: st.With, place: Place) -> Expression:
    return next(item.manager for item in statement.items if item.place == place)


def _is_slow(statement: st.With, activation: Activation, waiting: set[Activation]) -> bool:
    places: set[object] = set()
    for node in _inside(statement):
        if isinstance(node, ex.Await | ex.Yield):
            return True
        if isinstance(node, st.For | st.With | ex.Clause) and node.is_async:
            return True
        places.add(getattr(node, "place", None))
    if any(sink.place in places and not is_entered(sink) for sink in activation.sinks):
        return True
    return any(
        edge.place in places and edge.kind is EdgeKind.CALL and edge.target in waiting for edge in activation.edges
    )


def _inside(statement: st.With) -> Iterator[object]:
    for each in statement.body:
        yield from bodies.nodes(each)


def _key(function: Function, manager: Expression) -> Key:
    return _key_of_text(function, f"{ex.render(manager)}.")


def _key_of_text(function: Function, text: str) -> Key:
    """The lock that `self._lock.acquire`, or `_lock.acquire`, means in a function."""
    parts = text.removeprefix("with ").split(".")[:-1]
    name = parts[-1] if parts else text
    owner = function.owner
    if len(parts) == 1:
        return (GLOBAL, name)
    if owner is None or len(parts) != 2:
        return (None, name)
    classes = [each for each in owner.mro if isinstance(each, Class)]
    own = {each.fact.name for each in classes} | {parameter.name for parameter in function.fact.parameters[:1]}
    if parts[0] not in own:
        return (None, name)
    return (classes[-1] if classes else owner, name)
