"""Routes and routers that are added to a router after it was included: FastAPI below 0.137 does not see them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fastlint.project.execution.abstract import Instance, members
from fastlint.project.routing.apps import IncludeEntry, RouteEntry, Router
from fastlint.values import Span
from fastlint.values.late import dataclass

if TYPE_CHECKING:
    from fastlint.project.project import Project


@dataclass(frozen=True, eq=False)
class LateRegistration:
    """An inclusion, and what was added to the included router after it."""

    inclusion: IncludeEntry
    added: tuple[RouteEntry | IncludeEntry, ...]
    span: Span


def find_late_registrations(project: Project) -> Iterator[LateRegistration]:
    """The inclusions that come too early, where the order is certain."""
    seen: set[Span] = set()
    for router in project.routers:
        for entry in router.entries:
            if not isinstance(entry, IncludeEntry) or entry.uncertain or not project.is_reported(entry.module):
                continue
            included = [each.native if isinstance(each, Instance) else None for each in members(entry.router)]
            span = Span(entry.module.path, *entry.place)
            if len(included) != 1 or not isinstance(included[0], Router) or span in seen:
                continue
            added = tuple(
                each
                for each in included[0].entries
                if isinstance(each, RouteEntry | IncludeEntry)
                and each.order > entry.order
                and each.origin is entry.origin
                and not each.uncertain
            )
            if added and not project.is_test(entry.module):
                seen.add(span)
                yield LateRegistration(entry, added, span)
