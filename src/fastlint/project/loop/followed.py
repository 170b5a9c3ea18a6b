"""What counts of what was seen in installed packages that are followed.

A package is not the user's code: where it waits for its own locks, reads its own files or makes something once, that is
its own affair. What it does on every call is reported, as less sure, where the user's code calls into it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from fastlint.project.execution.calls import Activation, Edge, Sink
from fastlint.values import Confidence, Step

if TYPE_CHECKING:
    from fastlint.project.execution.abstract import Function

#: What a package does for itself: locks that it holds for a moment, and what belongs to importing.
OWN_AFFAIRS = (
    "threading.Lock",
    "threading.RLock",
    "threading.Condition",
    "threading.Semaphore",
    "threading.BoundedSemaphore",
    "multiprocessing.synchronize",
    "filelock",
    "portalocker",
    "fcntl",
    "importlib",
    "linecache",
    "platform",
)


class Followed:
    """Asks of what was seen whether it counts. `package_of` names the package of a path, None for the project's own."""

    def __init__(self, package_of: Callable[[str], str | None]) -> None:
        self._package_of = package_of

    def package(self, function: Function | None) -> str | None:
        """The followed package that a function belongs to; None for a function of the project."""
        return self._package_of(function.module.path) if function is not None else None

    def through(self, chain: Iterable[Step]) -> str | None:
        """The first followed package that a chain leads through."""
        return next((package for step in chain if (package := self._package_of(step.span.path))), None)

    def sinks(self, activation: Activation, sinks: Iterable[Sink]) -> Iterable[Sink]:
        """Of what blocks in a function, what counts: in a package, what is sure and not its own affair."""
        if self.package(activation.function) is None:
            return sinks
        return [sink for sink in sinks if sink.confidence is Confidence.HIGH and not sink.name.startswith(OWN_AFFAIRS)]

    def edges(self, activation: Activation) -> Iterable[Edge]:
        """What a function leads to. The way into a package is less sure; in it, only what is sure counts."""
        inside = self.package(activation.function) is not None
        return [
            edge if inside or self.package(edge.target.function) is None else _less_sure(edge)
            for edge in activation.edges
            if not inside or edge.confidence is Confidence.HIGH
        ]


def _less_sure(edge: Edge) -> Edge:
    return edge._replace(confidence=Confidence.MEDIUM) if edge.confidence is Confidence.HIGH else edge
