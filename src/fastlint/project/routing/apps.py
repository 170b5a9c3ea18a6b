"""Applications and routers: what FastAPI will build, from the calls that register it.

The classes of FastAPI and Starlette are played by natives: constructing one makes a `Router` state on the instance, and
its methods add entries to it. Since FastAPI 0.137 an included router stays linked, so a route that is added after
`include_router` counts too; the table is read off the finished tree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import field
from itertools import count
from typing import TYPE_CHECKING, TypeGuard

from fastlint.facts.expressions import Attribute, Call, Expression, Place, render
from fastlint.project.execution.abstract import (
    NONE,
    STRING,
    UNKNOWN,
    Arguments,
    BoundMethod,
    CallSite,
    Class,
    Const,
    DictValue,
    External,
    Foreign,
    FunctionValue,
    Instance,
    ListValue,
    ManagerFunction,
    Native,
    Partial,
    Value,
    computed,
    const,
    external,
    known,
    members,
    union,
)
from fastlint.project.execution.status_codes import status_code
from fastlint.project.execution.watched import OVERRIDES
from fastlint.project.reading.enclosing import innermost
from fastlint.project.routing.route_options import effective
from fastlint.values import Confidence, Span
from fastlint.values.late import dataclass

if TYPE_CHECKING:
    from fastlint.facts.definitions import Parameter
    from fastlint.project.execution.frame import Frame
    from fastlint.project.execution.interpreter import Interpreter
    from fastlint.project.execution.modules import Module

APPS = frozenset({"fastapi.FastAPI", "starlette.applications.Starlette"})
ROUTERS = frozenset({"fastapi.APIRouter", "starlette.routing.Router"})
ROUTE_CLASSES = (
    "starlette.routing.Route",
    "starlette.routing.WebSocketRoute",
    "starlette.routing.Mount",
    "starlette.routing.Host",
    "fastapi.routing.APIRoute",
    "fastapi.routing.APIWebSocketRoute",
)
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")

#: How deep routers may be included in each other.
DEEPEST_INCLUSION = 25


@dataclass(eq=False)
class Entry:
    """Something that was registered on a router, at a place of a module.

    `order` grows with each registration; it can be relied on between entries of the same `origin`: the module body or
    factory that was being executed.
    """

    module: Module
    place: Place
    uncertain: bool
    order: int = field(init=False, default_factory=count().__next__)
    origin: object = field(init=False, default=None)
    #: below how many unknown conditions it was registered, those around the calls that led there included
    conditions: int = field(init=False, default=0)
    #: whether the call that registers it passes on what a caller wrote: `add_api_route(path, endpoint, **options)`
    is_forwarded: bool = field(init=False, default=False)
    #: whether it was registered as part of what its origin executes; else the conditions around the call are not known
    is_in_place: bool = field(init=False, default=True)
    #: whether nobody is seen to call what registers it
    is_uncalled: bool = field(init=False, default=False)


@dataclass(eq=False)
class RouteEntry(Entry):
    """A path operation, WebSocket endpoint or plain Starlette route. `kind` is http or websocket.

    `methods` are GET where `has_known_methods` is False: they were given in a way that could not be followed.
    """

    kind: str
    methods: tuple[str, ...] | None
    path: Value
    endpoint: Value
    dependencies: tuple[Value, ...]
    response_model: Value | None
    response_model_text: str | None
    status_code: int | None
    is_fastapi: bool
    arguments: Arguments
    has_known_methods: bool = True


@dataclass(eq=False)
class IncludeEntry(Entry):
    """`include_router(router, prefix=..., dependencies=[...])`."""

    router: Value
    prefix: Value
    dependencies: tuple[Value, ...]
    text: str
    arguments: Arguments


@dataclass(eq=False)
class MountEntry(Entry):
    """`mount(path, app)`; `app` may be anything that speaks ASGI."""

    path: Value
    app: Value
    text: str
    arguments: Arguments

    @property
    def is_low_priority(self) -> bool:
        """Whether every other route goes before it: what `app.frontend(...)` adds."""
        return self.text == "frontend"


@dataclass(eq=False)
class SharedEntry(Entry):
    """The routes of another router, which stand in this one as they are: `Starlette(routes=router.routes)`."""

    router: Router


@dataclass(eq=False)
class UnknownEntry(Entry):
    """Routes that may be anything: `Starlette(routes=load())`."""

    text: str


@dataclass(eq=False)
class MiddlewareEntry(Entry):
    """A middleware, in the order of registration.

    `cls` is the class of `add_middleware(cls, ...)` or `Middleware(cls, ...)`, UNKNOWN for a function under
    `@app.middleware("http")`; `function` is that function, or the `dispatch=` of the class. `is_listed` tells that it
    stands in `middleware=[...]`, where the first is the outermost.
    """

    cls: Value
    arguments: Arguments
    function: Value | None
    is_listed: bool
    text: str


@dataclass(eq=False)
class HandlerEntry(Entry):
    """An exception handler: `exception` is the class or status code that it is for."""

    exception: Value
    handler: Value


@dataclass(eq=False)
class EventEntry(Entry):
    """A handler of `startup` or `shutdown`; `way` is `on_event`, `add_event_handler`, `on_startup` or `on_shutdown`."""

    event: Value
    function: Value
    way: str


@dataclass(eq=False)
class LifespanEntry(Entry):
    """What `lifespan=` was given; the place is that of the application or router."""

    lifespan: Value


@dataclass(frozen=True, eq=False)
class HandedOn:
    """A router that an `include_router` included, and the events that it copied from it."""

    entry: IncludeEntry
    router: Router
    events: tuple[EventEntry, ...]

    @property
    def key(self) -> tuple[object, ...]:
        """The same where the same code was executed once more."""
        return self.entry.module.path, self.entry.place, id(self.router)


@dataclass(eq=False)
class Router:
    """The state of an application or router."""

    owner: Instance
    is_app: bool
    module: Module
    place: Place
    prefix: Value = field(default_factory=lambda: const(""))
    dependencies: tuple[Value, ...] = ()
    entries: list[Entry] = field(default_factory=list)
    lifespans: list[tuple[Value, Module]] = field(default_factory=list)
    startup: list[Value] = field(default_factory=list)
    exception_handlers: list[Value] = field(default_factory=list)
    middleware: list[tuple[Value, Arguments]] = field(default_factory=list)
    middleware_functions: list[Value] = field(default_factory=list)
    #: the same with places, in the order of registration
    middleware_entries: list[MiddlewareEntry] = field(default_factory=list)
    handler_entries: list[HandlerEntry] = field(default_factory=list)
    event_entries: list[EventEntry] = field(default_factory=list)
    lifespan_entries: list[LifespanEntry] = field(default_factory=list)
    #: its list of routes, for whoever reads it
    routes: ListValue | None = None
    #: which handlers of `startup` and `shutdown` each `include_router` copied: those that the router had by then
    handed_on: list[HandedOn] = field(default_factory=list)
    inner: Instance | None = None
    overrides: DictValue = field(default_factory=lambda: _named_dict(OVERRIDES))
    names: list[str] = field(default_factory=list)
    arguments: Arguments = field(default_factory=Arguments)
    #: whether something that is not known was given it and gave back what stands in its place since
    is_doubtful: bool = False
    #: where it comes from, if only an annotation tells that it is one: `module:function(parameter)`; else empty
    stands_for: str = ""
    #: whether it was made by what nobody is seen to call, with arguments that are not known
    is_uncalled: bool = False
    _known: set[object] = field(default_factory=set)

    def add(self, entry: Entry, site: CallSite) -> None:
        """Register something, by a call."""
        site.interpreter.registrations += 1
        entry.uncertain = entry.uncertain or self.is_doubtful
        entry.origin = site.interpreter.origin
        entry.conditions = site.frame.uncertain
        entry.is_in_place = site.frame.is_inline
        entry.is_uncalled = site.interpreter.is_uncalled
        path = getattr(entry, "path", None)
        text = path.value if isinstance(path, Const) else None
        key = entry.module.path, entry.place, text, getattr(entry, "router", None)
        if (entry.is_uncalled or site.interpreter.is_either) and key in self._known:
            return  # what is executed once more for another's sake
        self._known.add(key)
        entry.is_forwarded = isinstance(site.label, Call) and any(name is None for name, _ in site.label.keywords)
        self.entries.append(entry)

    def hand_on(self, handed_on: HandedOn) -> None:
        """Keep what an inclusion copied, once: the function that includes may be executed in several contexts."""
        if all(each.key != handed_on.key for each in self.handed_on):
            self.handed_on.append(handed_on)


def _named_dict(name: str) -> DictValue:
    result = DictValue()
    result.name = name
    return result


class Apps:
    """The natives of FastAPI's and Starlette's applications and routers, and all of them that were made."""

    def __init__(self, interpreter: Interpreter) -> None:
        self._interpreter = interpreter
        self.routers: list[Router] = []
        for name in APPS:
            interpreter.native_constructors[name] = self._construct_app
            interpreter.native_attributes[name] = self._attribute
        for name in ROUTERS:
            interpreter.native_constructors[name] = self._construct_router
            interpreter.native_attributes[name] = self._attribute
        for name in (*ROUTE_CLASSES, "fastapi.Depends", "fastapi.Security", "starlette.middleware.Middleware"):
            interpreter.native_constructors[name] = _remember
        interpreter.put_into_routes = self._put_into_routes
        interpreter.replaced = self._replaced
        interpreter.caller.stand_in = self._of_parameter
        interpreter.attributes.stand_in = self._of_declared
        #: what stands for applications and routers of which only the type is known, by where they come from
        self._stand_ins: dict[object, Instance] = {}
        #: the parameters that were given an application or router that is known
        self._given: set[object] = set()

    def owners(self) -> list[Instance]:
        """The applications that were made so far."""
        return [router.owner for router in self.routers if router.is_app and not router.stands_for]

    def stand_ins(self) -> list[Router]:
        """What stands for applications and routers of which only the type is known, and nothing else ever is."""
        return [each.native for key, each in self._stand_ins.items() if key not in self._given]

    def _of_parameter(self, value: FunctionValue, parameter: Parameter, bound: Value) -> Value:
        """What a function registers on that is executed once a call: of an unknown argument, the annotation speaks."""
        key = (id(value.function.fact), parameter.name)
        found = members(bound)
        for each in found:
            if isinstance(each, Instance) and isinstance(each.native, Router):
                if not each.native.stands_for:
                    self._given.add(key)
                return bound
        if not any(map(_is_declared, found)) or (value.function.owner is not None and parameter.annotation is None):
            return bound
        module = value.function.module
        name = f"{module.name}:{value.function.fact.qualname}({parameter.name})"
        return union([self._stand_in(key, each, name, module, parameter.place) for each in found])

    def _of_declared(self, receiver: Foreign, written: Expression, frame: Frame, place: Place) -> Value | None:
        """What is registered on a variable, attribute or property of which only the type is known."""
        if not _is_declared(receiver) or not isinstance(written, Attribute):
            return None
        if written.name not in METHODS and written.name not in _METHOD_HANDLERS:
            return None
        module, text = frame.module, render(written.value)
        first, _, rest = text.partition(".")
        around = innermost(module.facts, place[0])
        if first == "self" and rest and frame.cls is not None:
            name = f"{module.name}:{frame.cls.fact.qualname}.{rest}"
        else:
            name = f"{module.name}:{around.qualname}({text})" if around is not None else f"{module.name}:{text}"
        instance = self._stand_in(name, receiver, name, module, place)
        return self._attribute(self._interpreter, instance, written.name) if isinstance(instance, Instance) else None

    def _stand_in(self, key: object, declared: Value, name: str, module: Module, place: Place) -> Value:
        """The application or router that stands for a value, if that is declared to be one; else the value."""
        if not _is_declared(declared):
            return declared
        found = self._stand_ins.get(key)
        if found is None:
            cls = external(declared.type) if isinstance(declared, Foreign) else declared.cls
            found = self._stand_ins[key] = Instance(cls, is_exact=False)
            bases = cls.external_bases() if isinstance(cls, Class) else (cls.name,)
            found.native = Router(found, not APPS.isdisjoint(bases), module, place, stands_for=name)
            self.routers.append(found.native)
        return found

    @staticmethod
    def _replaced(before: Value, given_back: Value) -> Value:
        """`app = instrument(app)`: what is not known gives back what it was given, as far as can be told."""
        states = [
            each.native for each in known(before) if isinstance(each, Instance) and isinstance(each.native, Router)
        ]
        if not states or not all(map(_may_be_router, members(given_back))):
            return given_back
        for state in states:
            state.is_doubtful = True
        return before

    # Construction

    def _state(self, site: CallSite, instance: Instance, is_app: bool) -> Router:
        state = Router(instance, is_app, site.frame.module, site.place, is_uncalled=site.interpreter.is_uncalled)
        instance.native = state
        self.routers.append(state)
        arguments = state.arguments = site.arguments
        state.dependencies = self._list(arguments.get("dependencies"))
        lifespan = arguments.get("lifespan")
        if lifespan is not None and lifespan is not NONE:
            state.lifespans.append((lifespan, site.frame.module))
            state.lifespan_entries.append(LifespanEntry(*_where(site), lifespan))
        for name in ("on_startup", "on_shutdown"):
            functions = self._list(arguments.get(name))
            state.startup.extend(functions)
            event = const(name.removeprefix("on_"))
            state.event_entries.extend(EventEntry(*_where(site), event, each, name) for each in functions)
        handlers = arguments.get("exception_handlers")
        if isinstance(handlers, DictValue):
            state.exception_handlers.extend(handlers.items.values())
            for exception, handler in handlers.items.items():
                state.handler_entries.append(HandlerEntry(*_where(site), exception, handler))
            if handlers.rest is not None:
                state.exception_handlers.append(handlers.rest)
                state.handler_entries.append(HandlerEntry(*_where(site), handlers.key, handlers.rest))
        for each in self._list(arguments.get("middleware")):
            if isinstance(each, Instance) and each.arguments is not None:
                cls = each.arguments.get("cls", 0)
                if cls is not None:
                    state.middleware.append((cls, each.arguments))
                    given = Arguments(each.arguments.positional[1:], each.arguments.keywords, each.arguments.is_open)
                    dispatch = given.get("dispatch")
                    state.middleware_entries.append(
                        MiddlewareEntry(*_where(site), cls, given, dispatch, True, "Middleware")
                    )
        routes = arguments.get("routes") or (arguments.get(None, 0 if not is_app else 1) if not is_app else None)
        for route in self._list(routes):
            self._add_route_object(state, route, site)
        if routes is not None and routes is not NONE and not self._is_followed(routes):
            state.add(UnknownEntry(*_where(site), _written(site, "routes")), site)
        return state

    @staticmethod
    def _is_followed(routes: Value) -> bool:
        """Whether it is known what may stand in a list of routes."""
        lists = [each for each in members(routes) if each is not NONE]
        return all(
            isinstance(each, ListValue)
            and (
                _SHARED in map(_class_name, each.elements)
                or not any(UNKNOWN in members(element) for element in each.elements)
            )
            for each in lists
        )

    def _put_into_routes(self, holder: Instance, routes: list[Value], site: CallSite, is_first: bool) -> None:
        """`router.routes.append(route)`, `app.routes.extend(routes)`, `app.routes.insert(0, route)`."""
        state = holder.native
        if not isinstance(state, Router):
            return
        before = len(state.entries)
        for route in routes:
            self._add_route_object(state, route, site)
        is_moved = any(_class_name(each) == _SHARED for route in routes for each in members(route))
        if len(state.entries) == before and not is_moved:
            state.add(
                UnknownEntry(*_where(site), render(site.label) if isinstance(site.label, Call) else "routes"), site
            )
        if is_first:
            state.entries[:] = [*state.entries[before:], *state.entries[:before]]

    @staticmethod
    def _routes_of(state: Router) -> ListValue:
        """The list of the routes of a router: what is in it stands for all of them."""
        if state.routes is None:
            shared = Instance(external(_SHARED))
            shared.arguments = Arguments([state.owner])
            state.routes = ListValue("list", [UNKNOWN, shared], False)
            state.routes.holder = state.owner
        return state.routes

    def _construct_app(self, site: CallSite, instance: Instance) -> None:
        if instance.native is None:
            self._state(site, instance, True)

    def _construct_router(self, site: CallSite, instance: Instance) -> None:
        if instance.native is None:
            state = self._state(site, instance, False)
            prefix = site.arguments.get("prefix")
            if prefix is not None:
                state.prefix = prefix
            elif site.arguments.is_open:
                state.prefix = STRING

    def _list(self, value: Value | None) -> tuple[Value, ...]:
        found: list[Value] = []
        for member in known(value) if value is not None else ():
            if isinstance(member, ListValue):
                found.extend(member.elements)
        return tuple(found)

    def _add_route_object(self, state: Router, route: Value, site: CallSite) -> None:
        """An object of the list `routes=[Route(...), Mount(...)]`."""
        if not isinstance(route, Instance) or route.arguments is None:
            return
        bases = [route.cls.name] if isinstance(route.cls, External) else list(route.cls.external_bases())
        if bases == [_SHARED]:
            owner = route.arguments.positional[0]
            if isinstance(owner, Instance) and isinstance(owner.native, Router) and owner.native is not state:
                state.add(SharedEntry(*_where(site), owner.native), site)
            return
        base = next((each for each in bases if each in ROUTE_CLASSES), None)
        if base is None:
            return
        arguments = route.arguments
        name = base.rpartition(".")[2]
        path = arguments.get("path", 0) or UNKNOWN
        if name in ("Mount", "Host"):
            app = arguments.get("app", 1)
            if app is None:
                inner = Instance(external("starlette.routing.Router"))
                inner_site = CallSite(
                    site.interpreter, site.frame, Arguments([], arguments.keywords), site.place, site.label, inner
                )
                self._construct_router(inner_site, inner)
                app = inner
            state.add(MountEntry(*_where(site), path, app, "Mount", arguments), site)
            return
        endpoint = arguments.get("endpoint", 1) or UNKNOWN
        kind = "websocket" if "WebSocket" in name else "http"
        shifted = Arguments([path, endpoint], arguments.keywords, arguments.is_open)
        self._append(state, site, kind, shifted, None, is_fastapi=name.startswith("API"))

    # Attributes and methods

    def _attribute(self, interpreter: Interpreter, instance: Instance, name: str) -> Value | None:
        if name == "__init__":
            return Native("__init__", lambda site: self._call_constructor(site, instance))
        state = instance.native
        if not isinstance(state, Router):
            if instance.is_exact:
                return None
            # an application that is only known by its type: what is registered on it belongs nowhere
            if name in METHODS or name in _METHOD_HANDLERS:
                return Native(
                    name, lambda site: Native("decorator", lambda inner: inner.arguments.get(None, 0) or UNKNOWN)
                )
            return None
        if name in METHODS:
            return Native(name, lambda site: self._verb(state, site, name.upper()))
        if name == "router":
            if not state.is_app:
                return None
            if state.inner is None:
                state.inner = Instance(external("fastapi.APIRouter"))
                state.inner.native = state
            return state.inner
        if name == "prefix":
            return state.prefix
        if name in _APP_URLS and state.is_app:
            given = state.owner.arguments.get(name) if state.owner.arguments is not None else None
            return given if given is not None else const(_APP_URLS[name])
        if name == "routes":
            return self._routes_of(state)
        if name == OVERRIDES:
            return state.overrides
        if name == "dependencies":
            return ListValue("list", state.dependencies, True)
        handler = _METHOD_HANDLERS.get(name)
        if handler is None:
            return None
        return Native(name, lambda site: handler(self, state, site))

    def _call_constructor(self, site: CallSite, instance: Instance) -> Value:
        arguments = site.arguments
        cls = instance.cls
        bases = cls.external_bases() if isinstance(cls, Class) else (cls.name,)
        is_app = any(name in APPS for name in bases)
        shifted = CallSite(site.interpreter, site.frame, arguments, site.place, site.label, instance)
        if is_app:
            self._construct_app(shifted, instance)
        else:
            self._construct_router(shifted, instance)
        return NONE

    def _verb(self, state: Router, site: CallSite, method: str) -> Value:
        """`@router.get(path, ...)`: goes through `api_route`, which a subclass may override."""
        override = self._override(state, "api_route")
        if override is None:
            return self._decorator(state, site, "http", (method,))
        keywords = {**site.arguments.keywords, "path": site.arguments.get("path", 0) or UNKNOWN}
        keywords["methods"] = ListValue("list", [const(method)], True)
        result: Value = site.interpreter.call(
            override, Arguments([], keywords, site.arguments.is_open), site.frame, site.place, site.label
        )
        return result

    def _decorator(self, state: Router, site: CallSite, kind: str, methods: tuple[str, ...] | None) -> Value:
        """`@router.get(path, ...)`: registers through `add_api_route`, which a subclass may override."""

        def register(inner: CallSite) -> Value:
            endpoint = inner.arguments.get(None, 0) or UNKNOWN
            arguments = Arguments(
                [site.arguments.get("path", 0) or UNKNOWN, endpoint, *site.arguments.positional[1:]],
                {k: v for k, v in site.arguments.keywords.items() if k != "path"},
                site.arguments.is_open,
            )
            override = self._override(state, "add_api_route" if kind == "http" else "add_api_websocket_route")
            if override is not None:
                keywords = dict(arguments.keywords)
                if methods is not None:
                    keywords["methods"] = ListValue("list", [const(method) for method in methods], True)
                site.interpreter.call(
                    override, Arguments(arguments.positional, keywords), inner.frame, site.place, site.label
                )
            else:
                self._append(state, site, kind, arguments, methods, frame_uncertain=inner.frame.uncertain > 0)
            return endpoint

        return Native("decorator", register)

    def _override(self, state: Router, name: str) -> Value | None:
        """A method that a subclass of the project puts in the place of FastAPI's."""
        cls = state.owner.cls
        if not isinstance(cls, Class) or state.is_app:
            return None
        found = self._interpreter.attributes.in_class(cls, name)
        return self._interpreter.attributes.bind(found, state.owner, cls) if isinstance(found, FunctionValue) else None

    def _append(
        self,
        state: Router,
        site: CallSite,
        kind: str,
        arguments: Arguments,
        methods: tuple[str, ...] | None,
        *,
        is_fastapi: bool = True,
        frame_uncertain: bool = False,
    ) -> None:
        has_known_methods = True
        if methods is None and kind == "http":
            has_known_methods = self._knows_methods(arguments)
            given = arguments.get("methods", 2 if not is_fastapi else None)
            if given is not None and given is not NONE:
                methods = (
                    tuple(
                        element.value.upper()
                        for element in map(_plain, self._list(given))
                        if isinstance(element, Const) and isinstance(element.value, str)
                    )
                    or None
                )
            elif not is_fastapi:
                methods = ("GET", "HEAD")
            if not is_fastapi and methods is not None and "GET" in methods:
                methods = tuple(dict.fromkeys((*methods, "HEAD")))  # Starlette's Route adds it
        status = arguments.get("status_code") if is_fastapi else None
        response_model = arguments.get("response_model")
        text: str | None = None
        if isinstance(site.label, Call):
            for name, written in site.label.keywords:
                if name == "response_model":
                    text = render(written)
        state.add(
            RouteEntry(
                module=site.frame.module,
                place=site.place,
                uncertain=site.frame.uncertain > 0 or frame_uncertain,
                kind=kind,
                methods=methods if methods is not None or kind != "http" else ("GET",),
                path=_joined(state.prefix if is_fastapi else const(""), arguments.get("path", 0) or UNKNOWN),
                endpoint=arguments.get("endpoint", 1) or UNKNOWN,
                dependencies=(*state.dependencies, *self._list(arguments.get("dependencies")))
                if not state.is_app
                else self._list(arguments.get("dependencies")),
                response_model=response_model,
                response_model_text=text,
                status_code=status_code(status),
                is_fastapi=is_fastapi,
                arguments=arguments,
                has_known_methods=has_known_methods,
            ),
            site,
        )

    def _knows_methods(self, arguments: Arguments) -> bool:
        """Whether all of `methods=[...]` is known, or that it is left out."""
        given = arguments.get("methods")
        if given is None or given is NONE:
            return not arguments.is_open
        elements = given.elements if isinstance(given, ListValue) and given.is_exact else [UNKNOWN]
        return all(isinstance(each, Const) and isinstance(each.value, str) for each in map(_plain, elements))

    def _add_api_route(self, state: Router, site: CallSite) -> Value:
        self._append(state, site, "http", site.arguments, None)
        return NONE

    def _add_api_websocket_route(self, state: Router, site: CallSite) -> Value:
        self._append(state, site, "websocket", site.arguments, None)
        return NONE

    def _add_route(self, state: Router, site: CallSite) -> Value:
        shifted = site.arguments
        if "route" in shifted.keywords:
            shifted = Arguments([*shifted.positional, shifted.keywords["route"]], shifted.keywords)
        self._append(state, site, "http", shifted, None, is_fastapi=False)
        return NONE

    def _add_websocket_route(self, state: Router, site: CallSite) -> Value:
        self._append(state, site, "websocket", site.arguments, None, is_fastapi=False)
        return NONE

    def _api_route(self, state: Router, site: CallSite) -> Value:
        return self._decorator(state, site, "http", None)

    def _websocket(self, state: Router, site: CallSite) -> Value:
        return self._decorator(state, site, "websocket", None)

    def _plain_route(self, state: Router, site: CallSite) -> Value:
        def register(inner: CallSite) -> Value:
            endpoint = inner.arguments.get(None, 0) or UNKNOWN
            arguments = Arguments([site.arguments.get("path", 0) or UNKNOWN, endpoint], dict(site.arguments.keywords))
            self._append(state, site, "http", arguments, None, is_fastapi=False)
            return endpoint

        return Native("decorator", register)

    def _plain_websocket(self, state: Router, site: CallSite) -> Value:
        def register(inner: CallSite) -> Value:
            endpoint = inner.arguments.get(None, 0) or UNKNOWN
            arguments = Arguments([site.arguments.get("path", 0) or UNKNOWN, endpoint], dict(site.arguments.keywords))
            self._append(state, site, "websocket", arguments, None, is_fastapi=False)
            return endpoint

        return Native("decorator", register)

    def _frontend(self, state: Router, site: CallSite) -> Value:
        """`app.frontend(path, directory=...)`, FastAPI 0.138: static files that every other route goes before."""
        path = _joined(const("") if state.is_app else state.prefix, site.arguments.get("path", 0) or UNKNOWN)
        files = external("fastapi.routing._FrontendStaticFiles")
        state.add(MountEntry(*_where(site), path, files, "frontend", site.arguments), site)
        return NONE

    def _include_router(self, state: Router, site: CallSite) -> Value:
        arguments = site.arguments
        router = arguments.get("router", 0)
        written = site.label.arguments[0] if isinstance(site.label, Call) and site.label.arguments else None
        prefix = arguments.get("prefix")
        dependencies = self._list(arguments.get("dependencies"))
        own_prefix = const("") if state.is_app else state.prefix
        entry = IncludeEntry(
            module=site.frame.module,
            place=site.place,
            uncertain=site.frame.uncertain > 0,
            router=router if router is not None else UNKNOWN,
            prefix=_joined(own_prefix, prefix if prefix is not None else const("")),
            dependencies=dependencies if state.is_app else (*state.dependencies, *dependencies),
            text=render(written) if written is not None else "router",
            arguments=arguments,
        )
        state.add(entry, site)
        included = [each.native for each in known(entry.router) if isinstance(each, Instance)]
        for each in included:
            if isinstance(each, Router):
                copied = (*each.event_entries, *(event for inner in each.handed_on for event in inner.events))
                state.hand_on(HandedOn(entry, each, copied))
        return NONE

    def _mount(self, state: Router, site: CallSite) -> Value:
        app = site.arguments.get("app", 1) or UNKNOWN
        path = site.arguments.get("path", 0) or UNKNOWN
        written = site.label.arguments[1] if isinstance(site.label, Call) and len(site.label.arguments) > 1 else None
        text = render(written) if written is not None else "app"
        state.add(MountEntry(*_where(site), path, app, text, site.arguments), site)
        return NONE

    def _middleware(self, state: Router, site: CallSite) -> Value:
        def keep(function: Value) -> None:
            state.middleware_functions.append(function)
            state.middleware_entries.append(
                MiddlewareEntry(*_where(site), UNKNOWN, Arguments(), function, False, "middleware")
            )

        return _kept_in(keep)

    def _add_middleware(self, state: Router, site: CallSite) -> Value:
        cls = site.arguments.get("middleware_class", 0)
        if cls is not None:
            keywords = {k: v for k, v in site.arguments.keywords.items() if k != "middleware_class"}
            given = Arguments(site.arguments.positional[1:], keywords, site.arguments.is_open)
            state.middleware.append((cls, given))
            dispatch = keywords.get("dispatch")
            state.middleware_entries.append(
                MiddlewareEntry(*_where(site), cls, given, dispatch, False, "add_middleware")
            )
            if dispatch is not None:
                state.middleware_functions.append(dispatch)
        return NONE

    def _exception_handler(self, state: Router, site: CallSite) -> Value:
        exception = site.arguments.get("exc_class_or_status_code", 0) or UNKNOWN

        def keep(handler: Value) -> None:
            state.exception_handlers.append(handler)
            state.handler_entries.append(HandlerEntry(*_where(site), exception, handler))

        return _kept_in(keep)

    def _add_exception_handler(self, state: Router, site: CallSite) -> Value:
        handler = site.arguments.get("handler", 1)
        if handler is not None:
            state.exception_handlers.append(handler)
            exception = site.arguments.get("exc_class_or_status_code", 0) or UNKNOWN
            state.handler_entries.append(HandlerEntry(*_where(site), exception, handler))
        return NONE

    def _on_event(self, state: Router, site: CallSite) -> Value:
        event = site.arguments.get("event_type", 0) or UNKNOWN

        def keep(function: Value) -> None:
            state.startup.append(function)
            state.event_entries.append(EventEntry(*_where(site), event, function, "on_event"))

        return _kept_in(keep)

    def _add_event_handler(self, state: Router, site: CallSite) -> Value:
        function = site.arguments.get("func", 1)
        if function is not None:
            state.startup.append(function)
            event = site.arguments.get("event_type", 0) or UNKNOWN
            state.event_entries.append(EventEntry(*_where(site), event, function, "add_event_handler"))
        return NONE


#: What stands for all routes of a router in its list of routes.
_SHARED = "starlette.routing.BaseRoute"


def _class_name(value: Value) -> str:
    """The dotted name of the library's class that a value is made of; empty for anything else."""
    return value.cls.name if isinstance(value, Instance) and isinstance(value.cls, External) else ""


def _written(site: CallSite, name: str) -> str:
    """How a keyword argument is written."""
    keywords = site.label.keywords if isinstance(site.label, Call) else ()
    return next((render(value) for keyword, value in keywords if keyword == name), name)


def _is_declared(value: Value) -> TypeGuard[Foreign | Instance]:
    """Whether of a value no more is known than that it is an application or router."""
    if isinstance(value, Instance):
        cls = value.cls
        return not value.is_exact and value.native is None and isinstance(cls, Class) and cls.inherits(APPS | ROUTERS)
    return isinstance(value, Foreign) and value.type in APPS | ROUTERS


def _may_be_router(value: Value) -> bool:
    """Whether a value may be an application or router, for all that is known of it."""
    if isinstance(value, Foreign):
        return value.type in APPS | ROUTERS
    if isinstance(value, Instance) and isinstance(value.cls, External) and value.native is None:
        return value.cls.name.rpartition(".")[2].islower()  # of a function; a class makes a middleware around it
    return value is UNKNOWN


def _where(site: CallSite) -> tuple[Module, Place, bool]:
    """The module and place of a registration, and whether it is uncertain that it happens."""
    return site.frame.module, site.place, site.frame.uncertain > 0


def _kept_in(keep: Callable[[Value], None]) -> Native:
    """A decorator that hands on what it decorates."""

    def register(site: CallSite) -> Value:
        function = site.arguments.get(None, 0) or UNKNOWN
        keep(function)
        return function

    return Native("decorator", register)


def _remember(site: CallSite, instance: Instance) -> None:
    """An object of which only the arguments matter."""


def _plain(value: Value) -> Value:
    """The value of a member of an enumeration; anything else is what it is."""
    return value.attributes.get("value", value) if isinstance(value, Instance) else value


def _joined(first: Value, second: Value) -> Value:
    """Two parts of a path, one after the other."""
    if second is NONE:
        second = const("")
    if isinstance(first, Const) and isinstance(second, Const):
        if isinstance(first.value, str) and isinstance(second.value, str):
            return computed(first.value + second.value, (first, second))
    return UNKNOWN if UNKNOWN in (first, second) else STRING


#: Attributes of an application that routes are built from, with their defaults (FastAPI 0.165, applications.py).
_APP_URLS = {
    "openapi_url": "/openapi.json",
    "docs_url": "/docs",
    "redoc_url": "/redoc",
    "swagger_ui_oauth2_redirect_url": "/docs/oauth2-redirect",
}

Handler = Callable[[Apps, Router, CallSite], Value]
_METHOD_HANDLERS: dict[str, Handler] = {
    "add_api_route": Apps._add_api_route,
    "add_api_websocket_route": Apps._add_api_websocket_route,
    "add_route": Apps._add_route,
    "add_websocket_route": Apps._add_websocket_route,
    "api_route": Apps._api_route,
    "websocket": Apps._websocket,
    "websocket_route": Apps._plain_websocket,
    "route": Apps._plain_route,
    "include_router": Apps._include_router,
    "mount": Apps._mount,
    "frontend": Apps._frontend,
    "middleware": Apps._middleware,
    "add_middleware": Apps._add_middleware,
    "exception_handler": Apps._exception_handler,
    "add_exception_handler": Apps._add_exception_handler,
    "on_event": Apps._on_event,
    "add_event_handler": Apps._add_event_handler,
}


# The finished table


@dataclass(frozen=True, eq=False)
class Route:
    """A route of an application, with everything that includes and mounts add to it."""

    entry: RouteEntry | MountEntry
    path: str
    kind: str
    methods: tuple[str, ...]
    endpoint: Value
    dependencies: tuple[Value, ...]
    confidence: Confidence
    app: Router
    through: tuple[Router, ...]
    #: the inclusions and mounts that lead to it: `steps[i]` leads from `through[i]` to `through[i + 1]`
    steps: tuple[IncludeEntry | MountEntry, ...] = ()

    def option(self, name: str) -> Value | None:
        """An option (`response_class`, `tags`, `responses` ...), with what routers, inclusions and the app add to it.

        None where nobody gives it, UNKNOWN where it cannot be said; see `route_options.effective`.
        """
        return effective(self, name)

    @property
    def span(self) -> Span:
        """Where a report points to: the decorator or call that registers the endpoint.

        Where a wrapper of the project registers what it is given, that says nothing of the endpoint: then its name.
        """
        entry, function = self.entry, self.function
        if function is not None and entry.is_forwarded:
            return Span(function.function.module.path, *function.function.fact.place)
        return Span(entry.module.path, *entry.place)

    @property
    def title(self) -> str:
        """How a report names it: `GET /users/{id}`, `WEBSOCKET /ws`."""
        methods = ",".join(self.methods) if self.kind == "http" else self.kind.upper()
        return f"{methods} {self.path}"

    @property
    def function(self) -> FunctionValue | None:
        """The function that serves it, decorators looked through for its own code; None for a class or library."""
        return serving_function(self.endpoint)


@dataclass(frozen=True)
class Gap:
    """A registration that could not be followed."""

    module: Module
    place: Place
    reason: str


@dataclass(frozen=True, eq=False)
class App:
    """An application: its name (`module:variable`), its routes in order, and what is missing from them.

    `kind` is `app`, `router` for a router that no application is seen to include, or `unknown`.
    """

    router: Router
    name: str
    module: Module
    line: int
    routes: tuple[Route, ...]
    gaps: tuple[Gap, ...]
    kind: str = "app"


def serving_function(value: Value) -> FunctionValue | None:
    """The function behind a bound method, partial or callable instance."""
    for _ in range(10):
        if isinstance(value, FunctionValue):
            return value
        if isinstance(value, BoundMethod | ManagerFunction):
            value = value.function
        elif isinstance(value, Partial):
            value = value.callee
        else:
            return None
    return None


def wrapped_router(value: Value, depth: int = 0) -> Router | None:
    """The application or router that a value is, or that the middleware around it was given."""
    if not isinstance(value, Instance) or depth > 5:
        return None
    if isinstance(value.native, Router):
        return value.native
    if value.arguments is not None:
        for argument in (*value.arguments.positional, *value.arguments.keywords.values()):
            found = wrapped_router(argument, depth + 1)
            if found is not None:
                return found
    return None


def read_table(state: Router) -> tuple[list[Route], list[Gap]]:
    """All routes of an application or router, and what could not be followed.

    `text` names the cause of an unknown prefix.
    """
    routes: list[Route] = []
    gaps: list[Gap] = []

    def walk(
        router: Router,
        prefix: str,
        before: tuple[Value, ...],
        uncertain: bool,
        path: tuple[Router, ...],
        steps: tuple[IncludeEntry | MountEntry, ...],
        depth: int,
    ) -> None:
        if depth > DEEPEST_INCLUSION or router in path:
            return
        through = (*path, router)
        own = (*before, *(router.dependencies if router.is_app else ()))
        for entry, is_doubtful in _entries_of(router):
            is_uncertain = uncertain or is_doubtful
            confidence = Confidence.MEDIUM if is_uncertain else Confidence.HIGH
            if isinstance(entry, RouteEntry):
                for each in _alternatives(entry.path):
                    if each is None:
                        gaps.append(Gap(entry.module, entry.place, _why_unknown(entry)))
                        continue
                    if entry.endpoint is UNKNOWN:
                        gaps.append(Gap(entry.module, entry.place, f"the endpoint of `{prefix}{each}` is not known"))
                        continue
                    routes.append(
                        Route(
                            entry,
                            prefix + each,
                            entry.kind,
                            tuple(sorted(entry.methods or ())),
                            entry.endpoint,
                            (*own, *entry.dependencies) if entry.is_fastapi else (),
                            confidence,
                            state,
                            through,
                            steps,
                        )
                    )
            elif isinstance(entry, UnknownEntry):
                gaps.append(Gap(entry.module, entry.place, f"the routes `{entry.text}` are not known"))
            elif isinstance(entry, IncludeEntry):
                routers = [
                    m.native for m in known(entry.router) if isinstance(m, Instance) and isinstance(m.native, Router)
                ]
                if not routers or UNKNOWN in members(entry.router):
                    what = "may be another, too" if routers else "is not known"
                    gaps.append(Gap(entry.module, entry.place, f"the router `{entry.text}` {what}"))
                for each in _alternatives(entry.prefix):
                    if each is None:
                        gaps.append(Gap(entry.module, entry.place, f"the prefix of `{entry.text}` is not a constant"))
                        continue
                    for inner in routers:
                        several = is_uncertain or len(routers) > 1
                        before_it = (*own, *entry.dependencies)
                        walk(inner, prefix + each, before_it, several, through, (*steps, entry), depth + 1)
            elif isinstance(entry, MountEntry):
                for each in _mountable(entry.path):
                    if each is None:
                        gaps.append(
                            Gap(entry.module, entry.place, f"the path of the mounted `{entry.text}` is not a constant")
                        )
                        continue
                    mounted = prefix + each.rstrip("/")
                    if entry.text == "frontend":
                        mounted = mounted or "/"
                    mounted_router = next(filter(None, map(wrapped_router, known(entry.app))), None)
                    routes.append(Route(entry, mounted, "mount", (), entry.app, (), confidence, state, through, steps))
                    if mounted_router is not None:
                        walk(mounted_router, mounted, (), is_uncertain, through, (*steps, entry), depth + 1)

    walk(state, "", (), False, (), (), 0)
    return routes, gaps


def _entries_of(router: Router, seen: tuple[Router, ...] = ()) -> Iterable[tuple[Entry, bool]]:
    """What is registered on a router, with what it shares of others; and whether it may not be there."""
    for entry in router.entries:
        if not isinstance(entry, SharedEntry):
            yield entry, entry.uncertain
        elif entry.router not in (*seen, router):
            for each, is_uncertain in _entries_of(entry.router, (*seen, router)):
                yield each, is_uncertain or entry.uncertain


def _alternatives(value: Value) -> Iterable[str | None]:
    """The constant strings that a path may be; None stands for one that is not known."""
    found: list[str | None] = []
    for member in members(value):
        if isinstance(member, Const) and isinstance(member.value, str):
            found.append(member.value)
        elif isinstance(member, Const) and member.value is None:
            found.append("")
        elif isinstance(member, Instance) and isinstance(member.attributes.get("value"), Const):
            inner = member.attributes["value"]
            found.append(inner.value if isinstance(inner, Const) and isinstance(inner.value, str) else None)
        else:
            found.append(None)
    return found


def _mountable(value: Value) -> Iterable[str | None]:
    """The constant strings that the path of a mount may be: Starlette asserts that it is empty or starts with `/`."""
    if value is NONE:
        return [None]
    accepted = [m for m in members(value) if m is not NONE]
    found = [each for each in _alternatives(union(accepted)) if each is None or each == "" or each.startswith("/")]
    return found or [None]


def _why_unknown(entry: RouteEntry) -> str:
    """Why the path of a route is not known: its own, or the prefix of its router, is not constant."""
    own = entry.arguments.get("path", 0) or UNKNOWN
    what = "path" if None in _alternatives(own) or not entry.is_fastapi else "prefix of the router"
    return f"the {what} of `{_endpoint_name(entry.endpoint)}` is not a constant"


def _endpoint_name(value: Value) -> str:
    function = serving_function(value)
    return function.function.fact.qualname if function is not None else "endpoint"


def name_apps(routers: list[Router], modules: Iterable[Module]) -> None:
    """Give each application and router the names of the module globals that hold it."""
    by_owner = {id(router.owner): router for router in routers}
    for module in modules:
        if module.facts is None:
            continue
        for name, value in module.scope.names.items():
            for member in members(value):
                if isinstance(member, Instance):
                    router = by_owner.get(id(member))
                    if router is not None:
                        label = f"{module.name}:{name}"
                        if module is router.module and member is value:
                            router.names.insert(0, label)
                        else:
                            router.names.append(label)
