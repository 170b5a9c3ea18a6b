"""The exit code of a dependency: what stands after its `yield`, and when it runs.

FastAPI throws what the endpoint raises into the generator, at the `yield`. So what follows it runs only after success,
except in a `finally` around it, and except after an `except` that lets nothing through.
"""

from __future__ import annotations

from collections.abc import Iterator

from fastlint.facts import expressions as ex
from fastlint.facts import statements as st
from fastlint.facts.definitions import FunctionFact
from fastlint.facts.expressions import Expression, dotted
from fastlint.project.reading import flow
from fastlint.project.reading.flow import Part, Site
from fastlint.values.late import dataclass


@dataclass(frozen=True, eq=False)
class ExitCode:
    """What surrounds one `yield` of a generator and what runs after it.

    `after_success` runs only if nothing is raised at the `yield`, `always` runs either way. Both hold calls with the
    statements that they stand in.
    """

    site: Site
    node: ex.Yield
    after_success: tuple[Site, ...]
    always: tuple[Site, ...]

    @property
    def tries(self) -> tuple[st.Try, ...]:
        """The `try` statements that see what is raised at the `yield`, the innermost first."""
        return self.site.tries

    @property
    def withs(self) -> tuple[st.With, ...]:
        """The `with` statements around it, the outermost first."""
        return self.site.withs

    @property
    def yielded(self) -> str | None:
        """The dotted name that is yielded; None where it is another expression."""
        return dotted(self.node.value) if self.node.value is not None else None

    @property
    def handled(self) -> tuple[Site, ...]:
        """What stands in the `except` blocks around the `yield`."""
        return tuple(site for each in self.tries for handler in each.handlers for site in flow.sites_in(handler.body))


def exit_codes(fact: FunctionFact) -> tuple[ExitCode, ...]:
    """The exit code after each `yield` of a generator; none for a generator that yields in a loop."""
    found = flow.yields(fact)
    if any(site.loops for site, _ in found):
        return ()
    return tuple(_exit_code(site, node) for site, node in found)


def _exit_code(site: Site, node: ex.Yield) -> ExitCode:
    tries = {id(each) for each in site.tries}
    forgiving = {id(each) for each in site.tries if any(not _raises(h) for h in each.handlers)}
    after_success: list[Site] = []
    always: list[Site] = []
    for each in flow.after(site):
        levels = [(level, id(level.statement)) for level in each.around if id(level.statement) in tries]
        if any(level.part is Part.HANDLER for level, _ in levels):
            continue
        inside = {key for level, key in levels if level.part is Part.BODY}
        if any(level.part is Part.FINAL for level, _ in levels):
            always.append(each)
        elif forgiving - inside - {key for _, key in levels}:
            always.append(each)
        else:
            after_success.append(each)
    return ExitCode(site, node, tuple(after_success), tuple(always))


def _raises(handler: st.Handler) -> bool:
    """Whether an `except` block never runs to its end."""
    return flow.Exit.FALLS not in flow.exits(handler.body)


def calls_in(sites: tuple[Site, ...]) -> Iterator[tuple[Site, ex.Call]]:
    """The calls that statements make themselves, with their statements."""
    for site in sites:
        for node in flow.own(site.statement):
            if isinstance(node, ex.Call):
                yield site, node


def root(expression: Expression) -> str | None:
    """The plain name that a dotted name begins with."""
    name = dotted(expression)
    return name.partition(".")[0] if name is not None else None
