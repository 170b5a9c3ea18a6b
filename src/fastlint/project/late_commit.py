"""What a dependency ends for good after its `yield`: a commit, a transaction, an answer that nobody gets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fastlint.facts.expressions import render
from fastlint.project.abstract import UNKNOWN, Function, Generator, Manager, known
from fastlint.project.event_loop import span_of
from fastlint.project.exit_code import ExitCode, calls_in, exit_codes
from fastlint.project.sessions import TRANSACTIONS, WRITES
from fastlint.values import Span

if TYPE_CHECKING:
    from fastlint.project.project import Project
    from fastlint.project.seen import LibraryCall

#: Context managers that lead to others are followed so far.
DEEPEST_MANAGER = 4


@dataclass(frozen=True, eq=False)
class Ending:
    """What happens after a `yield`, for a message: `what` is a clause, `inner` the commit in a context manager.

    `others` are the commits that the program makes elsewhere, dependencies with `yield` apart.
    """

    span: Span
    what: str
    inner: Span | None
    others: tuple[LibraryCall, ...]


def ending_after_yield(function: Function, project: Project) -> Ending | None:
    """The first commit, end of a transaction or `HTTPException` in the exit code of a generator."""
    for code in exit_codes(function.fact):
        for _, call in calls_in((*code.after_success, *code.always)):
            if any(seen.expression is call and _is(seen, WRITES) for seen in project.calls_in(function)):
                told = f"`{render(call.callee)}()` runs"
                return Ending(span_of(function, call.place), told, None, _others(function, project))
        found = _transaction(code, function, project, 0)
        if found is not None:
            return found
        after = {id(site.statement) for site in (*code.after_success, *code.always)}
        for raised in project.exceptions.raised_in(function):
            if raised.is_http and id(raised.statement) in after:
                return Ending(raised.span, f"`{raised.name}` is raised", None, ())
    return None


def _transaction(code: ExitCode, function: Function, project: Project, depth: int) -> Ending | None:
    """A `with` around the `yield` that commits when it ends."""
    for statement in code.withs:
        for item in statement.items:
            for seen in project.calls_in(function):
                if seen.expression is item.manager and _is(seen, TRANSACTIONS):
                    told = f"the transaction of `{render(item.manager)}` is committed"
                    return Ending(span_of(function, item.place), told, None, _others(function, project))
            for each in known(project.interpreter.noted.get(id(item), UNKNOWN)):
                inner = _generator_of(each)
                if inner is not None and depth < DEEPEST_MANAGER:
                    found = _committed(inner, project, depth + 1)
                    if found is not None:
                        told = f"`{render(item.manager)}` commits"
                        return Ending(span_of(function, item.place), told, found.span, found.others)
    return None


def _committed(function: Function, project: Project, depth: int) -> Ending | None:
    for code in exit_codes(function.fact):
        for _, call in calls_in((*code.after_success, *code.always)):
            if any(seen.expression is call and _is(seen, WRITES) for seen in project.calls_in(function)):
                return Ending(span_of(function, call.place), "", None, _others(function, project))
        found = _transaction(code, function, project, depth)
        if found is not None:
            return found
    return None


def _generator_of(value: object) -> Function | None:
    """The generator function behind what `@contextmanager` makes."""
    generator = value.generator if isinstance(value, Manager) else None
    activation = generator.activation if isinstance(generator, Generator) else None
    return activation.function if activation is not None else None


def _others(function: Function, project: Project) -> tuple[LibraryCall, ...]:
    commits = {name for name in WRITES if name.endswith(".commit")}
    calls = project.calls_of(*sorted(commits | TRANSACTIONS))
    providers = project.dependency_graph.all_providers
    return tuple(
        call
        for call in calls
        if call.function is not function
        and (call.function not in providers or not providers[call.function].fact.is_generator)
    )


def _is(call: LibraryCall, names: frozenset[str]) -> bool:
    return not names.isdisjoint(call.names)
