"""One execution of a body, and the ways in which a block of statements ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fastlint.project.execution.abstract import Class, Scope, Value
    from fastlint.project.execution.calls import Activation
    from fastlint.project.execution.modules import Module

#: How a block of statements ends.
FALLS, STOPS, BREAKS, CONTINUES = range(4)

#: What is ascertained where nothing is.
NOTHING: frozenset[tuple[str, str, bool]] = frozenset()


class Frame:
    """One execution of a function, class or module body."""

    __slots__ = (
        "activation",
        "ascertained",
        "breaks",
        "cls",
        "conditional",
        "falls",
        "is_inline",
        "loops",
        "once",
        "receiver",
        "returns",
        "scope",
        "uncertain",
        "uncertain_from",
        "yields",
        "yields_exactly",
    )

    def __init__(self, scope: Scope, activation: Activation, *, is_inline: bool = False, uncertain: int = 0) -> None:
        self.scope = scope
        self.activation = activation
        self.is_inline = is_inline
        self.uncertain = uncertain  # how many unknown conditions we are below
        self.conditional = 0  # below how many conditions of which the outcome depends on the caller
        self.once = 0  # below how many conditions that hold only until what they guard was made
        self.cls: Class | None = None
        self.receiver: Value | None = None
        self.returns: list[Value] = []
        self.yields: list[Value] = []
        self.uncertain_from = uncertain
        self.yields_exactly = True  # whether these are all that it yields, in order
        self.loops: list[list[dict[str, Value]]] = []  # the names at each `break` and `continue`, per open loop
        #: what conditions around this statement say of attributes: (name, attribute, whether true or only not None)
        self.ascertained: frozenset[tuple[str, str, bool]] = NOTHING
        self.breaks: list[list[dict[str, Value]]] = []  # the names at each `break`, per open loop

    @property
    def module(self) -> Module:
        return self.scope.module
