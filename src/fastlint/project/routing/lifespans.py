"""What runs when an application starts and stops: lifespans, and handlers of `startup` and `shutdown`.

FastAPI runs the handlers in the lifespan that a router or application has by default; `lifespan=` takes its place.
`include_router` copies the handlers that the router has by then, and merges its lifespan, which runs them, too.
A mounted application is only sent requests: what it would do at start-up nobody asks of it.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from fastlint.facts import expressions as ex
from fastlint.project.execution.abstract import NONE, UNKNOWN, Function, Instance, Value, const, known, members
from fastlint.project.reading import bodies
from fastlint.project.routing.apps import EventEntry, MountEntry, Router, serving_function, wrapped_router
from fastlint.values import Span
from fastlint.values.late import dataclass

if TYPE_CHECKING:
    from fastlint.project.execution.seen import LibraryCall
    from fastlint.project.project import Project


@dataclass(frozen=True, eq=False)
class StartUp:
    """What an application or router does at start-up and shutdown: the subject of rules about it.

    `runs` counts how often each handler runs when it is served: its own handlers and those of included routers.
    """

    router: Router
    name: str
    events: tuple[EventEntry, ...]
    runs: dict[EventEntry, int]

    @property
    def has_lifespan(self) -> bool:
        """Whether it was surely given a `lifespan=`."""
        given = (members(each.lifespan) for each in self.router.lifespan_entries)
        return any(NONE not in alternatives and UNKNOWN not in alternatives for alternatives in given)

    @property
    def may_have_lifespan(self) -> bool:
        """Whether it may have been given a `lifespan=`."""
        arguments = self.router.owner.arguments
        return bool(self.router.lifespan_entries) or (arguments is not None and arguments.is_open)


@dataclass(frozen=True, eq=False)
class MountedStartUp:
    """A mounted application that has something to do at start-up, which nobody asks of it."""

    entry: MountEntry
    router: Router
    what: str

    @property
    def span(self) -> Span:
        """Where it is mounted."""
        return Span(self.entry.module.path, *self.entry.place)


#: Methods that run the handlers of a router, and helpers that run a lifespan.
_BY_HAND = frozenset({"startup", "shutdown", "_startup", "_shutdown", "LifespanManager"})


def start_ups(project: Project) -> tuple[StartUp, ...]:
    """The applications; a factory that runs more than once makes one."""
    found: dict[object, StartUp] = {}
    for app in project.apps:
        router = app.router
        key = (router.module.path, router.place, tuple(event.place for event in router.event_entries))
        if key not in found:
            runs = _runs(router, ())
            found[key] = StartUp(router, app.name.rpartition(":")[2], tuple(router.event_entries), runs)
    return tuple(found.values())


def _runs(router: Router, path: tuple[Router, ...]) -> Counter[EventEntry]:
    """How often each handler runs when a router is served."""
    found: Counter[EventEntry] = Counter()
    if router in path:
        return found
    held = list(router.event_entries)
    for each in router.handed_on:
        if each.entry.uncertain:
            continue
        held += each.events
        if each.router is not router:
            found += _runs(each.router, (*path, router))
    if not router.lifespan_entries:
        found.update(held)
    return found


def mounted_start_ups(project: Project) -> tuple[MountedStartUp, ...]:
    """The mounted applications whose lifespan or handlers never run, for nothing in the program enters them."""
    found: dict[Span, MountedStartUp] = {}
    for router in project.routers:
        for entry in router.entries:
            if not isinstance(entry, MountEntry):
                continue
            inner = next(filter(None, map(wrapped_router, known(entry.app))), None)
            if inner is None or inner is router:
                continue
            what = _start_up_of(inner, router)
            if what is None or _is_entered(project, inner):
                continue
            mounted = MountedStartUp(entry, inner, what)
            found.setdefault(mounted.span, mounted)
    return tuple(found.values())


def _start_up_of(router: Router, parent: Router) -> str | None:
    """What a mounted application would run at start-up, for a message; None for nothing."""
    shared = {_code(each.lifespan) for each in parent.lifespan_entries}
    for each in router.lifespan_entries:
        function = _code(each.lifespan)
        if function is not None and function not in shared:
            return f"lifespan `{function.fact.name}`"
    for event in router.event_entries:
        function = _code(event.function)
        kind = "shutdown" if event.event is const("shutdown") else "startup"
        if function is not None:
            return f"{kind} handler `{function.fact.name}`"
    return None


def name_of(event: EventEntry) -> str:
    """The name of a handler's function, for messages."""
    function = _code(event.function)
    return function.fact.name if function is not None else "handler"


def _code(value: Value) -> Function | None:
    found = serving_function(value)
    return found.function if found is not None else None


def _is_entered(project: Project, router: Router) -> bool:
    """Whether some code may run the start-up of a mounted application by hand."""
    names = {
        function.fact.name
        for function in map(_code, (each.lifespan for each in router.lifespan_entries))
        if function is not None
    }
    for module in project.modules.by_path.values():
        for fact in module.facts.functions if module.facts is not None else ():
            if not names.isdisjoint(fact.called) or not _BY_HAND.isdisjoint(fact.called):
                return True
            nodes = bodies.nodes(fact.body)
            if any(isinstance(node, ex.Attribute) and node.name == "lifespan_context" for node in nodes):
                return True
    return False


def runs_after_start(project: Project, call: LibraryCall) -> str | None:
    """Where a call on an application runs when that has started, for a message; None where it may run before.

    A function that something calls when the program is imported may run before; so may one that was made anew.
    """
    function = call.function
    if function is None or any(_is_made_in(each, function) for each in known(call.receiver)):
        return None
    where = _started_functions(project)
    receivers = [each.native for each in known(call.receiver) if isinstance(each, Instance)]
    others = [router for router in receivers if isinstance(router, Router) and not _starts(router, function)]
    is_served = any(served.function is function for served in project.served_functions)
    if others and not is_served:
        return None  # an application that is mounted may start later
    if function in where:
        return where[function]
    if any(seen.activation.function is None for seen in call.variants):
        return None
    for started, what in where.items():
        for inner in bodies.calls(started.fact.body):
            if function in project.websockets.targets(started, inner.place):
                return what
    return None


def _starts(router: Router, function: Function) -> bool:
    """Whether a function is the lifespan of an application, or a handler of its start-up."""
    values = (*(each.lifespan for each in router.lifespan_entries), *(each.function for each in router.event_entries))
    return any(_code(value) is function for value in values)


def _is_made_in(value: Value, function: Function) -> bool:
    if not isinstance(value, Instance) or not isinstance(value.native, Router):
        return False
    router = value.native
    fact = function.fact
    return router.module is function.module and fact.line <= router.place[0] <= fact.end_line


def _started_functions(project: Project) -> dict[Function, str]:
    """The functions that only a running application calls, and what they are."""
    found: dict[Function, str] = {}
    for served in project.served_functions:
        kind = "endpoint" if served.is_endpoint else "dependency"
        found[served.function] = f"the {kind} `{served.function.fact.name}`"
    for router in project.routers:
        for event in router.event_entries:
            function = _code(event.function)
            if function is not None:
                found[function] = f"`{function.fact.name}`"
        for lifespan in router.lifespan_entries:
            function = _code(lifespan.lifespan)
            if function is not None:
                found[function] = f"the lifespan `{function.fact.name}`"
    return found
