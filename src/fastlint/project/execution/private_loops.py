"""Private loops: `asyncio.run(coroutine)` and its kin drive one coroutine to its end, and serve nobody else meanwhile.

What blocks in such a coroutine delays only itself: it stalls no route, and a finding in it is less sure. That holds as
long as nothing else runs on the loop: no task, no server, and no other way to the coroutine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from fastlint.facts import expressions as ex
from fastlint.facts import statements as st
from fastlint.project.execution.calls import Activation, EdgeKind
from fastlint.project.execution.modules import assigned_names
from fastlint.project.reading import bodies

if TYPE_CHECKING:
    from fastlint.facts.definitions import FunctionFact
    from fastlint.facts.expressions import Expression, Place
    from fastlint.project.execution.abstract import Function
    from fastlint.project.execution.frame import Frame

#: What does several things at a time, or serves others until it ends.
_SERVING = frozenset(
    """gather as_completed TaskGroup create_task_group start_soon run_forever serve serve_forever start_server
    start_unix_server create_server start_serving run_app start_polling""".split()
)
#: The same, as far as the coroutine itself says so, or what it calls: deeper down, it is a chore in the background.
_STARTING = frozenset({"create_task", "ensure_future", "run_coroutine_threadsafe"})
_SHARING = _SERVING | _STARTING


def drive(
    frame: Frame, written: Iterable[Expression], enclosing: Callable[[Function], Function | None], *, is_sole: bool
) -> None:
    """Note that a loop of its own drives what was written as arguments of a call: coroutines that were made for it.

    `is_sole`: nothing but this function knows the loop. A parameter that is driven makes the function itself one that
    drives, for its callers; that of the function around it, which `enclosing` tells, makes that one.
    """
    function = frame.activation.function
    if function is None or (not is_sole and not _SHARING.isdisjoint(function.fact.called)):
        return
    places: set[Place] = set()
    for each in written:
        if isinstance(each, ex.Call):
            places.add(each.place)
        elif isinstance(each, ex.Name):
            if not function.fact.is_async and any(each.id == p.name for p in function.fact.parameters):
                function.drives |= {each.id}
            places.update(_made_for(each, function))
            if _is_free(each.id, function.fact):
                outer = enclosing(function)
                if outer is not None and _only_hands_on(outer.fact, each):
                    outer.drives |= {each.id}
    edges = frame.activation.edges
    for index, edge in enumerate(edges):
        if edge.kind is EdgeKind.COROUTINE and edge.place in places and not edge.is_private:
            edges[index] = edge._replace(is_private=True)


def _is_free(name: str, fact: FunctionFact) -> bool:
    """Whether a name in a function is one of the function around it."""
    return (
        "<locals>" in fact.qualname
        and all(name != parameter.name for parameter in fact.parameters)
        and name not in assigned_names(fact.body)
    )


def _only_hands_on(fact: FunctionFact, name: ex.Name) -> bool:
    """Whether a function leaves a parameter to a function in it that drives it: it puts it on no loop of its own."""
    if all(name.id != parameter.name for parameter in fact.parameters) or name.id in assigned_names(fact.body):
        return False
    if fact.is_async and name in bodies.of_kind(fact.body, ex.Name):
        return False
    return _SHARING.isdisjoint(fact.called)


def driven_by(function: Function, call: Expression | str) -> Iterator[Expression]:
    """The arguments of a call of a function that drives some of its parameters, as they are written."""
    if not isinstance(call, ex.Call):
        return
    names = [parameter.name for parameter in function.fact.parameters]
    is_bound = function.owner is not None and isinstance(call.callee, ex.Attribute)
    positions = {name: index - is_bound for index, name in enumerate(names)}
    for name in function.drives:
        position = positions[name]
        if 0 <= position < len(call.arguments):
            yield call.arguments[position]
        yield from (value for keyword, value in call.keywords if keyword == name)


def _made_for(name: ex.Name, function: Function) -> Iterator[Place]:
    """The calls of which the results a local name stands for."""
    for statement in bodies.statements(function.fact.body):
        if isinstance(statement, st.Assign) and name in statement.targets and isinstance(statement.value, ex.Call):
            yield statement.value.place


def only_private(activations: Iterable[Activation], roots: Iterable[Activation]) -> set[Activation]:
    """What only private loops run: nothing else leads to it from the roots, and they run nothing beside it."""
    made = {edge.target: None for each in activations for edge in each.edges if edge.is_private}
    if not made:
        return set()
    shared: set[Activation] = set()
    _spread(roots, shared)
    private: set[Activation] = set()
    while True:
        left = [each for each in made if each not in shared]
        private = set()
        _spread(left, private)
        sharing = [each for each in left if _shares(each)]
        if not sharing:
            return private - shared
        _spread(sharing, shared)


def driven_elsewhere(
    handed: Iterable[Activation],
    activations: Iterable[Activation],
    roots: Iterable[Activation],
    unseen: Iterable[Activation],
) -> set[Activation]:
    """What only private loops in threads run: `handed` is what was handed to threads, and all that it leads to.

    `unseen` are the coroutines of which no other call is seen.
    """
    everything = {*handed, *activations}
    made = {edge.target.function for each in everything for edge in each.edges if edge.is_private}
    awaited = {edge.target.function for each in everything for edge in each.edges if not edge.is_private}
    private = [each for each in unseen if each.function in made - awaited and not _shares(each)]
    found: set[Activation] = set()
    _spread(private, found)
    shared: set[Activation] = set()
    _spread((each for each in roots if each not in private), shared)
    driven = {edge.target for each in everything for edge in each.edges if edge.is_private}
    _spread([each for each in driven if _shares(each)], shared)
    return found - shared


def _shares(root: Activation) -> bool:
    """Whether a coroutine puts something else on its loop."""
    inside: set[Activation] = set()
    _spread([root], inside)
    near = [root, *(edge.target for edge in root.edges)]
    return _calls_any(inside, _SERVING) or _calls_any(near, _STARTING)


def _calls_any(activations: Iterable[Activation], names: frozenset[str]) -> bool:
    return any(each.function is not None and not names.isdisjoint(each.function.fact.called) for each in activations)


def _spread(start: Iterable[Activation], found: set[Activation]) -> None:
    """Add to `found` what `start` leads to, other than through private loops."""
    pending = [each for each in start if each not in found]
    found.update(pending)
    while pending:
        for edge in pending.pop().edges:
            if not edge.is_private and edge.target not in found:
                found.add(edge.target)
                pending.append(edge.target)
