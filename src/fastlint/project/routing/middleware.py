"""Middleware: what is around an application, in the order in which requests get to it, and what it does by itself.

The middleware that was added last is the outermost; in `middleware=[...]` it is the first. Outside of all of it is
`ServerErrorMiddleware`, inside of all `ExceptionMiddleware`, which calls the exception handlers.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING

from fastlint.facts import expressions as ex
from fastlint.facts import statements as st
from fastlint.project.execution.abstract import (
    UNKNOWN,
    Class,
    ClassValue,
    External,
    Foreign,
    Function,
    FunctionValue,
    Instance,
    Value,
    known,
    members,
)
from fastlint.project.execution.status_codes import status_code
from fastlint.project.reading import bodies, flow
from fastlint.project.reading.origins import mentions
from fastlint.project.reading.tested import attributes_tested
from fastlint.project.reading.walk import States, Walk
from fastlint.project.routing.apps import App, MiddlewareEntry, MountEntry, serving_function, wrapped_router
from fastlint.project.routing.exceptions import HTTP_EXCEPTIONS, Raised
from fastlint.values import Span
from fastlint.values.late import dataclass

if TYPE_CHECKING:
    from fastlint.facts.expressions import Place
    from fastlint.project.execution.seen import LibraryCall
    from fastlint.project.project import Project

CORS = "starlette.middleware.cors.CORSMiddleware"
BASE_HTTP = "starlette.middleware.base.BaseHTTPMiddleware"
RESPONSE = "starlette.responses.Response"
ALLOW_ORIGIN = "access-control-allow-origin"
#: The status, of no standard, by which servers note that nobody waits for the reply any more.
CLIENT_IS_GONE = 499

#: The statuses by which a request for another host is refused.
_WRONG_HOST = frozenset({400, 403, 421})
#: The names of its header, as text and as ASGI has it.
_HOST = frozenset({"host", b"host"})

_CONSUMING = frozenset({"starlette.requests.Request.stream", "starlette.requests.Request.form"})
_KEEPING = frozenset({"starlette.requests.Request.body", "starlette.requests.Request.json"})
#: Attributes by which a body that was read is put back.
_PUT_BACK = frozenset({"_receive", "_body", "_stream_consumed"})

BEFORE = frozenset({"before"})
FORWARDED = frozenset({"forwarded"})
DEEPEST = 5


class Form(Enum):
    """How a middleware is written."""

    FUNCTION = "function"  # under `@app.middleware("http")`
    DISPATCH = "dispatch"  # a subclass of BaseHTTPMiddleware, or `BaseHTTPMiddleware` with `dispatch=`
    ASGI = "asgi"  # a class with `__call__(scope, receive, send)`
    LIBRARY = "library"
    UNKNOWN = "unknown"


@dataclass(frozen=True, eq=False)
class Reply:
    """A reply that a middleware gives without asking the application; `status` is None where it is not known."""

    place: Place
    status: int | None
    conditions: tuple[ex.Expression, ...]


@dataclass(frozen=True, eq=False)
class Middleware:
    """A middleware of an application.

    `names` are the dotted names of its class and of the library classes that this inherits from; `function` is what
    runs for a request: the function, `dispatch` or `__call__`.
    """

    entry: MiddlewareEntry
    form: Form
    names: tuple[str, ...]
    function: Function | None

    @property
    def span(self) -> Span:
        """Where it is registered."""
        return Span(self.entry.module.path, *self.entry.place)

    @property
    def name(self) -> str:
        """What a message calls it."""
        if self.function is not None and (self.form is Form.FUNCTION or self.names == (BASE_HTTP,)):
            return self.function.fact.name
        return self.names[0].rpartition(".")[2] if self.names else "middleware"

    @property
    def sees_only_http(self) -> bool:
        """Whether WebSocket connections pass it by."""
        return self.form in (Form.FUNCTION, Form.DISPATCH)


@dataclass(frozen=True, eq=False)
class AppMiddleware:
    """The middleware of an application, the outermost first: the subject of rules about it."""

    app: App
    stack: tuple[Middleware, ...]


class MiddlewareOf:
    """The middleware of all applications."""

    def __init__(self, project: Project) -> None:
        self._project = project

    @cached_property
    def stacks(self) -> tuple[AppMiddleware, ...]:
        """One for each application that has middleware; a factory that runs more than once makes one."""
        self._project.activations  # noqa: B018  everything is executed then
        found: dict[tuple[object, ...], AppMiddleware] = {}
        for app in self._project.apps:
            entries = app.router.middleware_entries
            listed = [each for each in entries if each.is_listed]
            # a function that adds some may have been executed more than once
            added = list({(each.module.path, each.place): each for each in entries if not each.is_listed}.values())
            key = tuple((each.module.path, each.place) for each in entries)
            if entries and key not in found:
                found[key] = AppMiddleware(app, tuple(map(self._read, (*reversed(added), *listed))))
        return tuple(found.values())

    def is_within(self, app: App, middleware: str) -> bool:
        """Whether an application is mounted, and always in one that has a middleware of that dotted name."""
        made = (app.router.module, app.router.place)
        parents = [
            parent
            for parent in self._project.routers
            for entry in parent.entries
            if isinstance(entry, MountEntry)
            for value in known(entry.app)
            if (inner := wrapped_router(value)) is not None and (inner.module, inner.place) == made
        ]
        return bool(parents) and all(
            any(middleware in self._read(entry).names for entry in parent.middleware_entries) for parent in parents
        )

    def is_first(self, middleware: Middleware) -> bool:
        """Whether this is where the function of a middleware is registered first: several applications may share it."""
        return self._first.get(middleware.function) is middleware

    @cached_property
    def _first(self) -> dict[Function | None, Middleware]:
        found: dict[Function | None, Middleware] = {}
        for around in self.stacks:
            for each in around.stack:
                found.setdefault(each.function, each)
        return found

    def _read(self, entry: MiddlewareEntry) -> Middleware:
        if entry.cls is UNKNOWN and entry.text == "middleware":
            function = serving_function(entry.function) if entry.function is not None else None
            code = function.function if function is not None else None
            return Middleware(entry, Form.FUNCTION if code is not None else Form.UNKNOWN, (), code)
        classes = known(entry.cls)
        cls = classes[0] if len(classes) == 1 else UNKNOWN
        if isinstance(cls, External):
            name = self._project.interpreter.knowledge.canonical(cls.name)
            dispatch = serving_function(entry.function) if entry.function is not None else None
            if name == BASE_HTTP and dispatch is not None:
                return Middleware(entry, Form.DISPATCH, (name,), dispatch.function)
            return Middleware(entry, Form.LIBRARY, (name,), None)
        if not isinstance(cls, ClassValue):
            return Middleware(entry, Form.UNKNOWN, (), None)
        knowledge = self._project.interpreter.knowledge
        names = (cls.cls.name, *(knowledge.canonical(base) for base in cls.cls.external_bases()))
        is_dispatch = BASE_HTTP in names
        method = self._method(cls.cls, "dispatch" if is_dispatch else "__call__")
        if method is None:
            return Middleware(entry, Form.LIBRARY if len(names) > 1 else Form.UNKNOWN, names, None)
        return Middleware(entry, Form.DISPATCH if is_dispatch else Form.ASGI, names, method)

    def _method(self, cls: Class, name: str) -> Function | None:
        found = self._project.interpreter.attributes.in_class(cls, name)
        return found.function if isinstance(found, FunctionValue) else None

    # What it does by itself

    def replies(self, middleware: Middleware) -> list[Reply]:
        """The replies that a middleware of the project gives on a way on which the application did not reply."""
        function = middleware.function
        if function is None:
            return []
        if middleware.form is Form.ASGI:
            return list(self._asgi_replies(function))
        return list(self._returned_replies(function))

    def errors_without_cors(self, middleware: Middleware) -> list[Reply]:
        """The error replies that a middleware gives by itself, unless it sets CORS headers of its own."""
        function = middleware.function
        if function is None:
            return []
        texts = (each.value for each in bodies.nodes(function.fact.body) if isinstance(each, ex.Constant))
        if any(isinstance(text, str) and text.lower() == ALLOW_ORIGIN for text in texts):
            return []
        replies = ((each, each.status) for each in self.replies(middleware))
        errors = [each for each, status in replies if status is not None and status >= 400 and status != CLIENT_IS_GONE]
        return [each for each in errors if each.status not in _WRONG_HOST or not _is_about_host(function, each)]

    def _returned_replies(self, function: Function) -> Iterator[Reply]:
        values = {id(statement): value for statement, value in self._project.returned(function)}
        for reached in self.walk(function).reached:
            statement = reached.node
            if not isinstance(statement, st.Return) or "before" not in reached.states or statement.value is None:
                continue
            value = values.get(id(statement))
            if value is None or not all(self._is_response(each) for each in members(value)):
                continue
            site = flow.site_at(function.fact, statement.place)
            conditions = site.conditions if site is not None else ()
            yield Reply(statement.place, self._status(function, statement.value), conditions)

    def _asgi_replies(self, function: Function) -> Iterator[Reply]:
        names = [parameter.name for parameter in function.fact.parameters]
        if len(names) < 4:
            return
        triple = tuple(map(ex.Name, names[1:4]))
        for reached in self.walk(function).reached:
            call = reached.node
            if not isinstance(call, ex.Call) or "before" not in reached.states or call.arguments != triple:
                continue
            made = self._made(function, call.callee)
            if made is None or RESPONSE not in self._bases(made):
                continue
            site = flow.site_at(function.fact, call.place)
            yield Reply(call.place, self._status_argument(made), site.conditions if site is not None else ())

    def walk(self, function: Function) -> Walk:
        """The ways through a middleware function; `forwarded` is where what may be the application was asked."""
        names = [parameter.name for parameter in function.fact.parameters]
        handed = frozenset(names[-1:] if len(names) < 4 else (names[1], names[-1]))
        first = function.fact.parameters[0].name if function.fact.parameters else ""

        def effect(call: ex.Call, states: States) -> States:
            callee = call.callee
            if isinstance(callee, ex.Name) and callee.id in handed:
                return FORWARDED
            if isinstance(callee, ex.Attribute) and callee.value == ex.Name(first) and callee.name == "app":
                return FORWARDED
            given = (*call.arguments, *(value for _, value in call.keywords))
            if any(isinstance(each, ex.Name) and each.id in handed for each in given):
                return FORWARDED
            return states

        return Walk(function.fact.body, BEFORE, effect)

    def consuming(self, function: Function) -> list[ex.Call]:
        """The calls that read the body of the request for good, before the application is asked."""
        if len(function.fact.parameters) < 2:
            return []
        request, call_next = (ex.Name(parameter.name) for parameter in function.fact.parameters[-2:])
        consumed: dict[str, ex.Call] = {}
        found: dict[int, ex.Call] = {}

        def effect(call: ex.Call, states: States) -> States:
            names = self._project.websockets.names(call)
            if names & _CONSUMING and isinstance(call.callee, ex.Attribute) and call.callee.value == request:
                key = f"consumed {call.place}"
                consumed[key] = call
                return frozenset(key if state == "before" else state for state in states)
            if names & _KEEPING:
                return frozenset("kept" if state == "before" else state for state in states)
            if call.callee == call_next and call.arguments[:1] == (request,):
                found.update({id(consumed[state]): consumed[state] for state in states if state in consumed})
            return states

        nodes = bodies.nodes(function.fact.body)
        if any(isinstance(node, ex.Attribute) and node.name in _PUT_BACK for node in nodes):
            return []
        Walk(function.fact.body, BEFORE, effect)
        return list(found.values())

    def statuses(self, function: Function) -> frozenset[int | None]:
        """The statuses of the responses that a function returns; None for those that are not known."""
        returned = (statement.value for statement, _ in self._project.returned(function))
        return frozenset(self._status(function, value) for value in returned if value is not None)

    def http_exceptions(self, function: Function, depth: int = 0) -> list[tuple[Place, Raised]]:
        """Where an `HTTPException` surely leaves a function once it is raised: the `raise` or call, and the `raise`.

        Not where the caller tests what the function tests before it raises: the one may rule out the other.
        """
        exceptions = self._project.exceptions
        found = [(each.statement.place, each) for each in exceptions.escaping(function) if each.is_http]
        if depth >= DEEPEST:
            return found
        for site in flow.sites(function.fact):
            for call in flow.own(site.statement):
                if not isinstance(call, ex.Call):
                    continue
                for target in self._project.websockets.targets(function, call.place):
                    if target.fact.is_generator or target is function:
                        continue
                    inner = self.http_exceptions(target, depth + 1)
                    found += [
                        (call.place, raised)
                        for _, raised in inner
                        if exceptions.taker(site, raised.kinds) is None
                        and attributes_tested(site).isdisjoint(attributes_tested(raised.site))
                    ]
        return found

    def answers_http_exceptions(self, middleware: Middleware) -> bool:
        """Whether a middleware takes the `HTTPException` of what is inside of it."""
        function = middleware.function
        if function is None:
            return middleware.form is Form.UNKNOWN
        return any(
            isinstance(node, st.Handler)
            and not HTTP_EXCEPTIONS.isdisjoint(self._project.exceptions.caught(node) or HTTP_EXCEPTIONS)
            and node.type is not None
            for node in bodies.nodes(function.fact.body)
        )

    # Responses

    def _is_response(self, value: Value) -> bool:
        knowledge = self._project.interpreter.knowledge
        if isinstance(value, Foreign):
            return RESPONSE in knowledge.bases(value.type)
        if isinstance(value, Instance):
            cls = value.cls
            names = (cls.name,) if isinstance(cls, External) else tuple(cls.external_bases())
            return any(RESPONSE in knowledge.bases(name) for name in names)
        return False

    def _bases(self, call: LibraryCall) -> tuple[str, ...]:
        knowledge = self._project.interpreter.knowledge
        return tuple(base for name in call.names for base in knowledge.bases(name))

    def _made(self, function: Function, expression: ex.Expression) -> LibraryCall | None:
        """The call of a library that an expression is, or from which the variable that it names was assigned."""
        if isinstance(expression, ex.Await):
            expression = expression.value
        if isinstance(expression, ex.Name):
            values = [
                site.statement.value
                for site in flow.assigned(function.fact, expression.id)
                if isinstance(site.statement, st.Assign) and site.statement.value is not None
            ]
            if len(values) != 1:
                return None
            expression = values[0]
        return self._project.call_of(expression)

    def _status(self, function: Function, expression: ex.Expression, depth: int = 0) -> int | None:
        if isinstance(expression, ex.Await):
            expression = expression.value
        made = self._made(function, expression)
        if made is not None:
            return self._status_argument(made)
        if not isinstance(expression, ex.Call) or depth > 2:
            return None
        found = {
            self._status(target, statement.value, depth + 1)
            for target in self._project.websockets.targets(function, expression.place)
            for statement, _ in self._project.returned(target)
            if statement.value is not None
        }
        return found.pop() if len(found) == 1 else None

    @staticmethod
    def _status_argument(call: LibraryCall) -> int | None:
        if call.is_open:
            return None
        given = call.argument("status_code", 1)
        return status_code(given) if given is not None else 200


def _is_about_host(function: Function, reply: Reply) -> bool:
    """Whether a reply depends on the `Host` header: who asks for another host, as DNS rebinding does, may not read."""
    return any(
        isinstance(node, ex.Constant) and (node.value.lower() if isinstance(node.value, str) else node.value) in _HOST
        for condition in reply.conditions
        for node in mentions(function.fact, condition)
    )


#: The calls that add the middleware which is their first argument.
_ADDING = (
    "fastapi.FastAPI.add_middleware",
    "starlette.applications.Starlette.add_middleware",
    "starlette.middleware.Middleware",
)


def calls_adding(middleware: str, project: Project) -> Iterator[LibraryCall]:
    """The calls that add the middleware of that dotted name, and no other; their keywords are those of its class."""
    for call in project.calls_of(*_ADDING):
        cls = call.argument("cls", 0) or call.argument("middleware_class")
        names = {each.name for each in known(cls) if isinstance(each, External)} if cls is not None else set()
        if {project.interpreter.knowledge.canonical(name) for name in names} == {middleware}:
            yield call
