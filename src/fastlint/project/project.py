"""The project: everything that rules may ask. Read this file first.

A `Project` is a pure function of the facts that its loader gives. Its stages are computed once, on demand: `apps` (what
FastAPI will build), `functions on the loop`, `blocking_calls`. Rules get domain things (`Route`, `BlockingCall`,
`LoopFunction` ...) as their subjects, by `subjects(cls)`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from functools import cached_property
from itertools import islice
from typing import TypeVar

from fastlint.facts.definitions import FunctionFact
from fastlint.facts.definitions import Parameter as ParameterFact
from fastlint.facts.expressions import Call, Constant, Expression, last_name, render
from fastlint.facts.statements import Return
from fastlint.knowledge.library import Knowledge
from fastlint.knowledge.schema import Blocking
from fastlint.project.execution import folders, natives
from fastlint.project.execution.abstract import (
    BOOLEAN,
    NONE,
    UNKNOWN,
    Arguments,
    BoundMethod,
    Class,
    ClassValue,
    Const,
    Descriptor,
    DictValue,
    Foreign,
    Function,
    FunctionValue,
    Instance,
    ManagerFunction,
    Setting,
    Value,
    join,
    known,
    members,
    setting,
)
from fastlint.project.execution.calling import SPREADING
from fastlint.project.execution.calls import Activation, EdgeKind, Event, EventKind, Sink
from fastlint.project.execution.dependencies import Dependency, Injector
from fastlint.project.execution.frame import Frame
from fastlint.project.execution.interpreter import Interpreter
from fastlint.project.execution.models import models_in
from fastlint.project.execution.modules import Loader, Module, Modules, is_test_file
from fastlint.project.execution.private_loops import driven_elsewhere, only_private
from fastlint.project.execution.sections import STARTING_LOOPS, Locks, Runs, locks, takes_any, weighed
from fastlint.project.execution.seen import AttributeRead, LibraryCall, Sightings
from fastlint.project.loop import colours
from fastlint.project.loop.abandoned import names_of, unmentioned
from fastlint.project.loop.dropped import functions_in_background
from fastlint.project.loop.event_loop import (
    BlockingCall,
    Paths,
    Phase,
    RoutesOf,
    anchors,
    chain_of,
    confidence_of,
    grow,
    less_sure,
    reachable,
    span_of,
)
from fastlint.project.loop.followed import Followed
from fastlint.project.loop.nothing_left import pending
from fastlint.project.loop.quick_calls import QuickCalls, QuickComputation, QuickFileAccess, slow
from fastlint.project.loop.ways import (
    CONTEXT_KINDS,
    ContextChange,
    LoopCallInThread,
    NestedLoop,
    W,
    WaitInThread,
    changes_of_context,
    long_waits,
    sinks_of_event,
    ways,
)
from fastlint.project.models.model_fields import ModelFields
from fastlint.project.reading import bodies
from fastlint.project.reading.beginnings import is_first
from fastlint.project.reading.enclosing import innermost
from fastlint.project.reading.imports import ImportedModule, imports_of
from fastlint.project.requests.credentials import Credentials
from fastlint.project.requests.dependency_edges import Provider
from fastlint.project.requests.dependency_graph import DependencyGraph
from fastlint.project.requests.direct_calls import DirectCall, direct_calls
from fastlint.project.requests.dynamic_defaults import DynamicDefault, dynamic_defaults
from fastlint.project.requests.model_use import Model, ModelUse
from fastlint.project.requests.parameters import Operation, Parameters, Signature, signatures
from fastlint.project.requests.pydantic_one import OldPydantic, old_pydantic
from fastlint.project.responses.responders import Responder, Responses
from fastlint.project.routing.app_state import MisplacedState, misplaced_states
from fastlint.project.routing.apps import APPS, App, Apps, Route, Router, name_apps, read_table, serving_function
from fastlint.project.routing.bypasses import Bypass, find_bypasses
from fastlint.project.routing.collisions import RouteCollision, find_collisions
from fastlint.project.routing.decorated import DecoratedRoute, find_decorated_routes
from fastlint.project.routing.exceptions import Exceptions
from fastlint.project.routing.flask_names import unregistered
from fastlint.project.routing.handlers import AppHandlers, app_handlers
from fastlint.project.routing.introspection import RouteLoop, find_route_loops
from fastlint.project.routing.late_registrations import LateRegistration, find_late_registrations
from fastlint.project.routing.lifespans import MountedStartUp, StartUp, mounted_start_ups, start_ups
from fastlint.project.routing.middleware import AppMiddleware, MiddlewareOf
from fastlint.project.routing.operation_ids import SharedOperationId, find_shared_operation_ids
from fastlint.project.routing.path_faults import PathFault, find_path_faults
from fastlint.project.routing.registered import functions_of_routers
from fastlint.project.routing.route_prefixes import DoubledSegment, find_doubled_segments
from fastlint.project.routing.uncalled import run_uncalled
from fastlint.project.routing.unincluded import UnincludedRouter, find_unincluded
from fastlint.project.routing.unserved import find_unserved
from fastlint.project.routing.websockets import WebSocketEndpoint, WebSockets
from fastlint.project.security.taint import Arrival, Taints
from fastlint.project.testing.tests import TestFunction, Tests
from fastlint.values import Confidence, InternalError, LimitReached, Settings, Span, Versions
from fastlint.values.late import dataclass

#: The events that are judged by themselves; the others are evidence for something else.
JUDGED_EVENTS = (
    EventKind.UNAWAITED_STATEMENT,
    EventKind.UNAWAITED_CONDITION,
    EventKind.UNAWAITED_RETURN,
    EventKind.DROPPED_TASK,
    EventKind.EAGER_HAND_OFF,
    EventKind.COROUTINE_HANDED_OFF,
    EventKind.PAUSE,
)

#: A name that more functions bear says too little about which of them is called.
COMMON_NAME = 4

ALL_KINDS = tuple(EdgeKind)
#: The blocking work of sessions, connections and clients.
INJECTED = frozenset({Blocking.DATABASE, Blocking.HTTP, Blocking.NETWORK, Blocking.SDK})
WAITED_KINDS = (EdgeKind.CALL, EdgeKind.AWAITED)

#: A class that declares the options of a rule.
Declared = TypeVar("Declared")

_NOTHING: Arguments = Arguments([], {}, True)


@dataclass(frozen=True, eq=False)
class LoopEvent:
    """Something that was seen in a function: the subject of rules about coroutines, tasks and threads.

    `is_on_loop` tells that it was seen on the loop, `is_in_thread` that it was seen in a function that FastAPI runs in
    its threadpool (both may hold for a function that both call), `answers` that FastAPI makes a response of what the
    function returns.
    """

    event: Event
    function: Function
    span: Span
    is_on_loop: bool
    is_in_thread: bool
    answers: bool
    routes: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Injection:
    """A parameter of a path operation or dependency, and what it is: the subject of rules about injected objects."""

    function: Function
    activation: Activation
    name: str
    span: Span
    value: Value
    type_name: str
    is_on_loop: bool
    routes: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class ServedFunction:
    """A function that FastAPI calls for requests (endpoint or dependency) with what was seen in it."""

    function: Function
    activation: Activation
    is_endpoint: bool
    is_websocket: bool
    is_in_thread: bool
    span: Span
    #: the routes that its activation serves, and how many of them were known when the last one was added for it
    titles: Mapping[str, None]
    count: int

    @cached_property
    def routes(self) -> tuple[str, ...]:
        """The titles of the routes for which it is called."""
        return tuple(islice(self.titles, self.count))


class Project:
    """A program that was read. `paths` are the files that are reported on; others are read when they are needed.

    `settings` are what the user asks of the rules; `options` are instances of the classes that declare options of
    rules, for those that the user sets any of.
    """

    def __init__(
        self,
        loader: Loader,
        knowledge: Knowledge,
        paths: Sequence[str],
        settings: Settings | None = None,
        context: Sequence[str] = (),
        options: Iterable[object] = (),
    ) -> None:
        self.settings = settings or Settings()
        self._options = {type(each): each for each in options}
        self.modules = Modules(loader)
        self.interpreter = Interpreter(self.modules, knowledge)
        natives.install(self.interpreter)
        folders.install(self.interpreter)
        self._apps = Apps(self.interpreter)
        self.interpreter.attributes.applications = self._apps.owners
        self.injector = Injector(self.interpreter)
        self.paths = tuple(paths)
        self._context_paths = tuple(context)
        self._reported = frozenset(paths)
        self._entry_routes: dict[Activation, dict[str, None]] = {}
        #: what runs for all routes of an application: their titles, one tuple for all that runs for them
        self._entry_apps: dict[Activation, list[tuple[str, ...]]] = {}
        self._startup_roots: list[Activation] = []
        self._thread_roots: dict[Activation, None] = {}
        #: coroutines that were entered because nobody is seen to call them
        self._unseen: dict[Activation, None] = {}
        self._loop_entries: dict[Activation, str] = {}
        self._served: dict[tuple[Function, bool], ServedFunction] = {}

    def options(self, kind: type[Declared]) -> Declared:
        """The options of a rule, as the user sets them; `kind` is the class that declares them."""
        found = self._options.get(kind)
        return found if isinstance(found, kind) else kind()

    def is_test(self, module: Module) -> bool:
        """Whether a module belongs to the tests: what it does stalls no server."""
        return is_test_file(self.modules.loader.inside(module.path))

    def is_reported(self, module: Module) -> bool:
        """Whether findings in a module are wanted."""
        return module.path in self._reported

    def versions(self, module: Module) -> Versions:
        """The releases of its packages that a module's project asks for."""
        return self.modules.loader.versions(module.path)

    def may_be_plain(self, function: Function) -> bool:
        """Whether FastAPI calls the function itself, and a plain `def` in its place would work, in a thread."""
        if bodies.awaits(function.fact):
            return False
        if (function, False) in self._served:
            return True
        endpoint = self._served.get((function, True))
        return endpoint is not None and not endpoint.is_websocket

    @property
    def problems(self) -> list[InternalError | LimitReached]:
        """Where the analysis failed or was cut short, so far."""
        return self.interpreter.problems

    # Stage 1: execute the modules

    @cached_property
    def loaded(self) -> tuple[Module, ...]:
        """The modules that are reported on, executed."""
        return tuple(module for module in self._executed if module.path in self._reported)

    @cached_property
    def _executed(self) -> tuple[Module, ...]:
        """The modules that are reported on, and those that may serve what they define, executed."""
        paths = (*self.paths, *self._context_paths)
        found = [module for path in paths if (module := self.modules.at(path)) is not None]
        self._learn_registering_names(found)
        for module in found:
            self.interpreter.run_module(module)
        return tuple(found)

    def _learn_registering_names(self, modules: Iterable[Module]) -> None:
        """Which function names may register routes when they are called: those that call one that does, by name."""
        by_called: dict[str, set[str]] = {}
        bearers: Counter[str] = Counter()
        pending: list[str] = list(SPREADING)
        for module in modules:
            if module.facts is None:
                continue
            owners = {fact.qualname: fact.name for fact in module.facts.classes}
            for fact in module.facts.functions:
                name = fact.name
                if name == "__init__":
                    name = owners.get(fact.qualname.rpartition(".")[0], name)
                if name.startswith("__"):
                    continue
                bearers[name] += 1
                for called in fact.called:
                    by_called.setdefault(called, set()).add(name)
            for cls in module.facts.classes:
                pending.extend(
                    cls.name for base in cls.bases if render(base).rpartition(".")[2] in ("FastAPI", "APIRouter")
                )
        names = self.interpreter.caller.registering_names
        names.update(pending)
        while pending:
            for name in by_called.get(pending.pop(), ()):
                if name not in names and bearers[name] <= COMMON_NAME:
                    names.add(name)
                    pending.append(name)

    # Stage 2: applications

    @cached_property
    def apps(self) -> tuple[App, ...]:
        """The applications, in the order in which they are made."""
        self._run_factories()
        self._run_lifespans()
        run_uncalled(self, self._executed)
        for router in self._apps.routers:
            router.names.clear()
        name_apps(self._apps.routers, self.modules.by_path.values())
        found: list[App] = []
        seen: dict[tuple[str, int, tuple[str, ...]], None] = {}
        for router in self._apps.routers:
            if not router.is_app or router.stands_for:
                continue
            routes, gaps = read_table(router)
            name = router.names[0] if router.names else self.unnamed(router)
            key = (router.module.path, router.place[0], tuple(route.title for route in routes))
            if not router.names and key in seen:
                continue
            seen[key] = None
            if router.is_uncalled and not router.names and self._is_more_of_one(router, routes, found):
                continue
            found.append(App(router, name, router.module, router.place[0], tuple(routes), tuple(gaps)))
        return tuple(found)

    def _is_more_of_one(self, router: Router, routes: list[Route], apps: list[App]) -> bool:
        """Whether an application is another that is listed, made once more by what nobody calls.

        What it has more than that one is added to it.
        """
        for index, app in enumerate(apps):
            if app.router.names or (app.module, app.router.place) != (router.module, router.place):
                continue
            known = {(route.entry.module, route.entry.place, route.path) for route in app.routes}
            new = [route for route in routes if (route.entry.module, route.entry.place, route.path) not in known]
            apps[index] = replace(app, routes=(*app.routes, *new))
            return True
        return False

    @cached_property
    def unserved(self) -> tuple[App, ...]:
        """The routes that no application serves: those of unknown applications, and of routers that none includes."""
        _ = self.apps
        return tuple(find_unserved(self))

    @property
    def made_routers(self) -> list[Router]:
        """Every application and router that was made by now."""
        return self._apps.routers

    @property
    def stand_ins(self) -> list[Router]:
        """What stands for applications and routers of which only the type is known."""
        return self._apps.stand_ins()

    @staticmethod
    def unnamed(router: Router) -> str:
        """An application that no global holds is named after where it is made."""
        line = router.place[0]
        around = innermost(router.module.facts, line)
        return f"{router.module.name}:{around.qualname}()" if around else f"{router.module.name}:<line {line}>"

    def _run_factories(self) -> None:
        """Call the functions that make applications or fill routers and that no module calls at import."""
        ran: set[int] = set()
        for _ in range(3):  # a factory may make classes or functions that make applications
            candidates = [
                (module, fact)
                for module in self._executed
                for fact in (module.facts.functions if module.facts is not None else ())
                if id(fact) not in ran
                and not fact.is_lambda
                and "<locals>" not in fact.qualname
                and self._makes_app(fact)
            ]
            if not candidates:
                return
            for module, fact in candidates:
                ran.add(id(fact))
                if self._was_made_in(module, fact):
                    continue
                self.run_factory(module, fact)

    def run_factory(
        self, module: Module, fact: FunctionFact, *, uncertain: int = 0, is_given_all: bool = False
    ) -> None:
        """Call a function that registers something, with arguments of which only the declarations are known.

        `is_given_all` tells that nothing is left to a default that is None.
        """
        value = self.interpreter.types.function_value(module, fact)
        if value is None:
            return
        bindings = self.interpreter.caller.generic_bindings(value)
        for parameter in fact.parameters:
            given = self._given(value, parameter)
            if given is not None and not (is_given_all and NONE in members(given)):
                bindings[parameter.name] = given
        keywords: dict[str, Value] = {name: each for name, each in bindings.items() if type(each) is Setting}
        arguments = Arguments(list(bindings.values())[: _positional(fact)], keywords, False)
        frame = self.interpreter.detached(module)
        frame.is_inline = True
        frame.uncertain = uncertain
        self.interpreter.origin = fact
        self.interpreter.caller._call_inline(value, arguments, frame)
        self.interpreter.origin = None

    def _plain_default(self, value: FunctionValue, name: str) -> Value | None:
        default = (value.defaults or {}).get(name)
        return default if isinstance(default, Const) else None

    def _given(self, value: FunctionValue, parameter: ParameterFact) -> Value | None:
        """What a factory is given for a parameter, as far as can be told: its default, or what its callers write.

        The one text that callers write for a required parameter is a setting: others may pass another. A switch, or
        what is None by default, is not known where a caller passes something else.
        """
        fact = value.function.fact
        default = self._plain_default(value, parameter.name)
        if parameter.default is None:
            written = self._written(fact, parameter.name)
            texts = {each.value for each in written if isinstance(each, Constant) and isinstance(each.value, str)}
            return setting(texts.pop()) if len(texts) == 1 else None
        if isinstance(default, Const) and (default is NONE or type(default.value) is bool):
            if any(each != Constant(default.value) for each in self._written(fact, parameter.name)):
                found = self.interpreter.caller.parameter_value(value, parameter)
                return join(NONE, found) if default is NONE else BOOLEAN
        return default

    def _written(self, fact: FunctionFact, name: str) -> list[Expression]:
        """What functions write for a parameter of a factory that they call; nothing where others have its name, too."""
        names = [parameter.name for parameter in fact.parameters]
        position = names.index(name) - (names[0] in ("self", "cls"))
        functions = [
            each
            for module in self._executed
            if module.facts is not None and not self.is_test(module)
            for each in module.facts.functions
        ]
        if sum(each.name == fact.name for each in functions) != 1:
            return []
        found: list[Expression] = []
        for call in (call for each in functions if fact.name in each.called for call in bodies.calls(each.body)):
            if last_name(call.callee) == fact.name:
                keywords = [value for keyword, value in call.keywords if keyword == name]
                found += keywords or call.arguments[position : position + 1]
        return found

    def _makes_app(self, fact: FunctionFact) -> bool:
        return not self._app_names.isdisjoint(fact.called)

    @cached_property
    def _app_names(self) -> frozenset[str]:
        names = {name.rpartition(".")[2] for name in APPS}
        for cls in self.interpreter.types.classes_defined:
            if cls.inherits(APPS):
                names.add(cls.fact.name)
        return frozenset(names)

    def _was_made_in(self, module: Module, fact: FunctionFact) -> bool:
        return any(
            router.module is module and router.is_app and fact.line <= router.place[0] <= fact.end_line
            for router in self._apps.routers
        )

    def _run_lifespans(self) -> None:
        """Routes may be registered in the lifespan: execute it with the application."""
        for router in list(self._apps.routers):
            for lifespan, module in list(router.lifespans):
                function = serving_function(lifespan)
                if function is None:
                    continue
                if self.interpreter.caller.registering_names.isdisjoint(function.function.fact.called):
                    continue
                frame = self.interpreter.detached(module)
                frame.is_inline = True
                frame.uncertain = 1
                self.interpreter.call(lifespan, Arguments([router.owner]), frame, (1, 1, 1, 1), "lifespan")

    @property
    def routers(self) -> tuple[Router, ...]:
        """Every application and router that was made, whether or not anything includes it."""
        self.apps  # noqa: B018  factories have run then
        return tuple(self._apps.routers)

    @cached_property
    def functions_of_routers(self) -> frozenset[Function]:
        """The functions that run for requests to any router, whether or not an application is known to include it."""
        return functions_of_routers(self)

    @cached_property
    def route_collisions(self) -> tuple[RouteCollision, ...]:
        """The routes that no request reaches, because an earlier one takes it."""
        return find_collisions(self)

    @cached_property
    def dependency_graph(self) -> DependencyGraph:
        """What FastAPI calls for dependencies, by which markers, and for which routes."""
        return DependencyGraph(self)

    @cached_property
    def credentials(self) -> Credentials:
        """Which dependencies look at credentials, and which routes nobody guards."""
        return Credentials(self)

    @cached_property
    def middleware(self) -> MiddlewareOf:
        """The middleware of the applications, and what it does by itself."""
        return MiddlewareOf(self)

    @cached_property
    def websockets(self) -> WebSockets:
        """The WebSocket endpoints, and what is done with their connections."""
        return WebSockets(self)

    # What was seen on the way

    @cached_property
    def sightings(self) -> Sightings:
        """The calls and returns of everything that was executed."""
        live = set(self.activations)
        return Sightings(
            self.interpreter.seen,
            self.interpreter.returned,
            self.interpreter.attributes.reads,
            lambda activation: activation.function is None or activation in live,
            self.interpreter.knowledge,
            self.modules,
            self._routes_of.get,
        )

    @cached_property
    def library_calls(self) -> tuple[LibraryCall, ...]:
        """Every call of a library in the files that are reported on."""
        return tuple(call for call in self.sightings.calls if call.span.path in self._reported)

    @cached_property
    def imports(self) -> tuple[ImportedModule, ...]:
        """The imports of libraries in the files that are reported on."""
        return tuple(each for module in self.loaded for each in imports_of(module, self.modules.loader))

    @cached_property
    def tests(self) -> Tests:
        """The tests and fixtures of the files that are reported on."""
        return Tests(self)

    @cached_property
    def arrivals(self) -> tuple[Arrival, ...]:
        """The calls of libraries that text from a client reaches unchecked, in the files that are reported on."""
        return tuple(each for each in Taints(self).arrivals if each.span.path in self._reported)

    @cached_property
    def attribute_reads(self) -> tuple[AttributeRead, ...]:
        """The attributes of requests, applications and routers that are read in the files that are reported on."""
        return tuple(read for read in self.sightings.reads if read.span.path in self._reported)

    def calls_of(self, *names: str) -> list[LibraryCall]:
        """The calls of something under one of these canonical names, in the files that are reported on."""
        found: dict[LibraryCall, None] = {}
        for name in names:
            found.update(dict.fromkeys(self.sightings.by_name.get(name, ())))
        return [call for call in found if call.span.path in self._reported]

    def calls_in(self, function: Function) -> list[LibraryCall]:
        """The calls of libraries that stand in a function, in whatever file."""
        return self.sightings.by_function.get(function, [])

    def call_of(self, expression: Expression) -> LibraryCall | None:
        """The call of a library that an expression is; None where it is none, or was never executed."""
        return self.sightings.by_expression.get(id(expression)) if isinstance(expression, Call) else None

    def routes_in(self, activation: Activation) -> tuple[str, ...]:
        """The titles of the routes whose requests run a function in a context."""
        return self._routes_of.get(activation)

    def returned(self, function: Function) -> list[tuple[Return, Value]]:
        """What a function returns: each `return` that was executed, with its value, in source order."""
        return self.sightings.returns.get(function, [])

    @cached_property
    def app_handlers(self) -> tuple[AppHandlers, ...]:
        """The applications that have exception handlers, with them."""
        return app_handlers(self)

    @cached_property
    def responses(self) -> Responses:
        """What routes promise of their responses."""
        return Responses(self.interpreter, [route for app in self.apps for route in app.routes])

    @cached_property
    def responders(self) -> tuple[Responder, ...]:
        """The endpoints that answer HTTP requests, in the files that are reported on."""
        self._enter()
        found = self.responses.responders()
        return tuple(each for each in found if each.function.module.path in self._reported)

    @cached_property
    def functions(self) -> tuple[Function, ...]:
        """The functions that were executed, in the files that are reported on."""
        found = {
            activation.function: None
            for activation in self.activations
            if activation.function is not None and activation.function.module.path in self._reported
        }
        return tuple(sorted(found, key=lambda each: span_of(each, each.fact.place)))

    def routes_of(self, function: Function) -> tuple[str, ...]:
        """The titles of the routes whose requests run a function."""
        return self._routes_of.of_all(function.activations)

    def answers(self, function: Function | None) -> bool:
        """Whether a response that a function makes may reach a client, for all that is known of who calls it."""
        return function not in self._unanswering

    @cached_property
    def _unanswering(self) -> frozenset[Function]:
        """The functions that only run as background tasks, and those that cannot be registered."""
        return functions_in_background(self, self._roots, self._unseen).union(unregistered(self))

    @cached_property
    def exceptions(self) -> Exceptions:
        """What functions raise, and what catches it."""
        return Exceptions(self.interpreter.noted, self.interpreter.knowledge, self.sightings.calls)

    # Stage 3: what runs where

    @cached_property
    def activations(self) -> tuple[Activation, ...]:
        """All functions in all contexts that were found, with everything reachable executed."""
        caller = self.interpreter.caller
        for app in self.apps:
            self._keep_lifespan_state(app)
        for app in self.apps:
            for route in app.routes:
                self._enter_route(app, route)
            self._enter_app(app)
        caller.run_pending()
        self._enter_entry_points()
        self._enter_other_coroutines()
        caller.run_pending()
        self._run_scripts()
        caller.run_pending()
        for activation, name in caller.scheduled:
            self._loop_entries.setdefault(activation, f"`{name}` runs")
        live = self._live()
        return tuple(activation for activation in caller.all_activations if activation in live)

    def _live(self) -> set[Activation]:
        """The activations that something leads to: others were only looked at to see what a constant decides."""
        roots = {activation for activation in self.interpreter.caller.all_activations if activation.is_root}
        roots.update(self._entry_routes, self._startup_roots, self._thread_roots, self._loop_entries)
        return reachable(roots, ALL_KINDS)

    def _keep_lifespan_state(self, app: App) -> None:
        """What a lifespan yields as a dict is found in `request.state`."""
        state = self.interpreter.attributes.state.attributes
        for value, _ in app.router.lifespans:
            activation = self._activation_of(value)
            yields = activation.yields if activation is not None else None
            for each in known(yields) if yields is not None else ():
                if isinstance(each, DictValue):
                    for key, item in each.items.items():
                        if isinstance(key.value, str):
                            state[key.value] = join(state[key.value], item) if key.value in state else item

    def _enter_route(self, app: App, route: Route) -> None:
        if route.kind == "mount":
            return
        activation = self._activation_of(route.endpoint)
        if activation is not None:
            self._serve(activation, route, is_endpoint=True)
        for call in self._dependency_calls(route):
            self.injector.result(call)
            for each in self.injector.activations.get(call, ()):
                self._serve(each, route, is_endpoint=False)
        function = route.function
        if function is not None and getattr(route.entry, "is_fastapi", False):
            self._enter_models(function, route)

    def _serve(self, activation: Activation, route: Route, *, is_endpoint: bool) -> None:
        titles = self._entry_routes.setdefault(activation, {})
        titles[route.title] = None
        function = activation.function
        assert function is not None
        in_thread = not activation.is_async and not _wraps_coroutine(activation)
        if in_thread:
            self._thread_roots[activation] = None
        elif not activation.is_async:
            self._loop_entries.setdefault(activation, "wraps a coroutine function and so runs")
        self._served[(function, is_endpoint)] = ServedFunction(
            function,
            activation,
            is_endpoint,
            route.kind == "websocket",
            in_thread,
            span_of(function, function.fact.place),
            titles,
            len(titles),
        )

    def _dependency_calls(self, route: Route) -> list[Value]:
        """Every callable in the dependency tree of a route."""
        found: dict[int, Value] = {}

        def add(node: Dependency) -> None:
            if id(node.call) in found:
                return
            found[id(node.call)] = node.call
            for child in node.dependencies:
                add(child)

        for tree in self.dependency_trees(route):
            add(tree)
        return list(found.values())

    def dependency_trees(self, route: Route) -> list[Dependency]:
        """What FastAPI solves before the endpoint runs: router, include and decorator dependencies, then parameters."""
        trees: list[Dependency] = []
        for marker in route.dependencies:
            if isinstance(marker, Instance) and marker.arguments is not None:
                calls = known(self.injector.marked_call(marker, None))[:1]
                trees.extend(self.injector.tree(call) for call in calls)
        if getattr(route.entry, "is_fastapi", False):
            for marker, annotated in self.injector.markers(route.endpoint):
                calls = known(self.injector.marked_call(marker, annotated))[:1]
                trees.extend(self.injector.tree(call) for call in calls)
        return trees

    def _enter_models(self, function: FunctionValue, route: Route) -> None:
        """Validation of requests runs on the loop, of responses only for an `async def` endpoint."""
        types = self.interpreter.types
        for parameter in function.function.fact.parameters:
            if parameter.annotation is None or self.interpreter.caller.marker(function, parameter) is not None:
                continue
            annotated = types.annotated(parameter.annotation, function.scope)
            for validator in self.interpreter.caller.validators_in(annotated):
                self._enter_model_function(validator, None, route, "validates the request")
            models = models_in(self.interpreter, types.instance(annotated))
            self._enter_validators(models, route, "validates the request")
        arguments: Arguments | None = getattr(route.entry, "arguments", None)
        response_class = arguments.get("response_class") if arguments is not None else None
        if isinstance(response_class, ClassValue):
            render_method = self.interpreter.attributes.in_class(response_class.cls, "render")
            if isinstance(render_method, FunctionValue):
                self._enter_model_function(render_method, response_class.cls, route, "renders the response")
        model = getattr(route.entry, "response_model", None)
        returns = function.function.fact.returns
        if model is None and returns is not None:
            model = types.annotated(returns, function.scope)
        if model is not None:
            models = models_in(self.interpreter, types.instance(model))
            if function.function.fact.is_async:
                self._enter_validators(models, route, "validates the response")
            for cls in models:
                for serializer in self.interpreter.caller.serializers_of(cls):
                    self._enter_model_function(serializer, cls, route, "serialises the response")

    def _enter_validators(self, models: Iterable[Class], route: Route, why: str) -> None:
        for cls in models:
            for validator in self.interpreter.caller.validators_of(cls):
                self._enter_model_function(validator, cls, route, why)

    def _enter_model_function(self, function: FunctionValue, cls: Class | None, route: Route, why: str) -> None:
        """A function that Pydantic calls on the loop."""
        owned = cls is not None and function.function.owner is not None
        receiver = self.interpreter.types.generic(cls) if cls is not None and owned else None
        activation = self.interpreter.caller.generic_activation(function, receiver)
        self._loop_entries.setdefault(activation, why)
        self._entry_routes.setdefault(activation, {})[route.title] = None

    def _enter_app(self, app: App) -> None:
        """Middleware, exception handlers and start-up code."""
        router = app.router
        titles = tuple(route.title for route in app.routes if route.kind != "mount")
        for function in [*router.middleware_functions, *router.exception_handlers]:
            activation = self._activation_of(function)
            if activation is not None:
                self._add_titles(activation, titles)
                if not activation.is_async:
                    self._thread_roots[activation] = None
        for middleware, arguments in router.middleware:
            for activation in self._middleware_activations(middleware, arguments):
                self._add_titles(activation, titles)
                if not activation.is_async:
                    self._loop_entries.setdefault(activation, "runs as middleware")
        for value, _ in router.lifespans:
            activation = self._activation_of(value)
            if activation is not None:
                self._startup_roots.append(activation)
                self._enter_startup(activation)
        for value in router.startup:
            activation = self._activation_of(value)
            if activation is not None:
                self._startup_roots.append(activation)
                self._enter_startup(activation)

    def _enter_startup(self, activation: Activation) -> None:
        if not activation.is_async:
            self._loop_entries.setdefault(activation, "runs at start-up")

    def _add_titles(self, activation: Activation, titles: tuple[str, ...]) -> None:
        self._entry_routes.setdefault(activation, {})
        self._entry_apps.setdefault(activation, []).append(titles)

    def _middleware_activations(self, middleware: Value, arguments: Arguments) -> Iterator[Activation]:
        for each in known(middleware):
            if not isinstance(each, ClassValue):
                continue
            frame = self.interpreter.detached(each.cls.module)
            positional = [UNKNOWN, *arguments.positional]
            instance = self.interpreter.call(
                each, Arguments(positional, arguments.keywords, arguments.is_open), frame, (1, 1, 1, 1), "middleware"
            )
            for name in ("dispatch", "__call__"):
                method = self.interpreter.attributes.in_class(each.cls, name)
                if isinstance(method, FunctionValue) and isinstance(instance, Instance):
                    yield self.interpreter.caller.generic_activation(method, instance)

    def _activation_of(self, value: Value) -> Activation | None:
        """The activation of a function as FastAPI or Starlette calls it."""
        receiver: Value | None = None
        for _ in range(12):
            if isinstance(value, FunctionValue):
                return self.interpreter.caller.generic_activation(value, receiver)
            if isinstance(value, BoundMethod):
                receiver, value = value.receiver, value.function
            elif isinstance(value, ManagerFunction | Descriptor):
                value = value.function
            elif isinstance(value, Instance):
                method = self.interpreter.attributes.find(value, "__call__")
                if method is None:
                    return None
                value = method
            else:
                function = serving_function(value)
                if function is None:
                    return None
                value = function
        return None

    def _enter_entry_points(self) -> None:
        """The functions of which the user says that the loop calls them."""
        patterns = self.settings.entry_points
        for module in self.loaded if patterns else ():
            for fact in module.facts.functions if module.facts is not None else ():
                name = f"{module.name}.{fact.qualname}"
                if any(fnmatchcase(name, pattern.replace(":", ".")) for pattern in patterns):
                    value = self.interpreter.types.function_value(module, fact)
                    if value is not None:
                        activation = self.interpreter.caller.generic_activation(value)
                        self._loop_entries.setdefault(activation, "is an entry point")

    def _enter_other_coroutines(self) -> None:
        """Every other `async def` runs on a loop: those that nobody is seen to call first, then what is left."""
        called: set[str] = set()
        coroutines: list[tuple[Module, FunctionFact]] = []
        for module in list(self.modules.by_path.values()):
            if module.facts is None:
                continue
            for fact in module.facts.functions:
                called |= fact.called
                if fact.is_async and module.path in self._reported:
                    coroutines.append((module, fact))
        live = self._live()
        for wanted in (False, True):
            for module, fact in coroutines:
                if (fact.name in called) is wanted:
                    self._enter_coroutine(module, fact, live)
            self.interpreter.caller.run_pending()
        for module, fact in coroutines:
            if "<locals>" in fact.qualname:
                self._enter_nested(module, fact)

    def _enter_coroutine(self, module: Module, fact: FunctionFact, live: set[Activation]) -> None:
        function = self.modules.function(fact, module)
        if not live.isdisjoint(function.activations):
            return
        value = self.interpreter.types.function_value(module, fact)
        if value is not None:
            if function.owner is not None and not function.owner.mro:
                return
            activation = self.interpreter.caller.generic_activation(value)
            self._unseen[activation] = None
            grow(live, activation)

    def _enter_nested(self, module: Module, fact: FunctionFact) -> None:
        """A coroutine in a function: execute the function, then it, with the names that it closes over."""
        function = self.modules.function(fact, module)
        if function.activations:
            return
        outer_name = fact.qualname.rpartition(".<locals>.")[0]
        assert module.facts is not None
        for outer in module.facts.functions:
            if outer.qualname == outer_name and outer.line <= fact.line <= outer.end_line:
                outer_function = self.modules.function(outer, module)
                if not outer_function.activations:
                    value = self.interpreter.types.function_value(module, outer)
                    if value is None:
                        self._enter_nested(module, outer)
                    else:
                        self.interpreter.caller.generic_activation(value)
        for value in self.interpreter.closures_of(fact):
            if not function.activations:
                self.interpreter.caller.generic_activation(value)

    def _run_scripts(self) -> None:
        """Execute what stands below `if __name__ == "__main__"`, to know what only runs there."""
        self._script_roots: list[Activation] = []
        for module, block in list(self.interpreter.scripts):
            root = Activation(None, None, {})
            frame = Frame(module.scope, root)
            names = module.scope.names
            module.scope.names = dict(names)
            self.interpreter.block(block, frame)
            module.scope.names = names
            self._script_roots.append(root)

    # Stage 4: where the loop blocks

    @cached_property
    def _phases(self) -> tuple[set[Activation], set[Activation]]:
        """The activations that only run at start-up, and those that only run in scripts."""
        activations = self.activations
        lifespans = {activation.value for activation in self._startup_roots}
        # Nobody calls them but the application: what was looked at to learn what they register is start-up, too.
        roots = [a for a in activations if a in self._startup_roots or (a.is_root and a.value in lifespans)]
        startup = reachable(roots, WAITED_KINDS)
        spawned: set[Activation] = set()
        while True:  # an async generator runs where it is made: `async with lifespan_of_a_part():`
            made = {e.target for activation in startup for e in activation.edges if e.kind is EdgeKind.COROUTINE}
            spawned = {each for each in made if each.function is None or not each.function.fact.is_generator}
            if made - spawned <= startup:
                break
            startup |= reachable(made - spawned, WAITED_KINDS)
        scripts = reachable(self._script_roots, ALL_KINDS)
        entered = set(self._entry_routes)
        others = {a for a in activations if a.is_async and a not in startup and a not in scripts}
        live = reachable(entered | spawned | others, ALL_KINDS)
        return startup - live, scripts - live - startup

    @cached_property
    def _routes_of(self) -> RoutesOf:
        """The routes that each activation serves."""
        return RoutesOf(self.activations, self._entry_routes, self._entry_apps)

    @cached_property
    def blocking_calls(self) -> tuple[BlockingCall, ...]:
        """Every place on the event loop that blocks, one per call and class of blocking work."""
        activations = self.activations
        held = self._locks
        followed = self.followed
        ignored: QuickCalls = {
            Blocking.FILE: self.options(QuickFileAccess).ignore_calls,
            Blocking.CPU: self.options(QuickComputation).ignore_calls,
        }

        def sinks(activation: Activation) -> Iterable[Sink]:
            found = followed.sinks(activation, pending(activation, weighed(activation, held)))
            return slow(found, ignored)

        paths = Paths(activations, sinks, followed.edges)
        startup_only, script_only = self._phases
        routes_of = self._routes_of
        alone, abandoned = self._alone, self._abandoned
        found: dict[tuple[Function, object, Blocking], tuple[object, BlockingCall]] = {}
        for activation in activations:
            function = activation.function
            if function is None or function.module.path not in self._reported:
                continue
            why = self._loop_entries.get(activation, "")
            if not (activation.is_async or why):
                continue
            if activation in script_only:
                continue
            phase = Phase.STARTUP if activation in startup_only else Phase.REQUEST
            if why == "runs at start-up":
                phase = Phase.STARTUP
            for (place, blocking), (cost, via, names) in anchors(activation, paths).items():
                key = (function, place, blocking)
                chain, sink = chain_of(activation, via, blocking, paths)
                ends = sink.row is not None and sink.row.ends and not sink.label.startswith("leaving ")
                is_spared = activation in alone or activation in abandoned
                if is_spared or self._is_idle(function) or (ends and is_first(activation, place)):
                    cost = less_sure(cost)
                routes = routes_of.get(activation)
                if function.is_task and not routes:
                    continue  # a worker runs it in a loop that serves nobody else
                before = found.get(key)
                if before is not None:
                    merged = before[1]
                    routes = tuple(dict.fromkeys((*merged.routes, *routes)))
                    if before[0] <= (cost, phase is Phase.STARTUP):  # type: ignore[operator]
                        found[key] = (before[0], _with_routes(merged, routes))
                        continue
                call = BlockingCall(
                    function=function,
                    activation=activation,
                    span=span_of(function, place),
                    blocking=blocking,
                    sink=sink,
                    chain=chain,
                    confidence=confidence_of(cost),
                    phase=phase,
                    routes=routes,
                    others=tuple(name for name in names if name != sink.name),
                    why=why,
                    package=followed.through(chain),
                )
                found[key] = ((cost, phase is Phase.STARTUP), call)
        calls = [call for _, call in found.values()]
        return tuple(sorted(calls, key=lambda call: (call.span, call.blocking.value)))

    @cached_property
    def _locks(self) -> Locks:
        """Where locks are entered that nobody holds for long, or that nobody else takes."""
        activations, caller = self.activations, self.interpreter.caller
        handed = (each for each in (*self._thread_roots, *caller.handed_off) if not each.is_async)
        in_thread = reachable(handed, (EdgeKind.CALL,))
        on_loop = reachable([a for a in activations if a.is_async or a in self._loop_entries], (EdgeKind.CALL,))
        called_elsewhere = [a for a in activations if a.is_root and not a.is_async and a not in self._loop_entries]
        on_loop -= reachable(called_elsewhere, (EdgeKind.CALL,))
        return locks({*activations, *in_thread}, Runs(in_thread, on_loop, caller.lock_owners, self._locks_of_uncalled))

    def _locks_of_uncalled(self, names: set[str]) -> set[str]:
        """Which locks of the given names are taken by functions that were not executed: somebody else may call them.

        A program that starts loops by hand may have one in each thread; then no lock is surely left to a single one.
        """
        found: set[str] = set()
        for module in list(self.modules.by_path.values()):
            if module.facts is None or self.is_test(module):
                continue
            for fact in module.facts.functions:
                if not fact.called.isdisjoint(STARTING_LOOPS):
                    return names
                taken = takes_any(fact, names)
                if taken and not self.modules.function(fact, module).activations:
                    found |= taken
        return found

    def _is_idle(self, function: Function) -> bool:
        """Whether a function is a method of which there is no object: its class, and those that inherit, lack methods,
        or nobody makes one of them with arguments that it takes."""
        types, caller = self.interpreter.types, self.interpreter.caller
        owner = function.owner
        if owner is None:
            return False
        if owner in caller.refused:
            return caller.made.isdisjoint((owner, *types.implementations(owner)))
        return types.is_unfinished(owner) and all(types.is_unfinished(each) for each in types.implementations(owner))

    @cached_property
    def _alone(self) -> set[Activation]:
        """What only runs on loops that are started for it, where it delays nobody else."""
        handed = reachable((a for a in self.interpreter.caller.handed_off if not a.is_async), ALL_KINDS)
        return only_private(self.activations, self._roots) | driven_elsewhere(
            handed, self.activations, self._roots, self._unseen
        )

    @cached_property
    def _roots(self) -> set[Activation]:
        """What something else than a function of the program calls, as far as is known."""
        roots = {activation for activation in self.activations if activation.is_root}
        roots.update(self._entry_routes, self._startup_roots, self._thread_roots, self._loop_entries)
        return roots

    @cached_property
    def _abandoned(self) -> set[Activation]:
        """What only coroutines lead to that nothing refers to, by their names or that of their class."""
        entered = {*self._entry_routes, *self._startup_roots, *self._thread_roots, *self._loop_entries}
        types = self.interpreter.types
        candidates = {
            each: names_of(each.function, types.implementations)
            for each in self._roots - entered
            if each.is_async and each.function is not None and not self.is_test(each.function.module)
        }
        modules = [module.facts for module in self.modules.by_path.values() if module.facts is not None]
        names = unmentioned({name for ways in candidates.values() for each in ways for name in each}, modules)
        dead = {each for each, ways in candidates.items() if any(way <= names for way in ways)}
        return reachable(dead, ALL_KINDS) - reachable(self._roots - dead, ALL_KINDS)

    @cached_property
    def followed(self) -> Followed:
        """What counts of what was seen in installed packages that are followed."""
        return Followed(self.modules.loader.package)

    @cached_property
    def loop_events(self) -> tuple[LoopEvent, ...]:
        """What rules about coroutines, tasks and threads look at."""
        activations = self.activations
        _, script_only = self._phases
        on_loop = reachable([a for a in activations if a.is_async or a in self._loop_entries], (EdgeKind.CALL,))
        in_thread = reachable(self._thread_roots, (EdgeKind.CALL,))
        endpoints = {served.function for served in self._served.values() if served.is_endpoint}
        found: dict[tuple[Function, Event], LoopEvent] = {}
        for activation in activations:
            function = activation.function
            if function is None or function.module.path not in self._reported or activation in script_only:
                continue
            for event in activation.events:
                if event.kind not in JUDGED_EVENTS:
                    continue
                before = found.get((function, event))
                found[(function, event)] = LoopEvent(
                    event,
                    function,
                    span_of(function, event.place),
                    activation in on_loop or (before is not None and before.is_on_loop),
                    activation in in_thread or (before is not None and before.is_in_thread),
                    function in endpoints and (function.fact.is_async or not _is_wrapper(activation)),
                    self._routes_of.get(activation) or (before.routes if before is not None else ()),
                )
        return tuple(sorted(found.values(), key=lambda each: each.span))

    @cached_property
    def _uses_nest_asyncio(self) -> bool:
        """Whether the program patches asyncio so that loops may be nested."""
        modules = self.modules.by_path.values()
        return any(name.startswith("nest_asyncio") for m in modules if m.facts for name, _ in m.facts.imports)

    @cached_property
    def nested_loops(self) -> tuple[NestedLoop, ...]:
        """Where a second event loop is started on the event loop."""
        activations = self.activations
        if self._uses_nest_asyncio:
            return ()
        _, script_only = self._phases
        roots = [a for a in activations if (a.is_async or a in self._loop_entries) and a not in script_only]
        return self._ways(NestedLoop, roots, activations, sinks_of_event(EventKind.NESTED_LOOP))

    @cached_property
    def loop_calls_in_threads(self) -> tuple[LoopCallInThread, ...]:
        """Where code in a thread of the pool needs the event loop of its thread, which has none."""
        activations = self.activations
        roots = [
            activation
            for activation in dict.fromkeys((*self._thread_roots, *self.interpreter.caller.threaded))
            if not activation.is_async
            and activation.function is not None
            and activation.function.fact.called.isdisjoint({"set_event_loop", "new_event_loop"})
        ]
        return self._ways(LoopCallInThread, roots, activations, sinks_of_event(EventKind.LOOP_API))

    @cached_property
    def waits_in_threads(self) -> tuple[WaitInThread, ...]:
        """Where a `def` endpoint, dependency or stream holds a thread of the pool."""
        activations = self.activations
        served = [s.activation for s in self._served.values() if s.is_in_thread]
        roots = dict.fromkeys((*served, *self.interpreter.caller.streamed))
        return self._ways(WaitInThread, roots, activations, long_waits)

    @cached_property
    def context_changes(self) -> tuple[ContextChange, ...]:
        """Where a `def` dependency sets or resets a context variable."""
        self._enter()
        found: list[ContextChange] = []
        for served in self._served.values():
            if served.is_endpoint or not served.is_in_thread:
                continue
            inside = reachable([served.activation], (EdgeKind.CALL,))
            if any(event.kind in CONTEXT_KINDS for activation in inside for event in activation.events):
                sinks = changes_of_context(served.activation)
                found += self._ways(ContextChange, [served.activation], inside, sinks)
        return tuple(sorted(found, key=lambda each: each.span))

    def _ways(
        self,
        kind: type[W],
        roots: Iterable[Activation],
        activations: Iterable[Activation],
        sinks: Callable[[Activation], Iterable[Sink]],
    ) -> tuple[W, ...]:
        mine = [r for r in roots if r.function is not None and r.function.module.path in self._reported]
        return ways(kind, mine, activations, sinks, lambda activation: self._routes_of.get(activation))

    @cached_property
    def _called(self) -> frozenset[Function]:
        """The functions that other functions of the program call, await or make coroutines of."""
        return frozenset(
            edge.target.function
            for activation in self.activations
            for edge in activation.edges
            if edge.target.function is not None and edge.target is not activation
        )

    def is_called(self, function: Function) -> bool:
        """Whether another function of the program calls it: then FastAPI is not the only one to give it arguments."""
        self._enter()
        return function in self._called

    def could_be_plain(self, served: ServedFunction) -> bool:
        """Whether an `async def` endpoint or dependency would work as well as a plain `def`."""
        return served.function not in self._called and colours.could_be_plain(served.activation)

    def may_wait_in(self, activation: Activation) -> tuple[str, Confidence] | None:
        """A call in the function that may well wait, as it is written, and how sure that is."""
        return colours.may_wait_in(activation)

    def is_trivial(self, served: ServedFunction) -> bool:
        """Whether a plain `def` is tiny, waits for nothing, and is called by nobody but FastAPI."""
        return (
            served.function not in self._called
            and served.function.fact.name not in self._called_at_import
            and colours.is_trivial(served.activation)
        )

    @cached_property
    def _called_at_import(self) -> frozenset[str]:
        """The last names of what module and class bodies call."""
        modules = [module.facts for module in self.modules.by_path.values() if module.facts is not None]
        found = (render(call.callee) for facts in modules for call in bodies.calls(facts.body))
        return frozenset(text.rpartition(".")[2] for text in found)

    def blocked_by(self, injection: Injection) -> tuple[BlockingCall, ...]:
        """The blocking calls of a function on the loop that are made with an object of the injected one's library."""
        if not injection.is_on_loop:
            return ()
        names = self._library_types(injection.value)
        classes = {
            method.blocks
            for name in names
            if (row := self.interpreter.knowledge.type(name)) is not None
            for method in row.methods.values()
        } & INJECTED
        libraries = {_library(name) for name in names}
        return tuple(
            call
            for call in self._blocking_calls_in.get(injection.function, ())
            if call.blocking in classes and call.phase is Phase.REQUEST and _library(call.sink.name) in libraries
        )

    @cached_property
    def _blocking_calls_in(self) -> dict[Function, list[BlockingCall]]:
        found: dict[Function, list[BlockingCall]] = {}
        for call in self.blocking_calls:
            found.setdefault(call.function, []).append(call)
        return found

    def _library_types(self, value: Value) -> list[str]:
        """The library's type of an object, or those that its class inherits from, with their bases."""
        own = [value.type] if isinstance(value, Foreign) else []
        if isinstance(value, Instance):
            own = list(value.cls.external_bases()) if isinstance(value.cls, Class) else [value.cls.name]
        return [base for name in own for base in self.interpreter.knowledge.bases(name)]

    @cached_property
    def served_functions(self) -> tuple[ServedFunction, ...]:
        """The functions that FastAPI calls for requests."""
        self._enter()
        found = [s for s in self._served.values() if s.function.module.path in self._reported]
        return tuple(sorted(found, key=lambda each: each.span))

    def _enter(self) -> None:
        """See to it that all functions were entered: only then it is known which of them FastAPI calls."""
        _ = self.activations

    @cached_property
    def injections(self) -> tuple[Injection, ...]:
        """The parameters of path operations and dependencies that receive an object."""
        found: list[Injection] = []
        for served in self.served_functions:
            for parameter in served.function.fact.parameters:
                value = served.activation.bindings.get(parameter.name)
                for member in known(value) if value is not None else ():
                    type_name = self.type_name(member)
                    if type_name:
                        found.append(
                            Injection(
                                served.function,
                                served.activation,
                                parameter.name,
                                span_of(served.function, parameter.place),
                                member,
                                type_name,
                                not served.is_in_thread,
                                served.routes,
                            )
                        )
        return tuple(found)

    @staticmethod
    def type_name(value: Value) -> str:
        """The dotted name of the type of an object."""
        if isinstance(value, Foreign):
            return value.type
        if isinstance(value, Instance):
            return value.cls.name
        return ""

    @cached_property
    def operations(self) -> tuple[Operation, ...]:
        """The routes of FastAPI with their parameters, each place of registration with each of its paths once."""
        found: dict[tuple[int, str], Operation] = {}
        for app in self.apps:
            for route in app.routes:
                if (id(route.entry), route.path) not in found:
                    operation = self.parameters.operation(route)
                    if operation is not None:
                        found[(id(route.entry), route.path)] = operation
        return tuple(found.values())

    @cached_property
    def signatures(self) -> tuple[Signature, ...]:
        """The functions that FastAPI calls for requests, in reported files, with their parameters."""
        return tuple(each for each in signatures(self.operations) if each.function.module.path in self._reported)

    @cached_property
    def parameters(self) -> Parameters:
        """What reads signatures as FastAPI does."""
        return Parameters(self.interpreter, self.injector, self.model_fields)

    @cached_property
    def model_fields(self) -> ModelFields:
        """What reads the fields of models."""
        return ModelFields(self.interpreter)

    @cached_property
    def models(self) -> tuple[Model, ...]:
        """The models that reported files define, and what FastAPI uses them for."""
        return ModelUse(self.interpreter, self.model_fields).models(self.operations, self._reported)

    def subjects(self, kind: type) -> Iterable[object]:
        """All domain things of a class: what a rule of that subject is asked about."""
        if kind is BlockingCall:
            return self.blocking_calls
        if kind is LoopEvent:
            return self.loop_events
        if kind is Injection:
            return self.injections
        if kind is ServedFunction:
            return self.served_functions
        if kind is Responder:
            return self.responders
        if kind is Function:
            return self.functions
        if kind is NestedLoop:
            return self.nested_loops
        if kind is LoopCallInThread:
            return self.loop_calls_in_threads
        if kind is WaitInThread:
            return self.waits_in_threads
        if kind is ContextChange:
            return self.context_changes
        if kind is LibraryCall:
            return self.library_calls
        if kind is TestFunction:
            return self.tests.functions
        if kind is Arrival:
            return self.arrivals
        if kind is AttributeRead:
            return self.attribute_reads
        if kind is ImportedModule:
            return self.imports
        if kind is Operation:
            return tuple(each for each in self.operations if each.span.path in self._reported)
        if kind is Model:
            return self.models
        if kind is DynamicDefault:
            return dynamic_defaults(self)
        if kind is OldPydantic:
            return old_pydantic(self)
        if kind is Signature:
            return self.signatures
        if kind is AppMiddleware:
            return self.middleware.stacks
        if kind is MisplacedState:
            return misplaced_states(self)
        if kind is AppHandlers:
            return self.app_handlers
        if kind is StartUp:
            return start_ups(self)
        if kind is MountedStartUp:
            return mounted_start_ups(self)
        if kind is WebSocketEndpoint:
            return self.websockets.endpoints
        if kind is Provider:
            return self.dependency_graph.providers
        if kind is DirectCall:
            return direct_calls(self)
        if kind is Route:
            return tuple(route for app in self.apps for route in app.routes)
        if kind is RouteCollision:
            return self.route_collisions
        if kind is UnincludedRouter:
            return tuple(find_unincluded(self))
        if kind is Bypass:
            return tuple(find_bypasses(self))
        if kind is SharedOperationId:
            return tuple(find_shared_operation_ids(self))
        if kind is LateRegistration:
            return tuple(find_late_registrations(self))
        if kind is DoubledSegment:
            return tuple(find_doubled_segments(self))
        if kind is RouteLoop:
            return tuple(find_route_loops(self))
        if kind is PathFault:
            return tuple(find_path_faults(self))
        if kind is DecoratedRoute:
            return tuple(find_decorated_routes(self))
        if kind is App:
            return self.apps
        if kind is Project:
            return (self,)
        raise TypeError(f"no rule can be about {kind.__name__}")


def _with_routes(call: BlockingCall, routes: tuple[str, ...]) -> BlockingCall:
    if routes == call.routes:
        return call
    from dataclasses import replace

    return replace(call, routes=routes)


def _library(dotted: str) -> str:
    """The package of a name; one that builds on another counts as that."""
    root = dotted.partition(".")[0]
    return {"sqlmodel": "sqlalchemy", "httpx2": "httpx"}.get(root, root)


def _wraps_coroutine(activation: Activation) -> bool:
    """Whether FastAPI takes a plain function for a coroutine function: it looks at what `__wrapped__` leads to."""
    value: Value | None = activation.value
    for _ in range(10):
        if isinstance(value, BoundMethod):
            value = value.function
        elif isinstance(value, FunctionValue) and value.wrapped is not None:
            value = value.wrapped
        else:
            break
    return isinstance(value, FunctionValue) and value.function.fact.is_async and not value.function.fact.is_generator


def _is_wrapper(activation: Activation) -> bool:
    """Whether FastAPI looks through a function, by `__wrapped__`, to see of which colour it is."""
    return isinstance(activation.value, FunctionValue) and activation.value.wrapped is not None


def _positional(fact: FunctionFact) -> int:
    return sum(1 for parameter in fact.parameters if parameter.kind <= 1)
