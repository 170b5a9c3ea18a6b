"""What a dependency ends for good after its `yield`: a commit, a transaction, an answer that nobody gets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastlint.facts.expressions import render
from fastlint.project.execution.abstract import (
    UNKNOWN,
    Class,
    Function,
    FunctionValue,
    Generator,
    Instance,
    Manager,
    Value,
    known,
)
from fastlint.project.execution.calls import EdgeKind
from fastlint.project.execution.sessions import TRANSACTIONS, WRITES
from fastlint.project.loop.event_loop import reachable, span_of
from fastlint.project.reading.exit_code import ExitCode, calls_in, exit_codes
from fastlint.values import Span
from fastlint.values.late import dataclass

if TYPE_CHECKING:
    from fastlint.project.execution.seen import LibraryCall
    from fastlint.project.project import Project
    from fastlint.project.routing.apps import Route

COMMITS = frozenset(name for name in WRITES if name.endswith(".commit"))
#: Context managers that lead to others are followed so far.
DEEPEST_MANAGER = 4


@dataclass(frozen=True, eq=False)
class Ending:
    """What happens after a `yield`, for a message: `what` is a clause, `inner` the commit in a context manager."""

    span: Span
    what: str
    inner: Span | None


def ending_after_yield(function: Function, project: Project) -> Ending | None:
    """The first commit, end of a transaction or `HTTPException` in the exit code of a generator."""
    for code in exit_codes(function.fact):
        for _, call in calls_in((*code.after_success, *code.always)):
            if any(seen.expression is call and _is(seen, WRITES) for seen in project.calls_in(function)):
                told = f"`{render(call.callee)}()` runs"
                return Ending(span_of(function, call.place), told, None)
        found = _transaction(code, function, project, 0)
        if found is not None:
            return found
        after = {id(site.statement) for site in (*code.after_success, *code.always)}
        for raised in project.exceptions.raised_in(function):
            if raised.is_http and id(raised.statement) in after:
                return Ending(raised.span, f"`{raised.name}` is raised", None)
    return None


def _transaction(code: ExitCode, function: Function, project: Project, depth: int) -> Ending | None:
    """A `with` around the `yield` that commits when it ends."""
    for statement in code.withs:
        for item in statement.items:
            for seen in project.calls_in(function):
                if seen.expression is item.manager and _is(seen, TRANSACTIONS):
                    told = f"the transaction of `{render(item.manager)}` is committed"
                    return Ending(span_of(function, item.place), told, None)
            for each in known(project.interpreter.noted.get(id(item), UNKNOWN)):
                committed = _commit_on_exit(each, project)
                if committed is not None:
                    return Ending(span_of(function, item.place), f"`{render(item.manager)}` commits", committed)
                inner = _generator_of(each)
                if inner is not None and depth < DEEPEST_MANAGER:
                    found = _committed(inner, project, depth + 1)
                    if found is not None:
                        told = f"`{render(item.manager)}` commits"
                        return Ending(span_of(function, item.place), told, found.span)
    return None


def _committed(function: Function, project: Project, depth: int) -> Ending | None:
    for code in exit_codes(function.fact):
        for _, call in calls_in((*code.after_success, *code.always)):
            if any(seen.expression is call and _is(seen, WRITES) for seen in project.calls_in(function)):
                return Ending(span_of(function, call.place), "", None)
        found = _transaction(code, function, project, depth)
        if found is not None:
            return found
    return None


def _commit_on_exit(manager: Value, project: Project) -> Span | None:
    """The commit in the `__exit__` of a context manager of the project."""
    if not isinstance(manager, Instance) or not isinstance(manager.cls, Class):
        return None
    for name in ("__aexit__", "__exit__"):
        method = project.interpreter.attributes.in_class(manager.cls, name)
        for call in project.calls_in(method.function) if isinstance(method, FunctionValue) else ():
            if _is(call, COMMITS):
                return call.span
    return None


def _generator_of(value: object) -> Function | None:
    """The generator function behind what `@contextmanager` makes."""
    generator = value.generator if isinstance(value, Manager) else None
    activation = generator.activation if isinstance(generator, Generator) else None
    return activation.function if activation is not None else None


def commits_itself(route: Route, project: Project) -> bool:
    """Whether what an endpoint calls commits, so that what is written is final before the reply."""
    function = route.function.function if route.function is not None else None
    inside = reachable(function.activations if function is not None else (), tuple(EdgeKind))
    commits = COMMITS | TRANSACTIONS
    functions = {activation.function for activation in inside if activation.function is not None}
    return any(commits.intersection(call.names) for each in functions for call in project.calls_in(each))


def _is(call: LibraryCall, names: frozenset[str]) -> bool:
    return not names.isdisjoint(call.names)
