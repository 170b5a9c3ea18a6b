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
from fastlint.project.execution.abstract import Class
from fastlint.project.execution.calls import Activation, EdgeKind, Sink
from fastlint.project.reading import bodies
from fastlint.project.reading.remembered import remembered
from fastlint.values import Confidence
from fastlint.values.late import NamedTuple

if TYPE_CHECKING:
    from fastlint.facts.definitions import FunctionFact
    from fastlint.facts.expressions import Expression, Place
    from fastlint.project.execution.abstract import Function
    from fastlint.project.execution.modules import Module

#: The lock that lets the thread in again that holds it: whoever runs on the same loop never waits for it.
REENTRANT = "threading.RLock"
LOCKS = frozenset({"threading.Lock", REENTRANT})

#: What a program calls that has further loops than the one that serves.
STARTING_LOOPS = frozenset({"new_event_loop", "run_until_complete", "run_forever", "run_coroutine_threadsafe"})

#: What tells locks apart: whose it is (the topmost class of which it is an attribute, or the name of the module that
#: binds it; None where that is not known), and its name.
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
    everything = tuple(activations)
    taken = _Taken(everything, runs)
    if not taken.entered:
        return Locks(set(), set())
    waiting = _waiting(everything, taken)
    elsewhere = {
        key for key, each in taken.takers.items() if not each <= runs.on_loop or not each.isdisjoint(runs.in_thread)
    }
    held = set(taken.acquired_long)  # by another thread while it waits, or over an `await`
    for key, each in taken.sections.items():
        for activation, statement in each:
            is_kept = _is_kept(statement) and (key in taken.closed or key in elsewhere)
            if is_kept or (activation in runs.in_thread and _is_slow(statement, activation, waiting)):
                held.add(key)
    quick = {place for place, key in taken.entered.items() if key not in held}
    alone = {place for place in quick if not _is_among(taken.entered[place], elsewhere | held)}
    others = runs.names_of_others({taken.entered[place][1] for place in alone}) if alone else set()
    return Locks(quick, {place for place in alone if taken.entered[place][1] not in others})


class _Taken:
    """Who takes which lock: `entered` by `with`, `acquired` by name; `closed` are those that are not reentrant."""

    def __init__(self, activations: Iterable[Activation], runs: Runs) -> None:
        self.entered: dict[tuple[Function, Place], Key] = {}
        self.sections: dict[Key, list[tuple[Activation, st.With]]] = {}
        self.takers: dict[Key, set[Activation]] = {}
        self.acquired: set[Key] = set()
        self.acquired_long: set[Key] = set()
        self.closed: set[Key] = set()
        for activation in activations:
            function = activation.function
            for sink in activation.sinks if function is not None else ():
                assert function is not None
                key = self._key_of(activation, function, sink, runs)
                if key is not None:
                    self.takers.setdefault(key, set()).add(activation)

    def _key_of(self, activation: Activation, function: Function, sink: Sink, runs: Runs) -> Key | None:
        if _is_acquired(sink):
            key = _key_of_text(function, sink.label)
            self.acquired.add(key)
            if activation.is_async or activation in runs.in_thread:
                self.acquired_long.add(key)
            return key
        statement = _section(function, sink.place) if is_entered(sink) else None
        if statement is None:
            return None
        place = (function, sink.place)
        key = self.entered[place] = _key(function, _manager(statement, sink.place), runs.owners.get(place))
        if sink.name != REENTRANT:
            self.closed.add(key)
        self.sections.setdefault(key, []).append((activation, statement))
        return key


def _waiting(activations: Iterable[Activation], taken: _Taken) -> set[Activation]:
    """Who waits for something, also for a lock that is held by somebody who does."""
    callers: dict[Activation, list[Activation]] = {}
    for activation in activations:
        for edge in activation.edges:
            if edge.kind is EdgeKind.CALL and not edge.target.is_async:
                callers.setdefault(edge.target, []).append(activation)
    waiting = {each for each in activations if any(not is_entered(sink) for sink in each.sinks)}
    _spread(waiting, waiting, callers)
    slow = set(taken.acquired)
    while True:
        found = {
            key
            for key, each in taken.sections.items()
            if key not in slow and any(_is_slow(statement, activation, waiting) for activation, statement in each)
        }
        if not found:
            return waiting
        slow |= found
        new = {activation for key in found for activation, _ in taken.sections[key]} - waiting
        waiting |= new
        _spread(new, waiting, callers)


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
        return _homes(function.module).get(name, (None, name))
    if owner is None or len(parts) != 2:
        return (None, name)
    classes = [each for each in owner.mro if isinstance(each, Class)]
    own = {each.fact.name for each in classes} | {parameter.name for parameter in function.fact.parameters[:1]}
    if parts[0] not in own:
        return (None, name)
    return (_topmost(owner), name)


@remembered
def _homes(module: Module) -> dict[str, Key]:
    """The names that a module binds at its top, by assignments and imports: where each comes from."""
    found: dict[str, Key] = {}
    for statement in bodies.statements(module.facts.body) if module.facts is not None else ():
        if isinstance(statement, st.Assign):
            found.update((each.id, (module.name, each.id)) for each in statement.targets if isinstance(each, ex.Name))
        elif isinstance(statement, st.ImportFrom):
            source = module.absolute(statement.module, statement.level)
            found.update((bound, (source, name)) for name, bound in statement.names)
    return found


def _topmost(owner: Class) -> Class:
    classes = [each for each in owner.mro if isinstance(each, Class)]
    return classes[-1] if classes else owner
