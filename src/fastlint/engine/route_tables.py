"""The route tables of a project, as plain values."""

from __future__ import annotations

from collections.abc import Callable

from fastlint.facts.expressions import render
from fastlint.project import App, Dependency, Project, Route
from fastlint.project.execution.abstract import (
    BoundMethod,
    ClassValue,
    Descriptor,
    External,
    Foreign,
    FunctionValue,
    Instance,
    ManagerFunction,
    Native,
    Partial,
    Union,
    Value,
    known,
)
from fastlint.values import AppTable, DependencyRow, RouteReport, RouteRow, Unresolved


def route_report(project: Project, shown: Callable[[str], str]) -> RouteReport:
    """The tables of all applications, then of what none serves. `shown` makes of a path what the user reads."""
    return RouteReport(tuple(_table(project, app, shown) for app in (*project.apps, *project.unserved)))


def _table(project: Project, app: App, shown: Callable[[str], str]) -> AppTable:
    unresolved = [Unresolved(shown(gap.module.path), gap.place[0], gap.reason) for gap in app.gaps]
    rows = [_row(project, route, shown) for route in app.routes]
    return AppTable(app.name, shown(app.module.path), app.line, tuple(rows), tuple(unresolved), app.kind)


def _row(project: Project, route: Route, shown: Callable[[str], str]) -> RouteRow:
    endpoint, path, line = described(route.endpoint)
    model, status = None, None
    entry = route.entry
    if route.kind == "mount":
        path, line = entry.module.path, entry.place[0]
    else:
        model = getattr(entry, "response_model_text", None)
        status = getattr(entry, "status_code", None)
        function = route.function
        if model is None and function is not None and function.function.fact.returns is not None:
            model = render(function.function.fact.returns)
    return RouteRow(
        methods=route.methods,
        path=route.path,
        endpoint=endpoint,
        path_file=shown(path or entry.module.path),
        line=line or entry.place[0],
        is_async=is_coroutine_callable(route.endpoint),
        kind=route.kind,
        dependencies=tuple(_dependency(tree) for tree in project.dependency_trees(route))
        if route.kind != "mount"
        else (),
        response_model=model,
        status_code=status,
        confidence=route.confidence,
    )


def _dependency(tree: Dependency, depth: int = 0) -> DependencyRow:
    name, _, _ = described(tree.call)
    if depth > 20:
        return DependencyRow(name)
    return DependencyRow(name, tuple(_dependency(child, depth + 1) for child in tree.dependencies))


def described(value: Value) -> tuple[str, str, int]:
    """`module:qualname` of a callable, its file and the line of its `def` ("" and 0 outside the project)."""
    for _ in range(12):
        if isinstance(value, FunctionValue):
            if value.wrapped is not None:
                value = value.wrapped
                continue
            function = value.function
            return f"{function.module.name}:{function.fact.qualname}", function.module.path, function.fact.line
        if isinstance(value, BoundMethod | ManagerFunction | Descriptor):
            value = value.function
        elif isinstance(value, Partial):
            value = value.callee
        elif isinstance(value, Union) and known(value):
            value = known(value)[0]
        else:
            break
    if isinstance(value, ClassValue):
        cls = value.cls
        return f"{cls.module.name}:{cls.fact.qualname}", cls.module.path, cls.fact.line
    if isinstance(value, Instance):
        if isinstance(value.cls, External):
            return _external(value.cls.name), "", 0
        return f"{value.cls.module.name}:{value.cls.fact.qualname}", value.cls.module.path, value.cls.fact.line
    if isinstance(value, Foreign):
        return _external(value.type), "", 0
    if isinstance(value, External):
        return _external(value.name), "", 0
    if isinstance(value, Native):
        return value.name, "", 0
    return "?", "", 0


def _external(name: str) -> str:
    module, _, last = name.rpartition(".")
    return f"{module}:{last}" if module else name


def is_coroutine_callable(value: Value) -> bool:
    """Whether FastAPI awaits the callable: partials and `__wrapped__` are looked through, a class never is one."""
    for _ in range(12):
        if isinstance(value, FunctionValue):
            if value.function.fact.is_async:
                return True
            if value.wrapped is None:
                return False
            value = value.wrapped
        elif isinstance(value, BoundMethod | ManagerFunction | Descriptor):
            value = value.function
        elif isinstance(value, Partial):
            value = value.callee
        elif isinstance(value, Instance) and not isinstance(value.cls, External):
            for each in value.cls.mro:
                method = None if isinstance(each, External) else each.namespace.get("__call__")
                if method is not None:
                    value = method
                    break
            else:
                return False
        else:
            return False
    return False
