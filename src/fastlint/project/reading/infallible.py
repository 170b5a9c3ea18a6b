"""Blocks in which nothing can raise: they only call functions of the project that take whatever happens in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from fastlint.facts import expressions as ex
from fastlint.facts import statements as st
from fastlint.project.reading import bodies, flow

if TYPE_CHECKING:
    from fastlint.facts.expressions import Place
    from fastlint.project.execution.abstract import Function

#: What a block may hold besides calls.
_HARMLESS = frozenset(
    {tuple, st.Return, st.Assign, st.Evaluate, ex.Name, ex.Constant, ex.Display, ex.DictDisplay, ex.Await}
)
#: Methods of loggers, and what prints: a handler that only tells of an exception raises none.
_TELLING = frozenset({"debug", "info", "warning", "warn", "error", "exception", "critical", "log", "print", "str"})


def raises_nothing(body: st.Block, callees: Callable[[Place], Iterable[Function]]) -> bool:
    """Whether nothing in a block can raise; `callees` are the functions of the project that are called at a place."""
    nodes = [node for statement in body for node in bodies.nodes(statement)]
    calls = [node for node in nodes if isinstance(node, ex.Call)]
    names = {id(call.callee) for call in calls if ex.dotted(call.callee) is not None}
    if not calls or not all(type(node) in _HARMLESS or type(node) is ex.Call or id(node) in names for node in nodes):
        return False
    if any(isinstance(node, st.Assign) and not all(isinstance(t, ex.Name) for t in node.targets) for node in nodes):
        return False
    for call in calls:
        targets = list(callees(call.place))
        if not targets or not all(map(takes_everything, targets)):
            return False
    return True


def takes_everything(function: Function) -> bool:
    """Whether the whole of a function stands in a `try` that takes every exception, and raises none itself."""
    fact = function.fact
    if fact.is_generator or fact.decorators or len(fact.body) != 1 or not isinstance(fact.body[0], st.Try):
        return False
    whole = fact.body[0]
    return (
        not whole.orelse
        and not whole.final
        and any(flow.takes_all(each) for each in whole.handlers)
        and all(_only_tells(each.body) for each in whole.handlers)
    )


def _only_tells(body: st.Block) -> bool:
    return all(
        type(node) in _HARMLESS
        or isinstance(node, ex.Attribute | ex.Format)
        or (isinstance(node, ex.Call) and ex.last_name(node.callee) in _TELLING)
        for statement in body
        for node in bodies.nodes(statement)
    )
