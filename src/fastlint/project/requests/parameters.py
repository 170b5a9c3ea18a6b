"""Parameters: what FastAPI reads off the signatures of an endpoint and of everything that it depends on.

In goes a route, with its effective path; out comes an `Operation`: a tree of `Dependant`s (FastAPI's word for a
callable with its parameters), each parameter with the location that FastAPI 0.165 gives it (`analyze_param` in
`fastapi/dependencies/utils.py`). `Signature` is one function with the parameters of all operations that it serves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import field
from functools import cached_property
from typing import TYPE_CHECKING

from fastlint.facts.definitions import Parameter as ParameterFact
from fastlint.facts.expressions import ELLIPSIS
from fastlint.project.execution.abstract import (
    NONE,
    UNKNOWN,
    Class,
    ClassValue,
    Const,
    External,
    Foreign,
    Function,
    FunctionValue,
    Instance,
    Value,
    known,
    members,
)
from fastlint.project.execution.calling import DECORATED
from fastlint.project.execution.markers import BODY_LOCATIONS, MARKERS, Location
from fastlint.project.loop.event_loop import span_of
from fastlint.project.models.field_types import FieldTypes
from fastlint.project.models.model_fields import ModelFields
from fastlint.project.routing.apps import Route
from fastlint.values import Span
from fastlint.values.late import dataclass, pattern

if TYPE_CHECKING:
    from fastlint.project.execution.dependencies import Injector
    from fastlint.project.execution.interpreter import Interpreter

_PATH_NAME = pattern(r"{([a-zA-Z_][a-zA-Z0-9_]*)(:[a-zA-Z_][a-zA-Z0-9_]*)?}")
DEEPEST_TREE = 30
#: The form that FastAPI's dependency for password logins reads.
_PASSWORD_REQUIRED = {
    "OAuth2PasswordRequestForm": ("username", "password"),
    "OAuth2PasswordRequestFormStrict": ("grant_type", "username", "password"),
}
_PASSWORD_FIELDS = ("grant_type", "username", "password", "scope", "client_id", "client_secret")
_SECURITY = "fastapi.security."


def path_names(path: str) -> dict[str, str]:
    """The names of the parameters in a path, each with its convertor (`path`, `int` ...; empty for none)."""
    return {name: convertor[1:] for name, convertor in _PATH_NAME.findall(path)}


@dataclass(frozen=True, eq=False)
class Parameter:
    """A parameter as FastAPI reads it.

    `type` is the annotation without `Annotated`, None where there is none; `metadata` what `Annotated` adds. `marker`
    is the `Query(...)`, `Depends(...)` ... that counts, and `in_annotation` tells where it stands. `default` is the
    value that is taken where the client sends none; None where the parameter is required. `fact` is None for a field of
    a class that is used as a dependency.
    """

    name: str
    alias: str
    location: Location
    type: Value | None
    metadata: tuple[Value, ...]
    marker: Instance | None
    in_annotation: bool
    default: Value | None
    special: str
    fact: ParameterFact | None
    span: Span

    def option(self, name: str) -> Value | None:
        """A keyword argument of the marker: `embed`, `ge`, `include_in_schema` ..."""
        if self.marker is None or self.marker.arguments is None:
            return None
        return self.marker.arguments.keywords.get(name)

    @property
    def is_required(self) -> bool:
        """Whether a request without it is refused."""
        return self.default is None

    @property
    def is_from_client(self) -> bool:
        """Whether the value is taken out of the request."""
        return self.location not in (Location.DEPENDENCY, Location.SPECIAL, Location.UNKNOWN)


@dataclass(eq=False)
class Dependant:
    """A callable that FastAPI calls, with its parameters and the dependants that it depends on.

    `is_known` tells that its signature could be read. `is_decorated` tells that a decorator, of which nothing is known,
    may have put another signature in its place.
    """

    call: Value
    function: FunctionValue | None
    is_known: bool
    is_decorated: bool
    parameters: list[Parameter] = field(default_factory=list)
    dependencies: list[Dependant] = field(default_factory=list)

    def walk(self) -> Iterator[Dependant]:
        """Itself and all below it, each once."""
        seen: set[int] = set()
        pending = [self]
        while pending:
            each = pending.pop()
            if id(each) not in seen:
                seen.add(id(each))
                yield each
                pending.extend(reversed(each.dependencies))


@dataclass(frozen=True, eq=False)
class Operation:
    """A route with everything that FastAPI reads from a request for it: the subject of rules about one route.

    `path_names` are the parameters in its effective path. `is_complete` tells that every signature and the location of
    every parameter is known.
    """

    route: Route
    dependant: Dependant
    path_names: dict[str, str]

    @property
    def span(self) -> Span:
        """Where the route is registered."""
        return self.route.span

    @property
    def name(self) -> str:
        """The name of the endpoint."""
        function = self.dependant.function
        return function.function.fact.name if function is not None else "endpoint"

    @cached_property
    def dependants(self) -> tuple[Dependant, ...]:
        """The endpoint and all its dependencies."""
        return tuple(self.dependant.walk())

    @cached_property
    def parameters(self) -> tuple[Parameter, ...]:
        """The parameters of the endpoint and of all its dependencies."""
        return tuple(parameter for each in self.dependants for parameter in each.parameters)

    @property
    def is_complete(self) -> bool:
        return all(each.is_known and not each.is_decorated for each in self.dependants) and not any(
            parameter.location is Location.UNKNOWN for parameter in self.parameters
        )

    def body(self) -> tuple[Parameter, ...]:
        """The parameters that are read from the body."""
        return tuple(each for each in self.parameters if each.location in BODY_LOCATIONS)


@dataclass(frozen=True, eq=False)
class Signature:
    """A function that FastAPI calls, with its parameters: the subject of rules about one function.

    A parameter that has several locations (in the path of one route, in the query of another) is there once each.
    """

    function: Function
    value: FunctionValue
    parameters: tuple[Parameter, ...]
    is_endpoint: bool
    is_decorated: bool
    operations: tuple[Operation, ...]
    span: Span

    @property
    def routes(self) -> tuple[str, ...]:
        """The titles of the routes that it serves."""
        return tuple(dict.fromkeys(operation.route.title for operation in self.operations))

    @property
    def methods(self) -> frozenset[str]:
        """The methods of the routes that it serves; `WEBSOCKET` for a WebSocket."""
        found: set[str] = set()
        for operation in self.operations:
            route = operation.route
            found.update(route.methods if route.kind == "http" else (route.kind.upper(),))
        return frozenset(found)


class Parameters:
    """Reads signatures as FastAPI does."""

    def __init__(self, interpreter: Interpreter, injector: Injector, fields: ModelFields) -> None:
        self._interpreter = interpreter
        self._injector = injector
        self._fields = fields
        self.types = FieldTypes(interpreter)
        self._trees: dict[tuple[Value, frozenset[str]], Dependant] = {}

    def operation(self, route: Route) -> Operation | None:
        """A route of FastAPI with its parameters; None for a mount and for a plain route of Starlette."""
        if route.kind == "mount" or not getattr(route.entry, "is_fastapi", False):
            return None
        names = path_names(route.path)
        tree = self._dependant(route.endpoint, frozenset(names), 0)
        root = Dependant(tree.call, tree.function, tree.is_known, tree.is_decorated, list(tree.parameters))
        for marker in route.dependencies:
            found = self._depended_on(marker, None, frozenset(names), 0) if isinstance(marker, Instance) else None
            root.dependencies.append(found or Dependant(UNKNOWN, None, False, False))
        root.dependencies.extend(tree.dependencies)
        return Operation(route, root, names)

    def _depended_on(self, marker: Instance, annotated: Value | None, names: frozenset[str], depth: int) -> Dependant:
        calls = known(self._injector.marked_call(marker, annotated))
        found = self._dependant(calls[0] if calls else UNKNOWN, names, depth + 1)
        if len(calls) == 1:
            return found
        # one of several, or none that is known
        return Dependant(found.call, found.function, False, False, found.parameters, found.dependencies)

    def _dependant(self, call: Value, names: frozenset[str], depth: int) -> Dependant:
        key = (call, names)
        found = self._trees.get(key)
        if found is not None:
            return found
        function, skip, bound = self._injector.signature(call)
        node = self._trees[key] = Dependant(call, function, True, False)
        if depth > DEEPEST_TREE:
            node.is_known = False
        elif function is not None:
            node.is_decorated = function.marks is not None and DECORATED in function.marks
            if not skip and _is_bound_by_class(function):
                skip = 1
                node.dependencies.append(Dependant(UNKNOWN, None, False, False))  # what makes the object
            for fact in function.function.fact.parameters[skip:]:
                if fact.name not in bound:
                    self._add(node, self.parameter(function, fact, names), names, depth)
        else:
            self._read_unwritten(node, names, depth)
        return node

    def _add(self, node: Dependant, parameter: Parameter, names: frozenset[str], depth: int) -> None:
        node.parameters.append(parameter)
        if parameter.location is Location.DEPENDENCY and parameter.marker is not None:
            node.dependencies.append(self._depended_on(parameter.marker, parameter.type, names, depth))

    def _read_unwritten(self, node: Dependant, names: frozenset[str], depth: int) -> None:
        """A callable whose signature is not that of a function of the project: a model, a security scheme ..."""
        call = node.call
        if isinstance(call, ClassValue):
            fields = self._fields.constructor(call.cls)
            node.is_known = fields is not None
            for each in fields or ():
                written = each.value if location_of(each.value) is not None else each.default
                self._add(
                    node, self._classified(each.alias, each.annotated, written, names, None, each.span), names, depth
                )
            return
        if isinstance(call, External):
            package, _, last = self._interpreter.knowledge.canonical(call.name).rpartition(".")
            node.is_known = f"{package}.".startswith(_SECURITY) and last in _PASSWORD_REQUIRED
            for name in _PASSWORD_FIELDS if node.is_known else ():
                is_required = name in _PASSWORD_REQUIRED[last]
                default = None if is_required else NONE
                nowhere = Span("", 1, 1, 1, 1)
                node.parameters.append(
                    Parameter(name, name, Location.FORM, None, (), None, True, default, "", None, nowhere)
                )
            return
        outside = [call.type] if isinstance(call, Foreign) else []
        if isinstance(call, Instance):
            outside = list(call.cls.external_bases()) if isinstance(call.cls, Class) else [call.cls.name]
        node.is_known = any(name.startswith(_SECURITY) for name in outside)

    def parameter(self, function: FunctionValue, fact: ParameterFact, names: frozenset[str]) -> Parameter:
        """A parameter of a function, on a route whose path has these names."""
        annotated = None
        if fact.annotation is not None:
            annotated = self._interpreter.types.annotated(fact.annotation, function.scope)
        default = self._interpreter.caller.written_default(function, fact)
        return self._classified(fact.name, annotated, default, names, fact, span_of(function.function, fact.place))

    def _classified(
        self,
        name: str,
        annotated: Value | None,
        written: Value | None,
        names: frozenset[str],
        fact: ParameterFact | None,
        span: Span,
    ) -> Parameter:
        """`analyze_param`: where FastAPI takes a parameter from."""
        inner, metadata = (annotated, ()) if annotated is None else self.types.annotated(annotated)
        marker = next(filter(None, map(marker_of, reversed(metadata))), None)
        in_annotation = marker is not None
        default = written
        in_default = marker_of(written)
        if in_default is not None:
            marker = marker or in_default
            default = _default_of(in_default)
        elif marker is not None and default is None and marker.arguments is not None:
            default = marker.arguments.get("default_factory")
        if isinstance(default, Const) and default.value == ELLIPSIS:
            default = None
        location = location_of(marker)
        special = self.types.special(inner) if inner is not None else ""
        if marker is None and any(UNKNOWN in members(each) for each in (*metadata, *([written] if written else []))):
            location = Location.UNKNOWN  # what is not known may be a marker
        elif location is None and special:
            location, default = Location.SPECIAL, None
        elif location is None:
            location = self._inferred(name, inner, names)
        elif location is Location.DEPENDENCY:
            default = None
        if name in names and location is Location.PATH:
            default = None
        if not _is_alias_known(marker):
            location = Location.UNKNOWN
        return Parameter(
            name,
            self._alias(name, marker, location),
            location,
            inner,
            metadata,
            marker,
            in_annotation,
            default,
            special,
            fact,
            span,
        )

    def _inferred(self, name: str, inner: Value | None, names: frozenset[str]) -> Location:
        if name in names:
            return Location.PATH
        if inner is None:
            return Location.QUERY
        is_upload = self.types.is_upload(inner)
        is_complex = self.types.is_complex(inner)
        if is_upload:
            return Location.FILE
        if is_complex is None or (is_complex and is_upload is None):
            return Location.UNKNOWN
        return Location.BODY if is_complex else Location.QUERY

    @staticmethod
    def _alias(name: str, marker: Instance | None, location: Location) -> str:
        """What the client calls it."""
        arguments = marker.arguments if marker is not None else None
        for option in ("validation_alias", "alias") if arguments is not None else ():
            assert arguments is not None
            given = arguments.keywords.get(option)
            if isinstance(given, Const) and isinstance(given.value, str):
                return given.value
        if location is Location.HEADER:
            converts = arguments.keywords.get("convert_underscores") if arguments is not None else None
            if not (isinstance(converts, Const) and converts.value is False):
                return name.replace("_", "-")
        return name


def _is_bound_by_class(function: FunctionValue) -> bool:
    """Whether a decorator of the class of a method may give FastAPI another signature of it, without `self`."""
    owner, parameters = function.function.owner, function.function.fact.parameters
    if owner is None or not parameters or parameters[0].name != "self" or parameters[0].annotation is not None:
        return False
    return any(isinstance(each, Class) and each.fact.decorators for each in owner.mro)


def _is_alias_known(marker: Instance | None) -> bool:
    """Whether it is known what the client calls a parameter."""
    given = marker.arguments.keywords.get("alias") if marker is not None and marker.arguments is not None else None
    return given is None or isinstance(given, Const)


def marker_of(value: Value | None) -> Instance | None:
    """The marker of FastAPI that a value is; None for anything else."""
    for each in members(value) if value is not None else ():
        if isinstance(each, Instance) and isinstance(each.cls, External) and each.cls.name in MARKERS:
            return each
    return None


def location_of(value: Value | None) -> Location | None:
    """What a marker says; None for anything that is no marker of FastAPI."""
    marker = marker_of(value)
    return MARKERS[marker.cls.name] if marker is not None else None


def _default_of(marker: Instance) -> Value | None:
    """What `Query(default)` or `Query(default_factory=...)` gives where the client sends nothing."""
    if marker.arguments is None:
        return None
    return marker.arguments.get("default", 0) or marker.arguments.get("default_factory")


def given_default(marker: Instance) -> Value | None:
    """The default that a marker is given; None where it is given none, or `...`."""
    default = marker.arguments.get("default", 0) if marker.arguments is not None else None
    return None if isinstance(default, Const) and default.value == ELLIPSIS else default


def signatures(operations: Iterable[Operation]) -> list[Signature]:
    """The functions behind operations, each with its parameters in all of them."""
    found: dict[Function, Signature] = {}
    parameters: dict[Function, dict[tuple[str, Location], Parameter]] = {}
    served: dict[Function, list[Operation]] = {}
    for operation in operations:
        for each in operation.dependants:
            if each.function is None:
                continue
            function = each.function.function
            is_endpoint = each is operation.dependant
            before = found.get(function)
            if before is None or (is_endpoint and not before.is_endpoint):
                found[function] = Signature(
                    function,
                    each.function,
                    (),
                    is_endpoint,
                    each.is_decorated,
                    (),
                    span_of(function, function.fact.place),
                )
            served.setdefault(function, []).append(operation)
            kept = parameters.setdefault(function, {})
            for parameter in each.parameters:
                kept.setdefault((parameter.name, parameter.location), parameter)
    return [
        Signature(
            function,
            each.value,
            tuple(parameters[function].values()),
            each.is_endpoint,
            each.is_decorated,
            tuple(served[function]),
            each.span,
        )
        for function, each in found.items()
    ]
