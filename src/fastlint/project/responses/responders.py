"""Endpoints as those who answer: what they return, and what FastAPI makes of it.

In go the routes; out comes a `Responder` for each function that serves some of them over HTTP, and for each of its
routes a `Contract`: the response model, class and status that FastAPI 0.165 settles on (`fastapi/routing.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from fastlint.project.execution.abstract import (
    NONE,
    UNKNOWN,
    Class,
    ClassValue,
    External,
    Foreign,
    Function,
    FunctionValue,
    Instance,
    TypeForm,
    Union,
    Value,
    members,
)
from fastlint.project.execution.calling import DECORATED
from fastlint.project.execution.status_codes import status_code
from fastlint.project.loop.event_loop import span_of
from fastlint.project.models.field_types import MODELS, FieldTypes
from fastlint.project.routing.apps import Route
from fastlint.project.routing.route_options import effective
from fastlint.values import Span
from fastlint.values.late import NamedTuple, dataclass

if TYPE_CHECKING:
    from fastlint.project.execution.interpreter import Interpreter

#: Statuses of which the response has no body: FastAPI's `is_body_allowed_for_status_code`.
BODILESS = frozenset({*range(100, 200), 204, 205, 304})

RESPONSE = "starlette.responses.Response"
#: Responses that render their content as JSON.
JSON_RESPONSES = frozenset(
    {
        "starlette.responses.JSONResponse",
        "fastapi.responses.ORJSONResponse",
        "fastapi.responses.UJSONResponse",
    }
)
#: Responses that take their content as it is: text or bytes.
TEXT_RESPONSES = frozenset(
    {RESPONSE, "starlette.responses.PlainTextResponse", "starlette.responses.HTMLResponse"},
)
EVENT_STREAMS = frozenset(
    {
        "fastapi.sse.EventSourceResponse",
        "sse_starlette.EventSourceResponse",
        "sse_starlette.sse.EventSourceResponse",
    }
)

#: Types of which the item is streamed where a generator endpoint returns them: `_STREAM_ORIGINS` of FastAPI.
STREAM_TYPES = frozenset(
    f"{package}.{name}"
    for package in ("typing", "collections.abc")
    for name in ("AsyncIterable", "AsyncIterator", "AsyncGenerator", "Iterable", "Iterator", "Generator")
)


class Contract(NamedTuple):
    """What a route promises of its response.

    `option` is what `response_model=` says, None where it is not given; `annotation` the return type, None where there
    is none. `model` is what FastAPI validates and filters with: None for nothing, UNKNOWN where it is not known.
    `response_class` is the canonical name of the class that is given, None for the default, empty where not known.
    """

    option: Value | None
    annotation: Value | None
    model: Value | None
    response_class: str | None
    status: int | None


@dataclass(frozen=True, eq=False)
class Responder:
    """A function that answers HTTP requests: `routes` are all that it serves.

    `is_plain`: no decorator that is not known stands between what it returns and FastAPI. The
    subject of rules about what endpoints return.
    """

    function: Function
    value: FunctionValue
    routes: tuple[Route, ...]
    is_plain: bool

    @property
    def span(self) -> Span:
        """Where its name stands."""
        return span_of(self.function, self.function.fact.place)

    @property
    def titles(self) -> tuple[str, ...]:
        """How reports name its routes."""
        return tuple(dict.fromkeys(route.title for route in self.routes))


class Responses:
    """Questions about responses, for rules: `project.responses`."""

    def __init__(self, interpreter: Interpreter, routes: Iterable[Route]) -> None:
        self._interpreter = interpreter
        self._routes = routes
        self._contracts: dict[Route, Contract] = {}
        self.types = FieldTypes(interpreter)

    def responders(self) -> tuple[Responder, ...]:
        """The functions that FastAPI calls as path operations and whose code is the project's, in source order."""
        found: dict[Function, tuple[FunctionValue, dict[Route, None]]] = {}
        for route in self._routes:
            function = route.function
            if route.kind == "http" and getattr(route.entry, "is_fastapi", False) and function is not None:
                found.setdefault(function.function, (function, {}))[1][route] = None
        made = [
            Responder(function, value, tuple(routes), self._is_plain(value))
            for function, (value, routes) in found.items()
        ]
        return tuple(sorted(made, key=lambda each: each.span))

    @staticmethod
    def _is_plain(value: FunctionValue) -> bool:
        return value.wrapped is None and not (value.marks and DECORATED in value.marks)

    # What FastAPI makes of it

    def contract(self, route: Route) -> Contract:
        """What a route promises."""
        found = self._contracts.get(route)
        if found is None:
            found = self._contracts[route] = self._read(route)
        return found

    def contracts(self, responder: Responder) -> list[Contract]:
        """What each route of an endpoint promises."""
        return [self.contract(route) for route in responder.routes]

    def _read(self, route: Route) -> Contract:
        function = route.function
        returns = function.function.fact.returns if function is not None else None
        annotation: Value | None = None
        if function is not None and returns is not None:
            annotation = self._interpreter.types.annotated(returns, function.scope)
        option = effective(route, "response_model")
        model = annotation if option is None else option
        if model is NONE or (option is None and model is not None and self.response_type(model) is not None):
            model = None
        given = effective(route, "status_code")
        return Contract(
            option,
            annotation,
            model,
            self._class_name(route),
            status_code(given),
        )

    def _class_name(self, route: Route) -> str | None:
        given = effective(route, "response_class")
        if given is None:
            return None
        return self.response_type(given) or ""

    def response_type(self, value: Value) -> str | None:
        """The nearest library class of responses that a class is or inherits from; None for any other type."""
        names: Iterable[str] = ()
        if isinstance(value, External):
            names = (value.name,)
        elif isinstance(value, ClassValue):
            names = value.cls.external_bases()
        return self._response_among(names)

    def response_of(self, value: Value) -> str | None:
        """The nearest library class of a response object; None for any other object."""
        if isinstance(value, Foreign):
            return self._response_among((value.type,))
        if isinstance(value, Instance):
            return self._response_among(
                value.cls.external_bases() if isinstance(value.cls, Class) else (value.cls.name,)
            )
        return None

    def _response_among(self, names: Iterable[str]) -> str | None:
        for name in names:
            bases = self._interpreter.knowledge.bases(name)
            if RESPONSE in bases or bases[0] in JSON_RESPONSES | EVENT_STREAMS:
                return bases[0]
            if bases[0].startswith(_RESPONSE_MODULES) and bases[0].endswith("Response"):
                return bases[0]
        return None

    def models_of(self, value: Value | None) -> tuple[Class, ...]:
        """The project's Pydantic models that a type names: itself, or as alternatives and elements of it."""
        found: dict[Class, None] = {}
        pending = [value] if value is not None else []
        while pending:
            each, _ = self.types.annotated(pending.pop())
            if isinstance(each, ClassValue) and each.cls.inherits(MODELS):
                found[each.cls] = None
            elif isinstance(each, TypeForm):
                pending += [*each.arguments, *([each.origin] if isinstance(each.origin, Value) else [])]
            elif isinstance(each, Union):
                pending += each.members
        return tuple(found)

    @staticmethod
    def takes_anything(model: Value) -> bool:
        """Whether a response model lets every object through as it is: `Any`."""
        return isinstance(model, External) and model.name in ("typing.Any", "typing_extensions.Any")

    def is_data(self, value: Value) -> bool:
        """Whether FastAPI surely has to render a returned object itself: it is known, and no response."""
        for member in members(value):
            if member is UNKNOWN or self.response_of(member) is not None:
                return False
            if isinstance(member, Instance | Foreign) and self._may_be_response(member):
                return False
        return True

    def _may_be_response(self, value: Instance | Foreign) -> bool:
        name = value.type if isinstance(value, Foreign) else value.cls.name
        if isinstance(value, Instance) and isinstance(value.cls, Class):
            return not self.types.has_known_bases(value.cls) or "Response" in "".join(value.cls.external_bases())
        return name in ("object", "builtins.object") or name.endswith("Response")

    def may_be_stream(self, annotation: Value | None) -> bool:
        """Whether a return type may be that of a stream, for all that is known of it."""
        origin = annotation.origin if isinstance(annotation, TypeForm) else annotation
        if annotation is None or isinstance(origin, ClassValue):
            return False
        if not isinstance(origin, External):
            return True
        name = origin.name.rpartition(".")[2]
        return self.is_stream_type(annotation) or "Response" in name or "Event" in name or name in ("Any", "object")

    def is_stream_type(self, value: Value | None) -> bool:
        """Whether FastAPI takes a return type for that of a stream: `AsyncIterable[Item]`."""
        origin = value.origin if isinstance(value, TypeForm) else value
        return isinstance(origin, External) and origin.name in STREAM_TYPES


_RESPONSE_MODULES = ("starlette.responses.", "fastapi.responses.", "starlette.templating.", "sse_starlette.")


def are_same(first: Value, second: Value) -> bool:
    """Whether two types that are written out say the same."""
    if first is UNKNOWN or second is UNKNOWN:
        return False
    if isinstance(first, TypeForm) and isinstance(second, TypeForm):
        if len(first.arguments) != len(second.arguments):
            return False
        origins = (first.origin, second.origin)
        alike = origins[0] == origins[1] if isinstance(origins[0], str) else _are_alike(*origins)
        return alike and all(map(are_same, first.arguments, second.arguments))
    return first is second or (
        isinstance(first, External) and isinstance(second, External) and _are_alike(first, second)
    )


#: Names in `typing` for builtin types.
_TYPING = {f"typing.{name.title()}": f"builtins.{name}" for name in ("list", "dict", "set", "tuple", "type")}


def _are_alike(first: Value | str, second: Value | str) -> bool:
    if isinstance(first, External) and isinstance(second, External):
        return _TYPING.get(first.name, first.name) == _TYPING.get(second.name, second.name)
    return first is second
