"""Routers with routes that no application serves.

A router is only said to be never included where nothing could include it unseen: nothing mentions it but what registers
routes on it, no inclusion of the program is unknown, and nothing finds modules or routers by their names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from fastlint.facts import expressions as ex
from fastlint.facts import statements as st
from fastlint.facts.definitions import FunctionFact
from fastlint.facts.expressions import render
from fastlint.project.execution.abstract import UNKNOWN, Class, Instance, ModuleValue, known, members
from fastlint.project.reading import bodies
from fastlint.project.routing.apps import METHODS, IncludeEntry, MountEntry, RouteEntry, Router, wrapped_router
from fastlint.values import Span
from fastlint.values.late import dataclass

if TYPE_CHECKING:
    from fastlint.project.execution.modules import Module
    from fastlint.project.project import Project

#: What may be asked of a router without handing it on.
_OWN_USES = frozenset(METHODS) | frozenset(
    """api_route add_api_route websocket add_api_websocket_route route add_route websocket_route add_websocket_route
    include_router mount frontend on_event add_event_handler prefix tags dependencies responses""".split()
)
#: Calls that find modules, or what is in them, by names that are not written in the program.
_DISCOVERY = frozenset(
    """import_module __import__ iter_modules walk_packages exec_module load_module find_spec spec_from_file_location
    getmembers entry_points iter_entry_points import_string import_from_string find_modules run_module run_path
    import_object""".split()
)
#: Words in the paths of files that only show something.
_EXAMPLES = frozenset(
    "example examples demo demos sample samples docs tutorial tutorials playground benchmark benchmarks".split()
)
_LOOKUPS = frozenset({"getattr", "vars", "dir", "hasattr"})


@dataclass(frozen=True, eq=False)
class UnincludedRouter:
    """A router that no application includes: the global that holds it, and its routes."""

    router: Router
    name: str
    routes: int
    span: Span


def find_unincluded(project: Project) -> Iterator[UnincludedRouter]:
    """The routers of the project that are surely never included."""
    apps = [app for app in project.apps if not project.is_test(app.module) and not _is_example(app.module)]
    if not apps or project.problems or any(project.modules.at(path) is None for path in project.paths):
        return
    included: dict[int, Router] = {}
    for router in project.routers:
        for entry in router.entries:
            if isinstance(entry, IncludeEntry):
                found = [m.native for m in known(entry.router) if isinstance(m, Instance)]
                if not found or UNKNOWN in members(entry.router) or None in found:
                    return  # whatever it includes, it may be any of them
                included.update((id(each), each) for each in found)
            elif isinstance(entry, MountEntry):
                included.update((id(each), each) for m in known(entry.app) if (each := wrapped_router(m)) is not None)
    homes = {_home(app.module) for app in apps}
    flat = {folder for folder, package in homes if not package}  # `main.py` beside the packages of its routers
    homes |= {home for each in included.values() if (home := _home(each.module))[0] in flat}
    candidates = [
        router
        for router in project.routers
        if id(router) not in included and _is_candidate(project, router) and _home(router.module) in homes
    ]
    if not candidates or any(_discovers(module) for module in _modules(project)) or not _are_followed(project):
        return
    for router in candidates:
        if not any(_mentions(module, router) for module in _modules(project)):
            name = router.names[0].rpartition(":")[2]
            count = sum(isinstance(entry, RouteEntry) for entry in router.entries)
            yield UnincludedRouter(router, name, count, Span(router.module.path, *router.place))


def _is_example(module: Module) -> bool:
    """Whether a module shows how something is used: an application there need not include all routers."""
    return not _EXAMPLES.isdisjoint(re.split(r"[^a-z]+", module.path.lower()))


def _is_candidate(project: Project, router: Router) -> bool:
    """Whether it is a router of FastAPI in a global of a module that is reported on, and has routes."""
    cls = router.owner.cls
    bases = list(cls.external_bases()) if isinstance(cls, Class) else [cls.name]
    return (
        not router.is_app
        and "fastapi.APIRouter" in bases
        and router.names[:1] != []
        and router.names[0].startswith(f"{router.module.name}:")
        and project.is_reported(router.module)
        and not project.is_test(router.module)
        and any(isinstance(entry, RouteEntry | IncludeEntry) for entry in router.entries)
    )


def _modules(project: Project) -> list[Module]:
    return [module for module in project.modules.by_path.values() if module.facts is not None]


def _home(module: Module) -> tuple[str, str]:
    """The folder from which a module is imported and its package; of a module in no package, the folder alone."""
    package, _, rest = module.name.partition(".")
    depth = module.name.count(".") + (2 if module.path.endswith("__init__.py") else 1)
    folder = "/".join(module.path.split("/")[:-depth])
    return folder, package if rest or module.is_package else ""


def _nodes(module: Module) -> Iterator[object]:
    """All statements and expressions of a module, those in functions too."""
    assert module.facts is not None
    yield from bodies.nodes(module.facts.body)
    for fact in module.facts.functions:
        yield from bodies.nodes(fact.decorators)
        yield from bodies.nodes(fact.body)
        yield from bodies.nodes(tuple(each.default for each in fact.parameters))


def _are_followed(project: Project) -> bool:
    """Whether every inclusion that is written was executed: what an unused function includes is not known."""
    executed = {
        (entry.module.path, entry.place)
        for router in project.routers
        for entry in router.entries
        if isinstance(entry, IncludeEntry) and not entry.is_uncalled
    }
    return all(
        (module.path, node.place) in executed
        for module in _modules(project)
        if not project.is_test(module)
        for node in _nodes(module)
        if isinstance(node, ex.Call) and isinstance(node.callee, ex.Attribute) and node.callee.name == "include_router"
    )


def _discovers(module: Module) -> bool:
    """Whether a module that speaks of routers finds modules, or what is in them, by name."""
    names = module.scope.names
    finds = speaks = False
    for node in _nodes(module):
        if isinstance(node, ex.Call):
            called = render(node.callee, 200).rpartition(".")[2]
            finds = finds or called in _DISCOVERY
            if called in _LOOKUPS and node.arguments and isinstance(node.arguments[0], ex.Name):
                finds = finds or isinstance(names.get(node.arguments[0].id), ModuleValue)
        elif isinstance(node, ex.Attribute):
            finds = finds or (node.name == "modules" and node.value == ex.Name("sys"))
            speaks = speaks or "router" in node.name.lower() or node.name in ("routes", "add_api_route")
        elif isinstance(node, ex.Name):
            speaks = speaks or "router" in node.id.lower() or node.id == "FastAPI"
        elif isinstance(node, ex.Constant):
            speaks = speaks or node.value == "router"
        if finds and speaks:
            return True
    return False


def _mentions(module: Module, router: Router) -> bool:
    """Whether a module does something with a router, other than registering routes on it."""
    home, name = router.module, router.names[0].rpartition(":")[2]
    last = home.name.rpartition(".")[2]
    here = {local for local, value in module.scope.names.items() if router.owner in members(value)}
    told = {home.name, f"{home.name}:{name}", f"{home.name}.{name}"}
    if here and "__all__" in module.scope.names:
        told.add(name)
    assert module.facts is not None
    at_top = {statement.place for statement in module.facts.body if isinstance(statement, st.ImportFrom)}
    for node in _handed_on(module):
        match node:
            case ex.Name(id):
                if id in here:
                    return True
            case ex.Attribute(value, attribute):
                if attribute == name and _may_be(value, module, router):
                    return True
            case ex.Constant(value):
                if isinstance(value, str) and value in told:
                    return True
            case ex.Call(callee):
                if module is home and callee in (ex.Name("globals"), ex.Name("locals")):
                    return True
                if callee == ex.Name("getattr") and ex.Constant(name) in node.arguments[1:2]:
                    return True
            case st.ImportFrom():
                source = node.module.rpartition(".")[2]
                if node.place not in at_top and any(each in (name, "*") for each, _ in node.names):
                    if source in (last, home.name.split(".")[-2:][0], ""):
                        return True
    return False


def _handed_on(module: Module) -> Iterator[object]:
    """What a module writes, but for names that are assigned, and for what only has routes registered on it."""
    assert module.facts is not None
    pending: list[object] = [module.facts.body]
    for fact in module.facts.functions:
        pending += [fact.decorators, fact.body, tuple(each.default for each in fact.parameters)]
    while pending:
        node = pending.pop()
        if isinstance(node, ex.Attribute) and node.name in _OWN_USES:
            node = _start(node)
            if isinstance(node, ex.Name):
                continue
        if isinstance(node, FunctionFact) or not isinstance(node, tuple):
            continue
        yield node
        if isinstance(node, st.Assign):
            pending += [each for each in node.targets if not isinstance(each, ex.Name)]
            pending.append(node.value)
        else:
            pending += list(node)


def _start(expression: object) -> object:
    """What a chain of attributes begins with."""
    while isinstance(expression, ex.Attribute):
        expression = expression.value
    return expression


def _may_be(value: ex.Expression, module: Module, router: Router) -> bool:
    """Whether an expression may be the module that holds the router, or one that hands it on."""
    name = router.names[0].rpartition(":")[2]
    if isinstance(value, ex.Attribute):
        return value.name == router.module.name.rpartition(".")[2]
    if not isinstance(value, ex.Name):
        return False
    found = module.scope.names.get(value.id)
    if found is None or found is UNKNOWN:
        return True
    for each in members(found):
        if isinstance(each, ModuleValue):
            held = members(each.module.scope.names.get(name, UNKNOWN))
            if router.owner in held or UNKNOWN in held:
                return True
    return False
