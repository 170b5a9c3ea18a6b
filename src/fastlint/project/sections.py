"""Critical sections: what a program does while it holds a lock of threads.

A lock that is only ever held for a few assignments is never waited for: nobody who holds it lets go of the processor
for long. One that another thread holds while it waits for a file or a reply stops everybody who asks for it, and so
does one that a coroutine holds during an `await`. Where only the event loop takes a lock, and never over an `await`, it
is free whenever it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from fastlint.facts import expressions as ex
from fastlint.facts import statements as st
from fastlint.project import bodies
from fastlint.project.abstract import Class
from fastlint.project.calls import Activation, EdgeKind, Sink
from fastlint.values import Confidence
from fastlint.values.late import NamedTuple

if TYPE_CHECKING:
    from fastlint.facts.definitions import FunctionFact
    from fastlint.facts.expressions import Expression, Place
    from fastlint.project.abstract import Function

LOCKS = frozenset({"threading.Lock", "threading.RLock"})

#: What a program calls that has further loops than the one that serves.
STARTING_LOOPS = frozenset({"new_event_loop", "run_until_complete", "run_forever", "run_coroutine_threadsafe"})

#: The owner of a lock that is a plain name, whatever module it comes from.
GLOBAL = "global"
#: What tells locks apart: whose attribute it is (the topmost class; None where that is not known), and its name.
Key = tuple[Class | str | None, str]


class Locks(NamedTuple):
    """Places where a lock is entered: `quick` are those where nobody surely holds it for long, `free` those of them
    where nobody else can hold it at all."""

    quick: set[tuple[Function, Place]]
    free: set[tuple[Function, Place]]


class Runs(NamedTuple):
    """What runs where, and what is not seen to run.

    `owners` are the classes of the objects of which an entered lock is an attribute; `names_of_others` gives the names
    of locks that functions take of which no call is known, among the given ones.
    """

    in_thread: set[Activation]
    on_loop: set[Activation]
    owners: Mapping[tuple[Function, Place], Class]
    names_of_others: Callable[[set[str]], set[str]]


def locks(activations: Iterable[Activation], runs: Runs) -> Locks:
    """How surely a lock is waited for where it is entered: what is in neither set is, as far as can be told."""
    entered: dict[tuple[Function, Place], Key] = {}
    sections: dict[Key, list[tuple[Activation, st.With]]] = {}
    takers: dict[Key, set[Activation]] = {}
    slow: set[Key] = set()
    held: set[Key] = set()  # by another thread while it waits, or over an `await`
    everything = tuple(activations)
    for activation in everything:
        function = activation.function
        for sink in activation.sinks:
            if function is None:
                continue
            if _is_acquired(sink):
                key = _key_of_text(function, sink.label)
                slow.add(key)
                if activation.is_async or activation in runs.in_thread:
                    held.add(key)
            elif is_entered(sink):
                statement = _section(function, sink.place)
                if statement is None:
                    continue
                owner = runs.owners.get((function, sink.place))
                key = _key(function, _manager(statement, sink.place), owner)
                entered[(function, sink.place)] = key
                sections.setdefault(key, []).append((activation, statement))
            else:
                continue
            takers.setdefault(key, set()).add(activation)
    if not entered:
        return Locks(set(), set())
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
    for key, each in sections.items():
        for activation, statement in each:
            if _is_kept(statement) or (activation in runs.in_thread and _is_slow(statement, activation, waiting)):
                held.add(key)
    quick = {place for place, key in entered.items() if not _is_among(key, held)}
    elsewhere = {key for key, each in takers.items() if not each <= runs.on_loop or not each.isdisjoint(runs.in_thread)}
    alone = {place for place in quick if not _is_among(entered[place], elsewhere)}
    others = runs.names_of_others({entered[place][1] for place in alone}) if alone else set()
    return Locks(quick, {place for place in alone if entered[place][1] not in others})


def takes_any(fact: FunctionFact, names: set[str]) -> set[str]:
    """Which locks of the given names a function enters or acquires."""
    entered = [each for each in bodies.statements(fact.body) if isinstance(each, st.With)]
    found = {ex.last_name(item.manager) for statement in entered for item in statement.items}
    for call in bodies.calls(fact.body) if "acquire" in fact.called else ():
        if isinstance(call.callee, ex.Attribute) and call.callee.name == "acquire":
            found.add(ex.last_name(call.callee.value))
    return found & names


def weighed(activation: Activation, locks: Locks) -> Iterable[Sink]:
    """What blocks in a function; to enter a quick lock is less sure to, and one that is new or free does not."""
    function = activation.function
    if function is None or not any(is_entered(sink) or _is_acquired(sink) for sink in activation.sinks):
        return activation.sinks
    found: list[Sink] = []
    for sink in activation.sinks:
        place = (function, sink.place)
        if not (is_entered(sink) or _is_acquired(sink)):
            found.append(sink)
        elif not _is_new(function, sink) and not (is_entered(sink) and place in locks.free):
            is_quick = is_entered(sink) and sink.confidence is Confidence.HIGH and place in locks.quick
            confidence = Confidence.MEDIUM if is_quick else sink.confidence
            found.append(sink._replace(confidence=confidence))
    return found


def _is_among(key: Key, keys: set[Key]) -> bool:
    """Whether a lock is, or may be, one of others."""
    owner, name = key
    return key in keys or any(name == other and (owner is None or whose is None) for whose, other in keys)


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


def _is_kept(statement: st.With) -> bool:
    """Whether something else runs while a lock is held: the function awaits or yields."""
    for node in _inside(statement):
        if isinstance(node, ex.Await | ex.Yield):
            return True
        if isinstance(node, st.For | st.With | ex.Clause) and node.is_async:
            return True
    return False


def _is_slow(statement: st.With, activation: Activation, waiting: set[Activation]) -> bool:
    if _is_kept(statement):
        return True
    places = {getattr(node, "place", None) for node in _inside(statement)}
    if any(sink.place in places and not is_entered(sink) for sink in activation.sinks):
        return True
    return any(
        edge.place in places and edge.kind is EdgeKind.CALL and edge.target in waiting for edge in activation.edges
    )


def _inside(statement: st.With) -> Iterator[object]:
    for each in statement.body:
        yield from bodies.nodes(each)


def _key(function: Function, manager: Expression, owner: Class | None) -> Key:
    if owner is not None and isinstance(manager, ex.Attribute):
        return (_topmost(owner), manager.name)
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
    return (_topmost(owner), name)


def _topmost(owner: Class) -> Class:
    classes = [each for each in owner.mro if isinstance(each, Class)]
    return classes[-1] if classes else owner
