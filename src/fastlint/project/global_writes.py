"""Writes of a function to the containers and counters of its module."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from fastlint.facts import expressions as ex
from fastlint.facts import statements as st
from fastlint.facts.expressions import Place
from fastlint.project import bodies, flow
from fastlint.project.abstract import Const, DictValue, Foreign, ListValue, Value, members
from fastlint.project.resources import local_names

if TYPE_CHECKING:
    from fastlint.facts.definitions import FunctionFact
    from fastlint.project.abstract import Function

#: Methods that put something into a container, and those that take something out.
ADDING = frozenset("append add insert extend update setdefault appendleft".split())
REMOVING = frozenset("pop popitem clear remove discard popleft".split())


class Write(NamedTuple):
    """A write to a name of the module."""

    name: str
    place: Place


def writes_to_globals(function: Function) -> Iterator[Write]:
    """The writes of a function to lists, dicts, sets and numbers of its module that nothing of the module empties."""
    own = local_names(function.fact) - function.fact.global_names
    for site in flow.sites(function.fact):
        for name, place in _written(site, function.fact):
            if name not in own and _is_state(name, function) and not _is_emptied(name, function):
                yield Write(name, place)


def _written(site: flow.Site, fact: FunctionFact) -> Iterator[tuple[str, Place]]:
    statement = site.statement
    match statement:
        case st.Assign(targets):
            for target in targets:
                if isinstance(target, ex.Subscript) and isinstance(target.value, ex.Name):
                    yield target.value.id, target.place
        case st.Augment(ex.Subscript(ex.Name(name), _, place)):
            yield name, place
        case st.Augment(ex.Name(name)) if name in fact.global_names:
            yield name, fact.place
    for node in flow.own(statement):
        if isinstance(node, ex.Call) and isinstance(node.callee, ex.Attribute) and node.callee.name in ADDING:
            if isinstance(node.callee.value, ex.Name):
                yield node.callee.value.id, node.place


def _is_state(name: str, function: Function) -> bool:
    """Whether a name of the module holds a plain container or a number."""
    value: Value | None = function.module.scope.names.get(name)
    return value is not None and all(_is_plain(each) for each in members(value))


def _is_plain(value: Value) -> bool:
    if isinstance(value, Const):
        return isinstance(value.value, int | float) and not isinstance(value.value, bool)
    if isinstance(value, Foreign):
        return value.type in ("int", "float", "collections.Counter")
    return isinstance(value, ListValue | DictValue) and not getattr(value, "name", "")


def _is_emptied(name: str, function: Function) -> bool:
    """Whether something in the module takes entries out again."""
    facts = function.module.facts
    for fact in facts.functions if facts is not None else ():
        for node in bodies.nodes(fact.body):
            if isinstance(node, ex.Call) and isinstance(node.callee, ex.Attribute):
                if node.callee.value == ex.Name(name) and node.callee.name in REMOVING:
                    return True
            elif isinstance(node, st.Delete):
                if any(isinstance(each, ex.Subscript) and each.value == ex.Name(name) for each in node.targets):
                    return True
    return False
