"""The dependency graph: what FastAPI calls before an endpoint, by which marker, and for which routes.

Everything that stands in a signature or a list of `dependencies=` is an edge to the callable that its marker names. A
callable that at least one edge leads to is a *provider*. The graph tells membership (is this generator a dependency at
all?), the options of each marker, which routes get to a provider, and where the graph has a circle.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from fastlint.project.execution.abstract import (
    BoundMethod,
    Class,
    ClassValue,
    Descriptor,
    External,
    Foreign,
    Function,
    FunctionValue,
    Instance,
    ManagerFunction,
    Partial,
    Value,
    known,
)
from fastlint.project.execution.calling import STREAMS, is_marker
from fastlint.project.requests.dependency_edges import (
    DependencyEdge,
    Listed,
    Marker,
    Origin,
    Provider,
    is_one_object,
    listed_in,
    origin_of,
)
from fastlint.project.routing.apps import IncludeEntry, Route, Router
from fastlint.values import Span

if TYPE_CHECKING:
    from fastlint.facts.definitions import Parameter
    from fastlint.project.execution.modules import Module
    from fastlint.project.execution.seen import LibraryCall
    from fastlint.project.project import Project

#: Dependencies nested deeper than this are not followed.
DEEPEST_PATH = 30


class DependencyGraph:
    """The dependencies of a whole program."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._edges: dict[Value, tuple[DependencyEdge, ...]] = {}
        self._by_instance: dict[Instance, Marker] = {}

    # Markers

    @cached_property
    def markers(self) -> tuple[Marker, ...]:
        """Every marker that was made, in order."""
        self._declare_all()
        return tuple(self._seen.values())

    @cached_property
    def _seen(self) -> dict[Instance, Marker]:
        found: dict[Instance, Marker] = {}
        for seen in self._project.interpreter.seen:
            made = seen.result
            if type(made) is Instance and is_marker(made) and isinstance(seen.callee, External) and made not in found:
                span = Span(seen.module.path, *seen.expression.place)
                found[made] = Marker(made, span, seen.expression, seen.module, seen.activation.function)
        return found

    def marker(self, instance: Instance) -> Marker:
        """The marker that an object is."""
        found = self._by_instance.get(instance)
        if found is None:
            found = self._seen.get(instance) or Marker(instance, None, None, None, None)
            self._by_instance[instance] = found
        return found

    @cached_property
    def _declared(self) -> tuple[tuple[Module, FunctionValue], ...]:
        """Every function object of the modules that were read."""
        self._project.activations  # noqa: B018  everything is executed then
        found: dict[FunctionValue, Module] = {}
        for module in list(self._project.modules.by_path.values()):
            for fact in module.facts.functions if module.facts is not None else ():
                if not fact.parameters:
                    continue
                closures = self._project.interpreter.closures_of(fact)
                value = self._project.interpreter.types.function_value(module, fact) if not closures else None
                for each in closures if value is None else (value,):
                    found[each] = module
        return tuple((module, value) for value, module in found.items())

    def _declare_all(self) -> None:
        for _, value in self._declared:
            self._project.injector.marked(value)

    # Edges

    def edges_of(self, call: Value) -> tuple[DependencyEdge, ...]:
        """What stands in the signature of a callable."""
        found = self._edges.get(call)
        if found is None:
            marked = self._project.injector.marked(call)
            found = self._edges[call] = tuple(
                DependencyEdge(
                    Origin.PARAMETER,
                    call,
                    self.marker(each.marker),
                    target,
                    each.annotated,
                    each.parameter,
                    each.function.function.module,
                    Span(each.function.function.module.path, *each.parameter.place),
                )
                for each in marked
                for target in known(self._project.injector.marked_call(each.marker, each.annotated))
            )
        return found

    def edges_of_route(self, route: Route) -> tuple[DependencyEdge, ...]:
        """What FastAPI solves for a route: application, router, include and decorator dependencies, then parameters."""
        listed = [edge for each in route.dependencies for edge in self._listed(route, each)]
        if not getattr(route.entry, "is_fastapi", False):
            return tuple(listed)
        return (*listed, *self.edges_of(route.endpoint))

    def _listed(self, route: Route, value: Value) -> Iterator[DependencyEdge]:
        if not is_marker(value):
            return
        marker = self.marker(value)
        origin, source = origin_of(route, value)
        for target in known(self._project.injector.marked_call(value, None)):
            span = marker.span or Span(route.entry.module.path, *route.entry.place)
            yield DependencyEdge(origin, source, marker, target, None, None, marker.module or route.entry.module, span)

    def ways(self, route: Route) -> Iterator[tuple[DependencyEdge, ...]]:
        """Every dependency of a route, as the edges that lead to it; one that several need is told once for each edge.

        A callable's own dependencies are followed once.
        """
        followed: set[Value] = set()

        def walk(
            edges: Iterable[DependencyEdge], before: tuple[DependencyEdge, ...]
        ) -> Iterator[tuple[DependencyEdge, ...]]:
            for edge in edges:
                way = (*before, edge)
                yield way
                if edge.call not in followed and len(way) < DEEPEST_PATH:
                    followed.add(edge.call)
                    yield from walk(self.edges_of(edge.call), way)

        yield from walk(self.edges_of_route(route), ())

    # Providers

    @cached_property
    def all_providers(self) -> dict[Function, Provider]:
        """The functions of the project that FastAPI calls for a dependency, in whatever file."""
        self._declare_all()
        found: dict[Function, Provider] = {}
        seen: set[tuple[Function, Marker, Parameter | None]] = set()

        def add(edge: DependencyEdge) -> Provider | None:
            value = self.code_of(edge.call)
            if value is None:
                return None
            provider = found.get(value.function)
            if provider is None:
                provider = found[value.function] = Provider(value.function, value, edge.call)
            key = (value.function, edge.marker, edge.parameter)
            if key not in seen:
                seen.add(key)
                provider.edges.append(edge)
            return provider

        for _, value in self._declared:
            for edge in self.edges_of(value):
                add(edge)
        for app in self._project.apps:
            for route in app.routes:
                for way in self.ways(route):
                    provider = add(way[-1])
                    if provider is not None:
                        provider.ways.setdefault(route, []).append(way)
        for router in self._project.routers:
            for edge in self._edges_of_router(router):
                add(edge)
        return found

    @cached_property
    def providers(self) -> tuple[Provider, ...]:
        """The providers in the files that are reported on."""
        found = [p for p in self.all_providers.values() if self._project.is_reported(p.function.module)]
        return tuple(sorted(found, key=lambda each: each.span))

    def provider(self, function: Function | None) -> Provider | None:
        """The provider that a function is; None where it is no dependency of anything."""
        return self.all_providers.get(function) if function is not None else None

    def is_served(self, function: Function) -> bool:
        """Whether FastAPI calls a function for requests: an endpoint or a dependency."""
        return function in self._endpoints or function in self.all_providers

    @cached_property
    def _endpoints(self) -> frozenset[Function]:
        return frozenset(served.function for served in self._project.served_functions)

    def _edges_of_router(self, router: Router) -> Iterator[DependencyEdge]:
        """What is declared on a router that no application may include."""
        listed = [(Origin.APPLICATION if router.is_app else Origin.ROUTER, router.dependencies)]
        for entry in router.entries:
            own = getattr(entry, "dependencies", ())
            listed.append((Origin.INCLUDE if isinstance(entry, IncludeEntry) else Origin.ROUTE, own))
        for origin, values in listed:
            for value in values:
                if is_marker(value):
                    marker = self.marker(value)
                    for target in known(self._project.injector.marked_call(value, None)):
                        span = marker.span or Span(router.module.path, *router.place)
                        module = marker.module or router.module
                        yield DependencyEdge(origin, router, marker, target, None, None, module, span)

    def code_of(self, call: Value) -> FunctionValue | None:
        """The function of the project that runs when FastAPI calls a dependency; None for what is a library's."""
        for _ in range(12):
            if isinstance(call, FunctionValue):
                return call
            if isinstance(call, BoundMethod | ManagerFunction | Descriptor):
                call = call.function
            elif isinstance(call, Partial):
                call = call.callee
            elif isinstance(call, ClassValue):
                initialiser = self._project.interpreter.attributes.in_class(call.cls, "__init__")
                if not isinstance(initialiser, FunctionValue):
                    return None
                call = initialiser
            elif isinstance(call, Instance):
                method = self._project.interpreter.attributes.find(call, "__call__")
                if method is None:
                    return None
                call = method
            else:
                return None
        return None

    def is_provider_class(self, cls: Class) -> bool:
        """Whether a class is a dependency somewhere."""
        return any(isinstance(edge.call, ClassValue) and edge.call.cls is cls for edge in self.edges)

    @cached_property
    def edges(self) -> tuple[DependencyEdge, ...]:
        """Every declaration of a dependency, once, whatever it leads to."""
        found: dict[tuple[object, object], DependencyEdge] = {}
        routers = (edge for router in self._project.routers for edge in self._edges_of_router(router))
        declared = (edge for _, value in self._declared for edge in self.edges_of(value))
        for edge in (*declared, *routers):
            found.setdefault((edge.span, edge.call), edge)
        return tuple(sorted(found.values(), key=lambda edge: edge.span))

    @cached_property
    def served_edges(self) -> tuple[DependencyEdge, ...]:
        """The declarations that FastAPI reads: an alias may well annotate a parameter of a plain helper, too."""
        return tuple(edge for edge in self.edges if edge.origin is not Origin.PARAMETER or self._reads(edge))

    def _reads(self, edge: DependencyEdge) -> bool:
        value = self.code_of(edge.source) if isinstance(edge.source, Value) else None
        return value is not None and self.is_served(value.function)

    @cached_property
    def listed(self) -> tuple[Listed, ...]:
        """Every list of dependencies, as it is written."""
        found: list[Listed] = []
        for router in self._project.routers:
            found.append(Listed(listed_in(router.arguments), router.module, Span(router.module.path, *router.place)))
            for entry in router.entries:
                given = listed_in(getattr(entry, "arguments", None))
                found.append(Listed(given, entry.module, Span(entry.module.path, *entry.place)))
        return tuple(each for each in found if each.values)

    # What an endpoint sends

    def is_stream(self, route: Route) -> bool:
        """Whether a route's reply is a stream: it yields, or returns a streaming response."""
        function = route.function
        if route.kind != "http" or function is None:
            return False
        if function.function.fact.is_generator:
            return bool(getattr(route.entry, "is_fastapi", False))
        returned = [each for _, value in self._project.returned(function.function) for each in known(value)]
        return bool(returned) and any(self._streams(each) for each in returned)

    @staticmethod
    def _streams(value: Value) -> bool:
        if isinstance(value, Foreign):
            return value.type in STREAMS
        if isinstance(value, Instance):
            names = {value.cls.name} if isinstance(value.cls, External) else {*value.cls.external_bases()}
            return not names.isdisjoint(STREAMS)
        return False

    # Circles

    @cached_property
    def cycles(self) -> tuple[tuple[DependencyEdge, ...], ...]:
        """Every circle of dependencies, once, as its edges; it begins where the source is first."""
        found: dict[frozenset[Function], tuple[DependencyEdge, ...]] = {}
        done: set[Function] = set()

        def walk(value: FunctionValue, path: tuple[DependencyEdge, ...], on_path: tuple[Function, ...]) -> None:
            if value.function in on_path:
                start = on_path.index(value.function)
                if value.function.owner is not None and len(on_path) - start == 1:
                    return  # a default in a class body means what is outside, not the method that it belongs to
                found.setdefault(frozenset(on_path[start:]), path[start:])
                return
            if value.function in done or len(path) > DEEPEST_PATH:
                return
            for edge in self.edges_of(value):
                target = self.code_of(edge.call)
                if target is not None and is_one_object(edge.call):
                    walk(target, (*path, edge), (*on_path, value.function))
            done.add(value.function)

        for _, value in self._declared:
            walk(value, (), ())
        return tuple(sorted(found.values(), key=lambda edges: edges[0].span))


def injected_as(call: LibraryCall, name: str, project: Project) -> tuple[DependencyEdge, ...]:
    """The edges of the parameter of that name of the function in which a call stands."""
    value = call.variants[0].activation.value
    if not isinstance(value, FunctionValue) or value.function is not call.function:
        return ()
    return tuple(edge for edge in project.dependency_graph.edges_of(value) if edge.name == name)
