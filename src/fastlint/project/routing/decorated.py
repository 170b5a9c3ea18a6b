"""The decorators of endpoints: which of them registers the route, what stands above it, and in which class."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fastlint.facts import expressions as ex
from fastlint.facts import statements as st
from fastlint.facts.definitions import ClassFact, FunctionFact
from fastlint.project.execution.abstract import (
    NONE,
    External,
    Foreign,
    FunctionValue,
    Instance,
    ModuleValue,
    Value,
    known,
)
from fastlint.project.reading import bodies
from fastlint.project.routing.apps import RouteEntry
from fastlint.values import Span
from fastlint.values.late import dataclass

if TYPE_CHECKING:
    from fastlint.project.execution.modules import Module
    from fastlint.project.project import Project


@dataclass(frozen=True, eq=False)
class DecoratedRoute:
    """A path operation or WebSocket endpoint that a decorator registers.

    `above` are the decorators above the one that registers it, but for those that register something too. `owner` is
    the class in whose body it stands.
    """

    entry: RouteEntry
    module: Module
    fact: FunctionFact
    decorator: ex.Call
    above: tuple[ex.Expression, ...]
    owner: ClassFact | None
    span: Span


def find_decorated_routes(project: Project) -> Iterator[DecoratedRoute]:
    """All of them in the files that are reported on, once each."""
    registering: dict[tuple[str, ex.Place], RouteEntry | None] = {}
    for router in project.routers:
        others = (*router.entries, *router.handler_entries, *router.event_entries, *router.middleware_entries)
        for each in others:
            key = (each.module.path, each.place)
            if registering.get(key) is None:
                registering[key] = each if isinstance(each, RouteEntry) else None
    for module in project.loaded:
        if module.facts is None:
            continue
        owners = {
            id(statement.function): cls
            for cls in module.facts.classes
            for statement in cls.body
            if isinstance(statement, st.FunctionDef)
        }
        for fact in module.facts.functions:
            calls = [each for each in fact.decorators if isinstance(each, ex.Call)]
            first = next((call for call in calls if registering.get((module.path, call.place)) is not None), None)
            if first is None:
                continue
            entry = registering[module.path, first.place]
            assert entry is not None
            above = tuple(
                each
                for each in fact.decorators[: fact.decorators.index(first)]
                if not (isinstance(each, ex.Call) and (module.path, each.place) in registering)
            )
            span = Span(module.path, *first.place)
            yield DecoratedRoute(entry, module, fact, first, above, owners.get(id(fact)), span)


#: Decorators of libraries that put another function in the place of the one that they get.
WRAPPERS = frozenset(
    {
        "aiocache.cached",
        "aiocache.decorators.cached",
        "async_lru.alru_cache",
        "backoff.on_exception",
        "backoff.on_predicate",
        "cachetools.cached",
        "fastapi_cache.decorator.cache",
        "functools.cache",
        "functools.lru_cache",
        "slowapi.Limiter.limit",
        "slowapi.Limiter.shared_limit",
        "slowapi.extension.Limiter.limit",
        "slowapi.extension.Limiter.shared_limit",
        "starlette.authentication.requires",
        "tenacity.retry",
    }
)


def is_wrapper(decorator: ex.Expression, module: Module) -> bool:
    """Whether a decorator surely gives back another function than the one that it gets."""
    is_called = isinstance(decorator, ex.Call)
    value = _value(decorator.callee if isinstance(decorator, ex.Call) else decorator, module)
    if isinstance(value, External):
        return value.name in WRAPPERS
    if not isinstance(value, FunctionValue) or value.function.fact.is_async:
        return False
    inner = _returned(value.function.fact)
    if is_called and inner is not None:
        inner = _returned(inner)
    return inner is not None


def _value(expression: ex.Expression, module: Module) -> Value | None:
    """What a plain name or a chain of attributes means in a module; of an object's method, the dotted name."""
    if isinstance(expression, ex.Name):
        found = known(module.scope.names.get(expression.id, NONE))
        return found[0] if len(found) == 1 else None
    if not isinstance(expression, ex.Attribute):
        return None
    owner = _value(expression.value, module)
    if isinstance(owner, ModuleValue):
        found = known(owner.module.scope.names.get(expression.name, NONE))
        return found[0] if len(found) == 1 else None
    if isinstance(owner, External):
        return External(f"{owner.name}.{expression.name}")
    if isinstance(owner, Foreign):
        return External(f"{owner.type}.{expression.name}")
    if isinstance(owner, Instance) and isinstance(owner.cls, External):
        return External(f"{owner.cls.name}.{expression.name}")
    return None


def _returned(fact: FunctionFact) -> FunctionFact | None:
    """The function that a function defines and always returns."""
    defined = {
        statement.function.name: statement.function for statement in fact.body if isinstance(statement, st.FunctionDef)
    }
    returns = [node for node in bodies.nodes(fact.body) if isinstance(node, st.Return)]
    names = {node.value.id for node in returns if isinstance(node.value, ex.Name)}
    if len(names) != 1 or any(not isinstance(node.value, ex.Name) for node in returns):
        return None
    inner = defined.get(names.pop())
    return inner if inner is not None and not _is_kept(inner.name, fact) else None


def _is_kept(name: str, fact: FunctionFact) -> bool:
    """Whether a decorator hands what it makes to something else too, a registry say: then it is not made in vain."""
    function = ex.Name(name)
    for node in bodies.nodes(fact.body):
        if isinstance(node, ex.Call) and function in (*node.arguments, *(value for _, value in node.keywords)):
            if not ex.render(node.callee).endswith("update_wrapper"):
                return True
        if isinstance(node, st.Assign) and node.value == function:
            return True
    return False


def is_plain_class(route: DecoratedRoute, project: Project) -> bool:
    """Whether nothing is done to the class around a route that could make its methods work as endpoints."""
    owner = route.owner
    if owner is None or owner.decorators or any(name == "metaclass" for name, _ in owner.keywords):
        return False
    cls = next((each for each in project.interpreter.types.classes_defined if each.fact is owner), None)
    if cls is None or any(name not in ("object", "builtins.object") for name in cls.external_bases()):
        return False
    if project.interpreter.attributes.in_class(cls, "__init_subclass__") is not None or len(cls.mro) <= len(
        owner.bases
    ):
        return False
    return not any(_hands_on(module, owner.name) for module in project.modules.by_path.values())


def _hands_on(module: Module, name: str) -> bool:
    """Whether a module does something with a class, other than calling it or inheriting from it."""
    if module.facts is None:
        return False
    pending: list[object] = [module.facts.body, *(fact.body for fact in module.facts.functions)]
    while pending:
        node = pending.pop()
        if isinstance(node, FunctionFact) or not isinstance(node, tuple):
            continue
        if isinstance(node, ex.Name | ex.Attribute) and _is_named(node, name):
            return True
        parts: list[object] = list(node)
        if isinstance(node, ex.Call) and _is_named(node.callee, name):
            parts = [node.arguments, node.keywords]
        elif isinstance(node, ClassFact):
            parts = [node.decorators, node.body]
        elif isinstance(node, st.Assign):
            parts = [node.targets, node.value]
        pending.extend(parts)
    return False


def _is_named(expression: ex.Expression, name: str) -> bool:
    """Whether an expression is a name, or an attribute of that name."""
    return expression == ex.Name(name) or (isinstance(expression, ex.Attribute) and expression.name == name)
