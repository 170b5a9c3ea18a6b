"""Whether a function that FastAPI calls could as well be of the other colour: `def` for `async def`, and back."""

from __future__ import annotations

from fastlint.facts import expressions as ex
from fastlint.facts import statements as st
from fastlint.project.execution.abstract import Class, External, Function, FunctionValue
from fastlint.project.execution.calling import DECORATED, label_text
from fastlint.project.execution.calls import Activation, EdgeKind, EventKind
from fastlint.project.execution.watched import is_harmless
from fastlint.project.loop.event_loop import reachable
from fastlint.project.reading import bodies
from fastlint.values import Confidence

_CALLS = (EdgeKind.CALL,)
#: What these do belongs to the loop, or to the context of the request.
_LOOP_EVENTS = frozenset(
    {EventKind.LOOP_API, EventKind.CONTEXT_SET, EventKind.CONTEXT_RESET, EventKind.DROPPED_TASK, EventKind.NESTED_LOOP}
)
_LOOP_METHODS = frozenset(
    """put_nowait get_nowait call_soon call_later call_at add_done_callback create_task ensure_future start_soon
    run_coroutine_threadsafe gather""".split()
)
#: Bases that say nothing about the colour of methods.
_NEUTRAL_BASES = frozenset(
    {"builtins.object", "abc.ABC", "typing.Generic", "typing.Protocol", "pydantic.BaseModel", "builtins.Exception"}
)
_LOGGING = frozenset({"debug", "info", "warning", "error", "exception", "critical", "log", "bind"})
#: A dependency of more statements than this is not tiny.
FEW_STATEMENTS = 6


def could_be_plain(activation: Activation) -> bool:
    """Whether an `async def` awaits nothing and needs nothing of the loop."""
    function = activation.function
    assert function is not None
    fact = function.fact
    if not fact.is_async or fact.is_generator or function.is_stub:
        return False
    if any(edge.kind is EdgeKind.AWAITED for edge in activation.edges) or bodies.awaits(fact):
        return False
    value = activation.value
    if isinstance(value, FunctionValue) and (value.wrapped is not None or (value.marks and DECORATED in value.marks)):
        return False
    if not fact.called.isdisjoint(_LOOP_METHODS) or overrides(function):
        return False
    if any(edge.kind is not EdgeKind.CALL for edge in activation.edges):
        return False
    inside = reachable([activation], _CALLS)
    return not any(event.kind in _LOOP_EVENTS for each in inside for event in each.events)


def overrides(function: Function) -> bool:
    """Whether a method has a namesake in a base, in a subclass, or perhaps in a base that nobody knows."""
    owner = function.owner
    if owner is None:
        return False
    name = function.fact.name
    for base in owner.mro[1:]:
        if isinstance(base, External):
            if base.name not in _NEUTRAL_BASES:
                return True
        elif isinstance(base, Class) and name in base.namespace:
            return True
    return any(name in subclass.namespace for subclass in owner.subclasses)


def may_wait_in(activation: Activation) -> tuple[str, Confidence] | None:
    """A call in the function that may well wait, as it is written, and how sure that is; None if there is none.

    That is: a function of the project that blocks, a function of a library that is not known, or a method of a
    parameter of which nobody knows what it is. What is known to block and stands in the function itself is not asked
    for: it is a finding of its own.
    """
    function = activation.function
    assert function is not None
    parameters = {parameter.name for parameter in function.fact.parameters}
    for edge in activation.edges:
        if edge.kind is EdgeKind.CALL and not edge.target.is_async:
            if any(each.sinks for each in reachable([edge.target], _CALLS) if not each.is_async):
                return label_text(edge.label), edge.confidence
    for event in activation.events:
        if event.kind is not EventKind.UNRESOLVED_CALL or is_harmless(event.detail):
            continue
        call = bodies.call_at(function.fact, event.place)
        if call is None:
            continue
        name = ex.dotted(call.callee) or ""
        root = name.partition(".")[0]
        if event.detail.startswith("?."):
            if root in parameters and root not in ("self", "cls", "request"):
                return name, Confidence.MEDIUM
        elif "." in event.detail and _is_function(event.detail):
            return name or event.detail, Confidence.MEDIUM
    return None


def _is_function(dotted: str) -> bool:
    """Whether a name outside the program looks like that of a function, and not of a class or a logger's method."""
    last = dotted.rpartition(".")[2]
    return not last.lstrip("_")[:1].isupper() and last not in _LOGGING


def _may_wait(activation: Activation) -> bool:
    return bool(activation.sinks) or any(
        event.kind is EventKind.UNRESOLVED_CALL and not is_harmless(event.detail) for event in activation.events
    )


def is_trivial(activation: Activation) -> bool:
    """Whether a plain function is tiny and calls nothing that might wait."""
    function = activation.function
    assert function is not None
    fact = function.fact
    if fact.is_async or fact.is_generator or fact.decorators or function.is_stub or fact.name == "__init__":
        return False
    if overrides(function) or any(isinstance(node, st.While | st.For | st.With) for node in bodies.nodes(fact.body)):
        return False
    statements = sum(1 for node in bodies.nodes(fact.body) if type(node).__module__ == st.__name__)
    return (
        statements <= FEW_STATEMENTS
        and not activation.edges
        and not _may_wait(activation)
        and not any(event.kind in _LOOP_EVENTS for event in activation.events)
    )
