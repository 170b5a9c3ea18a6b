"""The call graph: what each function calls, per context in which it is called.

An `Activation` is a function together with what is known about its arguments. Two activations of one function may reach
different things: a callback that is passed in, a flag that picks a branch.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from fastlint.knowledge.schema import Blocking, FunctionRow
from fastlint.values import Confidence
from fastlint.values.late import NamedTuple

if TYPE_CHECKING:
    from fastlint.facts.expressions import Attribute, Call, Expression, Place
    from fastlint.facts.statements import Return
    from fastlint.project.execution.abstract import Arguments, Function, Value
    from fastlint.project.execution.modules import Module


class EdgeKind(Enum):
    """How one activation leads to another."""

    CALL = "call"  # runs now, in the same thread
    AWAITED = "awaited"  # makes a coroutine and waits for it
    COROUTINE = "coroutine"  # makes a coroutine or async generator, which the loop runs at some time

    __hash__ = object.__hash__  # that of Enum is written in Python


class Sink(NamedTuple):
    """A call, `with`, loop or attribute of a library that blocks.

    `is_conditional`: it is below a condition of which the outcome depends on the caller of the function.
    """

    blocking: Blocking
    name: str
    place: Place
    label: str
    row: FunctionRow | None
    confidence: Confidence
    is_conditional: bool = False


class Edge(NamedTuple):
    """One activation leads to another, at a place of the first. `is_conditional` as in `Sink`.

    `is_private`: it makes a coroutine that a loop of its own runs.
    """

    kind: EdgeKind
    target: Activation
    place: Place
    label: Expression | str
    confidence: Confidence
    is_conditional: bool = False
    is_private: bool = False


class EventKind(Enum):
    """What a rule may want to know about a place, besides what it blocks on."""

    __hash__ = object.__hash__  # that of Enum is written in Python

    NESTED_LOOP = "nested-loop"
    UNAWAITED_STATEMENT = "unawaited-statement"
    UNAWAITED_CONDITION = "unawaited-condition"
    UNAWAITED_RETURN = "unawaited-return"
    DROPPED_TASK = "dropped-task"
    EAGER_HAND_OFF = "eager-hand-off"
    COROUTINE_HANDED_OFF = "coroutine-handed-off"
    LOOP_API = "loop-api"
    CONTEXT_SET = "context-set"
    CONTEXT_RESET = "context-reset"
    UNRESOLVED_CALL = "unresolved-call"
    PAUSE = "pause"


class Event(NamedTuple):
    """Something that was seen while a function was interpreted. `detail` is the name that a message needs."""

    kind: EventKind
    place: Place
    detail: str


class Seen(NamedTuple):
    """A call that was evaluated: in which module and activation, with what, and what came out of it.

    `receiver` is the object before the dot, for a call of an attribute; `callee` is UNKNOWN where only that is known.
    """

    expression: Call
    callee: Value
    receiver: Value
    arguments: Arguments
    result: Value
    module: Module
    activation: Activation


class Read(NamedTuple):
    """`receiver.name` that was evaluated, and its place: where it is called, that of the call."""

    expression: Attribute
    place: Place
    receiver: Value
    module: Module
    activation: Activation


class Returned(NamedTuple):
    """A `return` that was executed, with its value."""

    statement: Return
    value: Value
    activation: Activation


class Overridden(NamedTuple):
    """`app.dependency_overrides[key] = value` that was executed; `container` is that dict."""

    container: Value
    key: Value
    value: Value
    module: Module
    activation: Activation
    place: Place


NOTHING_TOLD: frozenset[tuple[str, bool]] = frozenset()


class Activation:
    """A function in one context: what it calls, what blocks in it, and what comes out of it."""

    __slots__ = (
        "ascertained",
        "bindings",
        "edges",
        "events",
        "function",
        "is_done",
        "is_root",
        "is_running",
        "reaches",
        "returns",
        "sinks",
        "value",
        "yields",
    )

    def __init__(self, function: Function | None, value: Value | None, bindings: dict[str, Value]) -> None:
        self.function = function
        self.value = value
        self.bindings = bindings
        #: attributes of the first argument of which the caller has found that they are true (else, not None)
        self.ascertained: frozenset[tuple[str, bool]] = NOTHING_TOLD
        self.edges: list[Edge] = []
        self.sinks: list[Sink] = []
        self.events: dict[Event, None] = {}
        self.returns: Value | None = None
        self.yields: Value | None = None
        self.is_running = False
        self.is_root = False  # something else than another activation asked for it
        self.reaches = False  # it blocks, or calls something that does, as far as was known when it ended
        self.is_done = False

    def __repr__(self) -> str:
        return f"Activation({self.function.name if self.function else 'module'})"

    @property
    def is_async(self) -> bool:
        """Whether it is a coroutine function or an async generator: then it runs on the loop."""
        return self.function is not None and self.function.fact.is_async
