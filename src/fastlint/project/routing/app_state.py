"""`app.state` and `request.state`, as they are written and read: two stores that share nothing but their name.

What a lifespan yields as a dict is in the state of every request.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fastlint.facts import expressions as ex
from fastlint.facts import statements as st
from fastlint.project.execution.abstract import NONE, Const, DictValue, Function, members
from fastlint.project.reading import bodies
from fastlint.project.reading.remembered import remembered
from fastlint.project.routing.apps import APPS, serving_function
from fastlint.values import Span
from fastlint.values.late import NamedTuple, dataclass

if TYPE_CHECKING:
    from fastlint.project.execution.modules import Module
    from fastlint.project.execution.seen import AttributeRead
    from fastlint.project.project import Project

_REQUESTS = frozenset(
    {"starlette.requests.Request", "starlette.requests.HTTPConnection", "starlette.websockets.WebSocket"}
)
#: Functions that ask for an attribute that may be missing.
_ASKING = frozenset({"getattr", "hasattr"})
APP, REQUEST = "app.state", "request.state"


@dataclass(frozen=True, eq=False)
class StateUse:
    """An attribute of a state that is written or read: `store` is `app.state` or `request.state`."""

    store: str
    name: str
    is_write: bool
    is_guarded: bool
    module: Module
    span: Span
    routes: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class MisplacedState:
    """An attribute that is read from one store, and only ever written to the other: the subject of rules about it."""

    read: StateUse
    write: StateUse


def misplaced_states(project: Project) -> tuple[MisplacedState, ...]:
    """What is read where nobody puts it, though somebody puts it next door."""
    uses, unclear = _uses(project)
    written: dict[tuple[str, str], StateUse] = {}
    for use in uses:
        if use.is_write:
            written.setdefault((use.store, use.name), use)
    yielded = _yielded(project)
    found = []
    for use in uses:
        other = REQUEST if use.store == APP else APP
        if use.is_write or use.is_guarded or use.store in unclear or (use.store, use.name) in written:
            continue
        if use.store == REQUEST and (yielded is None or use.name in yielded):
            continue
        write = written.get((other, use.name))
        if write is not None and project.is_reported(use.module):
            found.append(MisplacedState(use, write))
    return tuple(found)


def state_uses(project: Project) -> list[StateUse]:
    """Every attribute of a state that is written or read."""
    return _uses(project)[0]


def _uses(project: Project) -> tuple[list[StateUse], frozenset[str]]:
    """Every use, and the stores that are also written in ways that were not followed."""
    uses: list[StateUse] = []
    unclear: set[str] = set()
    done: set[int] = set()
    for read in project.sightings.reads:
        store = _store(read)
        if store is None or id(read.expression) in done:
            continue
        done.add(id(read.expression))
        found = list(_around(read, store))
        uses += found
        if not found and not _is_asked(read):
            unclear.add(store)
    return uses, frozenset(unclear)


def _store(read: AttributeRead) -> str | None:
    if read.name != "state":
        return None
    if not APPS.isdisjoint(read.types):
        return APP
    return REQUEST if not _REQUESTS.isdisjoint(read.types) else None


def _body(read: AttributeRead) -> st.Block:
    if read.function is not None:
        return read.function.fact.body
    return read.module.facts.body if read.module.facts is not None else ()


def _around(read: AttributeRead, store: str) -> Iterator[StateUse]:
    """The attributes that are written or read of a state at a place."""
    uses = _uses_in(_body(read))
    for node in uses.of.get(id(read.expression), ()):
        is_guarded = id(node) in uses.guarded or node.name in uses.asked
        place = node.place or read.expression.place
        span = Span(read.module.path, *place) if place is not None else read.span
        yield StateUse(store, node.name, id(node) in uses.targets, is_guarded, read.module, span, read.routes)


class _Uses(NamedTuple):
    """The attributes in a body, by the id of the value that they are of; the ids of those that are assigned, and of
    those in a guarded `try`; the names that are asked for first."""

    of: dict[int, list[ex.Attribute]]
    targets: set[int]
    guarded: set[int]
    asked: set[object]


@remembered
def _uses_in(body: st.Block) -> _Uses:
    uses = _Uses({}, set(), set(), set())
    for node in bodies.nodes(body):
        uses.targets.update(map(id, _targets(node)))
        if isinstance(node, ex.Attribute):
            uses.of.setdefault(id(node.value), []).append(node)
        elif isinstance(node, st.Try) and node.handlers:
            uses.guarded.update(map(id, bodies.nodes(node.body)))
        elif isinstance(node, ex.Call) and isinstance(node.callee, ex.Name) and node.callee.id in _ASKING:
            uses.asked.update(each.value for each in node.arguments if isinstance(each, ex.Constant))
    return uses


def _targets(node: object) -> Iterator[object]:
    if isinstance(node, st.Assign | st.Delete):
        for target in node.targets:
            yield from (target.elements if isinstance(target, ex.Display) else (target,))
    elif isinstance(node, st.Augment | st.For):
        yield node.target
    elif isinstance(node, st.With):
        yield from (item.target for item in node.items)


def _is_asked(read: AttributeRead) -> bool:
    """Whether a whole state is only asked for an attribute: `getattr(request.state, "db", None)`."""
    for call in bodies.calls(_body(read)):
        if isinstance(call.callee, ex.Name) and call.callee.id in _ASKING:
            if call.arguments and call.arguments[0] is read.expression:
                return True
    return False


def _yielded(project: Project) -> frozenset[str] | None:
    """The names that lifespans put into the state of requests; None where that is not known."""
    found: set[str] = set()
    for router in project.routers:
        for entry in router.lifespan_entries:
            value = serving_function(entry.lifespan)
            if value is None:
                return None
            for yields in _yields(value.function):
                if yields is None:
                    return None
                found |= yields
    return frozenset(found)


def _yields(function: Function) -> Iterator[frozenset[str] | None]:
    """The keys of the dicts that a lifespan yields; None for what is not known."""
    for activation in function.activations:
        for value in members(activation.yields) if activation.yields is not None else ():
            if value is NONE:
                continue
            if not isinstance(value, DictValue) or value.rest is not None:
                yield None
            else:
                yield frozenset(
                    key.value for key in value.items if isinstance(key, Const) and isinstance(key.value, str)
                )
