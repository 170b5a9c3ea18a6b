"""What registers routes and is called by nobody who is seen: the public surface of a library, mostly.

Such functions are executed once the applications are made: those first that call others of them, so that each is
executed with what it is really given, where that is known. All that they register is less sure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from fastlint.facts.expressions import render
from fastlint.project.execution.calling import SPREADING

if TYPE_CHECKING:
    from fastlint.facts.definitions import FunctionFact
    from fastlint.project.execution.modules import Module
    from fastlint.project.project import Project

#: A name that more functions bear than these does not tell which of them is called.
COMMON_NAME = 4
#: So often it is asked which functions nobody calls that is left; then they are executed as they come.
MOST_ROUNDS = 8

#: How annotations call applications and routers.
_ROUTERS = frozenset({"FastAPI", "Starlette", "APIRouter", "Router"})

_Found = tuple["Module", "FunctionFact"]


def run_uncalled(project: Project, modules: Iterable[Module]) -> None:
    """Execute the functions that register routes and were not executed, and those that call them."""
    registering = [
        (module, fact)
        for module in modules
        if module.facts is not None and not project.is_test(module)
        for fact in module.facts.functions
        if not fact.is_lambda and "<locals>" not in fact.qualname
    ]
    pending = _leading_to_new(project, registering)
    for _ in range(MOST_ROUNDS):
        called: set[str] = set()
        for _, fact in pending:
            called |= fact.called - {_name(fact)}
        first = [found for found in pending if _name(found[1]) not in called]
        if not first:
            break
        for module, fact in first:
            _run(project, module, fact)
        pending = [found for found in pending if not _was_executed(project, *found)]
    for module, fact in pending:
        _run(project, module, fact)


def _leading_to_new(project: Project, functions: list[_Found]) -> list[_Found]:
    """The functions that register routes and were not executed, and those that call them by a name that tells."""
    places = _places(project)
    bearers: dict[str, int] = {}
    for _, fact in functions:
        bearers[_name(fact)] = bearers.get(_name(fact), 0) + 1
    fresh = [found for found in functions if not _was_executed(project, *found)]
    callers: dict[str, list[_Found]] = {}
    pending: list[_Found] = []
    for module, fact in fresh:
        for name in fact.called:
            callers.setdefault(name, []).append((module, fact))
        if not SPREADING.isdisjoint(fact.called):
            lines = places.get(module.path, ())
            if not any(fact.line <= line <= fact.end_line for line in lines):
                pending.append((module, fact))
    kept = {id(fact) for _, fact in pending}
    while pending:
        _, fact = pending.pop()
        if bearers[_name(fact)] <= COMMON_NAME and _takes_router(fact):
            new = [found for found in callers.get(_name(fact), ()) if id(found[1]) not in kept]
            kept.update(id(each) for _, each in new)
            pending += new
    return [found for found in fresh if id(found[1]) in kept]


def _places(project: Project) -> dict[str, set[int]]:
    """The lines of each file on which something was registered, or a router was made."""
    found: dict[str, set[int]] = {}
    for router in project.made_routers:
        if not router.stands_for:
            found.setdefault(router.module.path, set()).add(router.place[0])
        for entry in router.entries:
            found.setdefault(entry.module.path, set()).add(entry.place[0])
    return found


def _name(fact: FunctionFact) -> str:
    """By which name a function is called: a constructor by that of its class."""
    return fact.qualname.split(".")[-2] if fact.name == "__init__" and "." in fact.qualname else fact.name


def _takes_router(fact: FunctionFact) -> bool:
    """Whether a caller may give a function what it registers on: a parameter says so, or nothing of itself."""
    own = fact.parameters[1:] if "." in fact.qualname else fact.parameters
    return any(
        each.default is None
        if each.annotation is None
        else not _ROUTERS.isdisjoint(re.findall(r"\w+", render(each.annotation)))
        for each in own
    )


def _was_executed(project: Project, module: Module, fact: FunctionFact) -> bool:
    return project.modules.function(fact, module) in project.interpreter.caller.inlined


def _run(project: Project, module: Module, fact: FunctionFact) -> None:
    if not _was_executed(project, module, fact):
        project.interpreter.is_uncalled = True
        before = project.interpreter.registrations
        project.run_factory(module, fact, uncertain=1)
        # it may have refused its defaults: `if agents is None and teams is None: raise`
        if project.interpreter.registrations == before:
            project.run_factory(module, fact, uncertain=1, is_given_all=True)
        project.interpreter.is_uncalled = False
