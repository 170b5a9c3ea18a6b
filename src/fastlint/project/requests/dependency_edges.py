"""What the dependency graph is made of: markers, edges, and the functions that they lead to."""

from __future__ import annotations

from dataclasses import field
from enum import Enum
from typing import TYPE_CHECKING

from fastlint.facts.expressions import Call
from fastlint.project.execution.abstract import (
    NONE,
    Arguments,
    Class,
    ClassValue,
    Const,
    External,
    Function,
    FunctionValue,
    Instance,
    ListValue,
    Value,
    known,
)
from fastlint.project.routing.apps import Route, Router
from fastlint.values import Span
from fastlint.values.late import dataclass

if TYPE_CHECKING:
    from fastlint.facts.definitions import FunctionFact, Parameter
    from fastlint.project.execution.modules import Module

SECURITY = "fastapi.Security"


class Origin(Enum):
    """Where a dependency is declared."""

    PARAMETER = "parameter"
    ROUTE = "route"
    ROUTER = "router"
    INCLUDE = "include"
    APPLICATION = "application"


@dataclass(frozen=True, eq=False)
class Marker:
    """A `Depends(...)` or `Security(...)`. An alias shares its marker among all parameters that use it.

    `span`, `expression` and `module` say where it is written; they are None where that was not seen. `within` is the
    function that evaluates it in its body. Options that are not constants are None.
    """

    instance: Instance
    span: Span | None
    expression: Call | None
    module: Module | None
    within: Function | None

    @property
    def is_security(self) -> bool:
        """Whether it is `Security(...)`."""
        return self.instance.cls.name == SECURITY

    def option(self, name: str) -> object:
        """A constant option as it is given; None where it is not given or not a constant."""
        given = self.instance.arguments.get(name) if self.instance.arguments is not None else None
        return given.value if isinstance(given, Const) else None

    @property
    def use_cache(self) -> bool:
        """False where `use_cache=False` is given."""
        return self.option("use_cache") is not False

    @property
    def scope(self) -> str | None:
        """`function` or `request`, where it is given."""
        found = self.option("scope")
        return found if isinstance(found, str) else None

    @property
    def max_concurrency(self) -> int | None:
        """The limit, where it is given."""
        found = self.option("max_concurrency")
        return found if isinstance(found, int) else None

    @property
    def scopes(self) -> tuple[str, ...]:
        """The OAuth2 scopes of `Security(..., scopes=[...])`, as far as they are constants."""
        given = self.instance.arguments.get("scopes") if self.instance.arguments is not None else None
        lists = [each for each in known(given) if isinstance(each, ListValue)] if given is not None else []
        constants = [each.value for found in lists for each in found.elements if isinstance(each, Const)]
        return tuple(each for each in constants if isinstance(each, str))


@dataclass(frozen=True, eq=False)
class DependencyEdge:
    """One declaration of a dependency.

    `source` is the callable in whose signature it stands, the route or the router; `call` is what FastAPI calls; `span`
    is the place of the parameter or of the marker in a list of dependencies.
    """

    origin: Origin
    source: Value | Route | Router
    marker: Marker
    call: Value
    annotated: Value | None
    parameter: Parameter | None
    module: Module
    span: Span

    @property
    def name(self) -> str:
        """The parameter's name; empty in a list of dependencies."""
        return self.parameter.name if self.parameter is not None else ""


@dataclass(eq=False)
class Provider:
    """A function of the project that FastAPI calls for a dependency.

    `edges` are the declarations that lead to it, `routes` the routes whose requests need it, each with the way there:
    the edges from the route to it. `value` is the function object, `call` what the marker names (a bound method, class,
    partial or instance, or the function itself).
    """

    function: Function
    value: FunctionValue
    call: Value
    edges: list[DependencyEdge] = field(default_factory=list)
    ways: dict[Route, list[tuple[DependencyEdge, ...]]] = field(default_factory=dict)

    @property
    def fact(self) -> FunctionFact:
        """Its definition."""
        return self.function.fact

    @property
    def span(self) -> Span:
        """The place of its name."""
        return Span(self.function.module.path, *self.fact.place)

    @property
    def routes(self) -> tuple[Route, ...]:
        """The routes whose requests need it."""
        return tuple(self.ways)

    @property
    def titles(self) -> tuple[str, ...]:
        """The titles of these routes, without repetition."""
        return tuple(dict.fromkeys(route.title for route in self.ways))

    @property
    def scopes(self) -> frozenset[str]:
        """When its code after `yield` runs: `request`, after the reply was sent, or `function`, before."""
        return frozenset(edge.marker.scope or "request" for edge in self.edges)

    @property
    def has_unknown_scope(self) -> bool:
        """Whether a declaration gives a scope that is not a constant."""
        return any(
            edge.marker.scope is None
            and edge.marker.instance.arguments is not None
            and (edge.marker.instance.arguments.is_open or "scope" in edge.marker.instance.arguments.keywords)
            for edge in self.edges
        )


@dataclass(frozen=True, eq=False)
class Listed:
    """What stands in `dependencies=[...]` of a call that makes or includes a router, or registers a route."""

    values: tuple[Value, ...]
    module: Module
    span: Span


def listed_in(arguments: Arguments | None) -> tuple[Value, ...]:
    given = arguments.get("dependencies") if arguments is not None else None
    lists = [each for each in known(given) if isinstance(each, ListValue)] if given is not None else []
    return tuple(value for each in lists for value in each.elements)


def origin_of(route: Route, marker: Value) -> tuple[Origin, Route | Router]:
    """Who declares a dependency of a route that stands in no signature."""
    for router in route.through:
        if marker in router.dependencies:
            return (Origin.APPLICATION if router.is_app else Origin.ROUTER), router
    given = getattr(route.entry, "arguments", None)
    listed = given.get("dependencies") if given is not None else None
    if listed is not None and any(
        isinstance(each, ListValue) and marker in each.elements for each in known(listed) if each is not NONE
    ):
        return Origin.ROUTE, route
    return Origin.INCLUDE, route


def is_one_object(call: Value) -> bool:
    """Whether two mentions of a callable surely mean one object, not another one that a factory or constructor made."""
    if isinstance(call, FunctionValue):
        return "<locals>" not in call.function.fact.qualname and not call.function.fact.is_lambda
    return isinstance(call, ClassValue | External)


def class_of(call: Value) -> Class | None:
    """The class that a dependency is, where FastAPI constructs one."""
    return call.cls if isinstance(call, ClassValue) else None
