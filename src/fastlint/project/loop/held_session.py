"""The session that an injected object is, or has in one of its attributes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastlint.project.execution.abstract import Instance, known
from fastlint.project.execution.sessions import is_session

if TYPE_CHECKING:
    from fastlint.project.project import Project
    from fastlint.project.requests.dependency_edges import DependencyEdge


def held_session(edge: DependencyEdge, project: Project) -> DependencyEdge | None:
    """The declaration that a session comes from which ends with the request; None where there is none.

    That is the edge itself, or one of what it leads to, if the object that this gives keeps a session.
    """
    if _ends(edge, project):
        return edge
    given = known(project.injector.result(edge.call))
    kept = [value for each in given if isinstance(each, Instance) for value in each.attributes.values()]
    if any(is_session(each, project.interpreter.knowledge) for value in kept for each in known(value)):
        return next((each for each in project.dependency_graph.edges_of(edge.call) if _ends(each, project)), None)
    return None


def _ends(edge: DependencyEdge, project: Project) -> bool:
    """Whether a declaration leads to a generator that yields a session."""
    code = project.dependency_graph.code_of(edge.call)
    if code is None or not code.function.fact.is_generator:
        return False
    given = known(project.injector.result(edge.call))
    return any(is_session(each, project.interpreter.knowledge) for each in given)
