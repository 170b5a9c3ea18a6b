"""What the body of a `try` leads to: which classes the project itself raises in there, and whether it only computes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate
from typing import TYPE_CHECKING

from fastlint.facts import expressions as ex
from fastlint.facts import statements as st
from fastlint.project.reading import bodies

if TYPE_CHECKING:
    from fastlint.facts.expressions import Place
    from fastlint.project.execution.abstract import Function
    from fastlint.project.execution.calls import Edge
    from fastlint.project.project import Project
    from fastlint.project.routing.exceptions import Raised

#: So many calls are followed, one inside the other.
DEEPEST = 3


def raised_within(function: Function, body: st.Block, project: Project) -> Iterator[Raised]:
    """What stands in the body and what it calls raises out of its function, a few levels down.

    Also what a broad handler of such a function makes another exception of: nothing of its class gets out of there.
    """
    places = _places(body)
    for raised in project.exceptions.raised_in(function):
        if raised.statement.place in places:
            yield raised
    reached = {edge.target.function for edge in _edges(function, places)}
    seen: set[Function] = set()
    for _ in range(DEEPEST):
        targets = {each for each in reached if each is not None} - seen
        for each in sorted(targets, key=lambda t: t.name):
            yield from project.exceptions.escaping(each)
            yield from (
                raised for raised in project.exceptions.raised_in(each) if project.exceptions.is_replaced(raised)
            )
        seen |= targets
        reached = {edge.target.function for each in targets for one in each.activations for edge in one.edges}


def calls_unseen_own(function: Function, body: st.Block, project: Project) -> bool:
    """Whether the body calls code of its own package that is not here: another part of a namespace package."""
    own = f"{function.module.name.partition('.')[0]}."
    calls = (project.call_of(node) for node in bodies.nodes(body) if isinstance(node, ex.Call))
    names = [call.name for call in calls if call is not None and call.name.startswith(own)]
    here = {module.name for module in project.modules.by_path.values() if module.facts is not None} if names else set()
    return any(here.isdisjoint(accumulate(name.split("."), "{}.{}".format)) for name in names)


def only_computes(function: Function, body: st.Block, project: Project) -> bool:
    """Whether the body runs code of the project, and neither it nor anything else there waits for the world.

    Methods of what is not known count as such only where the body made it itself.
    """
    nodes = list(bodies.nodes(body))
    if any(isinstance(node, ex.Await | ex.Yield | st.With) or getattr(node, "is_async", False) for node in nodes):
        return False
    places = _places(body)
    edges = list(_edges(function, places))
    sinks = (sink for activation in function.activations for sink in activation.sinks)
    if not edges or any(edge.target.reaches for edge in edges) or any(sink.place in places for sink in sinks):
        return False
    own = _bound(nodes)
    known = {edge.place for edge in edges}
    return all(
        node.place in known or project.call_of(node) is not None or _is_of(node.callee, own)
        for node in nodes
        if isinstance(node, ex.Call)
    )


def _places(body: st.Block) -> frozenset[Place]:
    return frozenset(node.place for node in bodies.nodes(body) if isinstance(node, ex.Call | ex.Await | st.Raise))


def _edges(function: Function, places: frozenset[Place]) -> Iterator[Edge]:
    for activation in function.activations:
        for edge in activation.edges:
            if edge.place in places:
                yield edge


def _bound(nodes: list[object]) -> frozenset[str]:
    """The names that are bound there."""
    targets: list[object] = []
    for node in nodes:
        if isinstance(node, st.Assign):
            targets += node.targets
        elif isinstance(node, st.For):
            targets.append(node.target)
        elif isinstance(node, ex.Comprehension):
            targets += [clause.target for clause in node.clauses]
    return frozenset(each.id for target in targets for each in bodies.nodes(target) if isinstance(each, ex.Name))


def _is_of(callee: ex.Expression, names: frozenset[str]) -> bool:
    """Whether it is a method of what one of the names holds, or a builtin that only converts."""
    if isinstance(callee, ex.Name):
        return callee.id in _CONVERTING
    return ex.origin_name(callee) in names


_CONVERTING = frozenset(
    "str repr int float bool len list dict set tuple sorted sum min max zip enumerate range".split()
)
