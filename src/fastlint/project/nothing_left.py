"""Nothing left to do: what could block, but for what the function has done just before."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from fastlint.project.settled import is_settled_before

if TYPE_CHECKING:
    from fastlint.project.calls import Activation, Sink


def pending(activation: Activation, sinks: Iterable[Sink]) -> list[Sink]:
    """Those of the sinks of an activation that have something left to do."""
    function = activation.function
    if function is None:
        return list(sinks)
    return [sink for sink in sinks if not is_settled_before(function.fact, sink)]
