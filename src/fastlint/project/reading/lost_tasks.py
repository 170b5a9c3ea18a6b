"""Background tasks that no response takes along."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastlint.facts import expressions as ex
from fastlint.facts import statements as st
from fastlint.facts.expressions import Name, names_in
from fastlint.project.reading import bodies, flow
from fastlint.project.reading.exit_code import exit_codes

if TYPE_CHECKING:
    from fastlint.facts.definitions import FunctionFact
    from fastlint.project.execution.abstract import Function
    from fastlint.project.execution.seen import LibraryCall
    from fastlint.project.project import Project

MAKERS = frozenset({"fastapi.BackgroundTasks", "starlette.background.BackgroundTasks"})
#: The release since which the code after `yield` runs after the response and its background tasks.
LATE_EXIT_SINCE = "0.118"


def loss_of(call: LibraryCall, holder: str, project: Project) -> str:
    """Why the task that a call adds to `holder` never runs, as a clause; empty where it may run."""
    function = call.function
    assert function is not None
    fact = function.fact
    site = flow.site_at(fact, call.expression.place)
    if site is None or not project.dependency_graph.is_served(function):
        return ""
    stores = flow.assigned(fact, holder)
    if stores:
        return _unattached(call, holder, stores, project)
    if not any(parameter.name == holder for parameter in fact.parameters):
        return ""
    return (
        _after_yield(function, site, project)
        or _replaced(call, holder, site, project)
        or _raised(site, function, project)
    )


def _unattached(call: LibraryCall, holder: str, stores: list[flow.Site], project: Project) -> str:
    """A hand-made `BackgroundTasks()` that nothing but `add_task` ever reads."""
    assert call.function is not None
    if len(stores) != 1 or not isinstance(stores[0].statement, st.Assign):
        return ""
    made = stores[0].statement.value
    calls = project.calls_in(call.function)
    if not any(each.expression is made and each.name in MAKERS for each in calls):
        return ""
    if _uses(call.function.fact, holder) != len(_additions(call.function.fact, holder)):
        return ""
    return f"no response gets `{holder}`"


def _additions(fact: FunctionFact, holder: str) -> list[ex.Call]:
    return [
        each
        for each in bodies.calls(fact.body)
        if isinstance(each.callee, ex.Attribute)
        and each.callee == ex.Attribute(Name(holder), "add_task", each.callee.place)
    ]


def _uses(fact: FunctionFact, holder: str) -> int:
    """How often a name is read in a function, nested ones included; what binds it does not count."""
    stored = sum(holder in flow.stores(site) for site in flow.sites(fact))
    return sum(name == holder for name in names_in(fact.body)) - stored


def _after_yield(function: Function, site: flow.Site, project: Project) -> str:
    provider = project.dependency_graph.provider(function)
    if provider is None or provider.has_unknown_scope or provider.scopes != {"request"}:
        return ""
    if project.versions(function.module).is_below("fastapi", LATE_EXIT_SINCE):
        return ""
    for code in exit_codes(function.fact):
        if any(each.statement is site.statement for each in (*code.after_success, *code.always)):
            return "it is added after the `yield`, when the response was sent"
    return ""


def _replaced(call: LibraryCall, holder: str, site: flow.Site, project: Project) -> str:
    """The response that is returned afterwards brings tasks of its own."""
    assert call.function is not None
    later = {id(each.statement) for each in flow.after(site)}
    returned = [each for each in flow.after(site) if isinstance(each.statement, st.Return)]
    own = [
        each
        for each in project.calls_in(call.function)
        if any(name.startswith("starlette.responses.") for name in each.names)
        and (given := each.written("background")) is not None
        and holder not in set(names_in(given))
        and given != ex.NONE
    ]
    for response in own:
        at = flow.site_at(call.function.fact, response.expression.place)
        if at is None or id(at.statement) not in later:
            continue
        if len(returned) == 1 and isinstance(at.statement, st.Return) and at.statement.value is response.expression:
            return (
                "the response that is returned has a `background` of its own, which takes the place of the injected one"
            )
    return ""


def _raised(site: flow.Site, function: Function, project: Project) -> str:
    """A `raise` that surely follows in the same block and leaves the function."""
    if not isinstance(site.statement, st.Evaluate) or site.tries:
        return ""
    for statement in site.block[site.position + 1 :]:
        if isinstance(statement, st.Raise):
            return "an exception follows, and the response to that has no tasks"
        if not isinstance(statement, st.Evaluate | st.Assign | st.Augment):
            return ""
    return ""
