"""Credentials: which dependencies take them out of the request, which look at them, and which routes nobody guards."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from fastlint.facts.expressions import names_in
from fastlint.project.execution.abstract import Foreign, Function, FunctionValue, Instance, Value, known
from fastlint.project.execution.calling import DECORATED
from fastlint.project.requests.dependency_edges import DependencyEdge
from fastlint.values.late import dataclass
from fastlint.values.options import matches

if TYPE_CHECKING:
    from fastlint.project.project import Project
    from fastlint.project.routing.apps import Route

#: So many partials and methods are looked through.
LONGEST_CHAIN = 10

#: They read a header, a cookie or a query parameter, and do not ask whether what they find is right.
SCHEMES = frozenset(
    f"fastapi.security.{name}"
    for name in """OAuth2PasswordBearer OAuth2AuthorizationCodeBearer HTTPBearer HTTPBasic HTTPDigest APIKeyHeader
    APIKeyQuery APIKeyCookie OpenIdConnect OAuth2""".split()
)
DENIALS = frozenset({401, 403})
#: What a function that looks at the request itself has for a parameter.
REQUESTS = frozenset(
    {"starlette.requests.Request", "starlette.requests.HTTPConnection", "starlette.websockets.WebSocket"}
)
SCOPES = "fastapi.security.SecurityScopes"


#: Parts of the path or name of a route that is meant for everybody.
PUBLIC = tuple(
    """login logout signin sign_in sign-in signup sign_up sign-up signout register registration token webhook hook
    callback health public reset forgot verify refresh invite oauth auth confirm activate session unsubscribe password
    csp sso saml anonymous guest open ping status setup onboard exchange otp captcha contact newsletter feedback
    demo""".split()
)


@dataclass(frozen=True, eq=False)
class Guard:
    """What is known of a dependency: whether it denies access, and whether that could be told at all."""

    denies: bool
    is_known: bool


class Credentials:
    """Questions about who checks what."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._guards: dict[Value, Guard] = {}

    @staticmethod
    def is_scheme(call: Value) -> bool:
        """Whether a dependency is a security scheme of FastAPI itself."""
        return isinstance(call, Foreign) and call.type in SCHEMES

    def guard(self, call: Value) -> Guard:
        """Whether a dependency, or one that it needs, checks anything about who asks."""
        found = self._guards.get(call)
        if found is None:
            self._guards[call] = Guard(False, True)  # a circle adds nothing
            found = self._guards[call] = self._judge(call)
        return found

    def _judge(self, call: Value) -> Guard:
        if self.is_scheme(call):
            return Guard(False, True)
        graph = self._project.dependency_graph
        value = graph.code_of(call)
        if value is None or value.wrapped is not None or (value.marks is not None and DECORATED in value.marks):
            return Guard(False, False)
        if self._denies(value) or self._reads_request(value):
            return Guard(True, True)
        inner = [self.guard(edge.call) for edge in graph.edges_of(call) if not self.is_scheme(edge.call)]
        if any(self.is_scheme(edge.call) and self.is_read(edge) for edge in graph.edges_of(call)):
            return Guard(True, True)
        return Guard(any(each.denies for each in inner), all(each.is_known for each in inner))

    def _denies(self, value: FunctionValue) -> bool:
        raised = self._project.exceptions.raised_in(value.function)
        return any(each.is_http and self._project.exceptions.status(each) in (*DENIALS, None) for each in raised)

    def _reads_request(self, value: FunctionValue) -> bool:
        """Whether a function may look for credentials by itself: in the request, a header or a cookie."""
        interpreter = self._project.interpreter
        for parameter in value.function.fact.parameters:
            default = interpreter.caller.written_default(value, parameter) if parameter.default is not None else None
            marks = [default]
            if parameter.annotation is not None:
                annotated = interpreter.types.annotated(parameter.annotation, value.scope)
                inner, metadata = interpreter.types.metadata(annotated)
                marks.extend(metadata)
                declared = known(interpreter.types.instance(inner))
                if any(isinstance(each, Foreign) and each.type in REQUESTS for each in declared):
                    return True
            if any(isinstance(each, Instance) and each.cls.name in _SENT for each in marks):
                return True
        return False

    @staticmethod
    def is_read(edge: DependencyEdge) -> bool:
        """Whether the function that receives a dependency's result looks at it."""
        source: object = edge.source
        for _ in range(LONGEST_CHAIN):
            if isinstance(source, FunctionValue):
                return edge.name in set(names_in(source.function.fact.body))
            source = getattr(source, "function", None) or getattr(source, "callee", None)
        return True

    @cached_property
    def unverified(self) -> tuple[tuple[DependencyEdge, tuple[Route, ...]], ...]:
        """The schemes of whose routes nobody looks at the credentials, each with these routes."""
        found: dict[DependencyEdge | object, tuple[DependencyEdge, list[Route]]] = {}
        for app in self._project.apps:
            if app.router.middleware or app.router.middleware_functions:
                continue  # it may have checked them before
            for route in app.routes:
                for edge in self._unverified_in(route):
                    found.setdefault(edge.span, (edge, []))[1].append(route)
        return tuple((edge, tuple(routes)) for edge, routes in found.values())

    def _unverified_in(self, route: Route) -> Iterator[DependencyEdge]:
        graph = self._project.dependency_graph
        ways = list(graph.ways(route))
        schemes = [way[-1] for way in ways if self.is_scheme(way[-1].call)]
        if not schemes or any(edge.parameter is not None and self.is_read(edge) for edge in schemes):
            return
        others = [way[-1] for way in ways if not self.is_scheme(way[-1].call)]
        guards = [self.guard(edge.call) for edge in others]
        if any(guard.denies or not guard.is_known for guard in guards):
            return
        endpoint = route.function
        if endpoint is None or endpoint is not route.endpoint or self._reads_request(endpoint):
            return
        if endpoint.marks is not None and DECORATED in endpoint.marks:
            return
        yield schemes[0]

    # Routes

    def guards_of(self, route: Route, trusted: tuple[str, ...] = ()) -> frozenset[Function] | None:
        """The functions that deny access to a route; None where one of its dependencies is not known.

        `trusted` are names, with `*`, of functions and classes of which the user says that they do.
        """
        graph = self._project.dependency_graph
        found: set[Function] = set()
        for way in graph.ways(route):
            value = graph.code_of(way[-1].call)
            if value is not None and is_trusted(value.function, trusted):
                found.add(value.function)
                continue
            guard = self.guard(way[-1].call)
            if not guard.is_known:
                return None
            if guard.denies and value is not None:
                found.add(value.function)
        return frozenset(found)

    def authenticates(self, function: Function, trusted: tuple[str, ...] = ()) -> bool:
        """Whether a dependency surely asks who it is: by a scheme whose value is read, or with a 401 or 403.

        So do those that the user trusts.
        """
        if is_trusted(function, trusted):
            return True
        provider = self._project.dependency_graph.provider(function)
        return provider is not None and self._authenticates(provider.value, 0)

    def _authenticates(self, value: FunctionValue, depth: int) -> bool:
        graph = self._project.dependency_graph
        raised = self._project.exceptions.raised_in(value.function)
        if any(self._project.exceptions.status(each) in DENIALS for each in raised):
            return True
        for edge in graph.edges_of(value):
            if self.is_scheme(edge.call) and self.is_read(edge):
                return True
            inner = graph.code_of(edge.call)
            if inner is not None and depth < LONGEST_CHAIN and self._authenticates(inner, depth + 1):
                return True
        return False

    def is_public(self, route: Route) -> bool:
        """Whether a route says that everybody may use it, or looks at the request itself."""
        function = route.function
        if function is None or function is not route.endpoint or self._reads_request(function):
            return True
        if self._denies(function):
            return True
        text = f"{route.path} {function.function.fact.name}".lower()
        return any(word in text for word in PUBLIC)

    # Scopes

    def takes_scopes(self, call: Value, depth: int = 0) -> bool | None:
        """Whether a dependency, or one that it needs, is told the scopes; None where that cannot be said."""
        if self.is_scheme(call):
            return False
        graph = self._project.dependency_graph
        value = graph.code_of(call)
        if value is None or depth > 20 or value.wrapped is not None:
            return None
        if value.marks is not None and DECORATED in value.marks:
            return None
        interpreter = self._project.interpreter
        answers: list[bool | None] = []
        for parameter in value.function.fact.parameters:
            if parameter.annotation is None:
                continue
            annotated = interpreter.types.annotated(parameter.annotation, value.scope)
            declared = known(interpreter.types.instance(annotated))
            if any(isinstance(each, Foreign) and each.type == SCOPES for each in declared):
                return True
            if not declared and "SecurityScopes" in set(names_in(parameter.annotation)):
                return None
        answers = [self.takes_scopes(edge.call, depth + 1) for edge in graph.edges_of(call)]
        if any(answers):
            return True
        return None if None in answers else False


def is_trusted(function: Function, names: tuple[str, ...]) -> bool:
    """Whether a function, or the class of which it is the call, has one of these names, with `*`."""
    of_class = function.name.removesuffix(".__call__").removesuffix(".__init__")
    return matches(function.name, names) or matches(of_class, names)


_SENT = frozenset(
    f"{module}.{name}" for module in ("fastapi", "fastapi.params") for name in ("Header", "Cookie", "Query", "Body")
)
