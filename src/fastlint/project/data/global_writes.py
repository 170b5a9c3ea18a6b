"""Writes of a function to the containers and counters of its module."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fastlint.facts import expressions as ex
from fastlint.facts import statements as st
from fastlint.facts.expressions import Place
from fastlint.project.data.resources import local_names
from fastlint.project.execution.abstract import Const, DictValue, Foreign, ListValue, Value, members
from fastlint.project.reading import bodies, flow
from fastlint.values.late import NamedTuple

if TYPE_CHECKING:
    from fastlint.facts.definitions import FunctionFact
    from fastlint.project.execution.abstract import Function
    from fastlint.project.execution.modules import Module
    from fastlint.project.project import Project

#: Methods that put something into a container, and those that take something out.
ADDING = frozenset("append add insert extend update setdefault appendleft".split())
REMOVING = frozenset("pop popitem clear remove discard popleft".split())


class Write(NamedTuple):
    """A write to a name of the module."""

    name: str
    place: Place


def writes_to_globals(function: Function, project: Project) -> Iterator[Write]:
    """The writes of a function to lists, dicts, sets and numbers of its module that nothing empties there.

    Nor does the module that defines them, where the name is imported from there. What only remembers the result of a
    function is none: each process may compute it for itself.
    """
    own = local_names(function.fact) - function.fact.global_names
    for site in flow.sites(function.fact):
        for name, place in _written(site, function.fact):
            if _is_memo(site, name, function.fact):
                continue
            if name not in own and _is_state(name, function) and not _is_emptied(name, function, project):
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
            container = node.callee.value
            if isinstance(container, ex.Call) and isinstance(container.callee, ex.Attribute):
                container = container.callee.value if container.callee.name == "setdefault" else container
            elif node.callee.name == "setdefault" and not isinstance(statement, st.Evaluate):
                continue  # it is looked up, and made where there is none
            if isinstance(container, ex.Name):
                yield container.id, node.place


def _is_memo(site: flow.Site, name: str, fact: FunctionFact) -> bool:
    """Whether the result of a function is kept, under a key that is asked for before."""
    statement = site.statement
    if not isinstance(statement, st.Assign) or not any(_is_call(each) for each in _values(statement.value, fact)):
        return False
    return any(
        _asks_for(level.statement.test, name, fact) for level in site.around if isinstance(level.statement, st.If)
    )


def _values(value: ex.Expression | None, fact: FunctionFact) -> Iterator[ex.Expression]:
    """An expression, or what its name was assigned from."""
    if isinstance(value, ex.Name):
        for site in flow.assigned(fact, value.id):
            if isinstance(site.statement, st.Assign) and site.statement.value is not None:
                yield site.statement.value
    elif value is not None:
        yield value


def _is_call(value: ex.Expression) -> bool:
    """A call of a function, awaited or not; what a class makes of its arguments is no result."""
    call = value.value if isinstance(value, ex.Await) else value
    if not isinstance(call, ex.Call):
        return False
    callee = call.callee
    last = callee.id if isinstance(callee, ex.Name) else getattr(callee, "name", "")
    return bool(last) and not last[:1].isupper() and last not in ("dict", "list", "set")


def _asks_for(test: ex.Expression, name: str, fact: FunctionFact) -> bool:
    """Whether a condition asks if a container lacks a key: `key not in name`, or `name.get(key)` that gave None."""
    match test:
        case ex.Compare(_, "not in", ex.Name(container)):
            return container == name
        case ex.Compare(ex.Name(value), "is" | "==", ex.Constant(None)) | ex.Not(ex.Name(value)):
            return any(
                isinstance(site.statement, st.Assign) and name in ex.names_in((site.statement.value,))
                for site in flow.assigned(fact, value)
            )
        case ex.Both(_, values):
            return any(_asks_for(each, name, fact) for each in values)
    return False


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


def _is_emptied(name: str, function: Function, project: Project) -> bool:
    """Whether something in the module, or in one that has the same container, takes entries out again."""
    module = function.module
    value = module.scope.names.get(name)
    if _takes_out(name, module):
        return True
    return isinstance(value, ListValue | DictValue) and any(
        _takes_out(other_name, other)
        for other in project.modules.by_path.values()
        if other is not module
        for other_name, held in other.scope.names.items()
        if held is value
    )


def _takes_out(name: str, module: Module) -> bool:
    """Whether a function of a module takes entries out of what has this name there."""
    for fact in module.facts.functions if module.facts is not None else ():
        for node in bodies.nodes(fact.body):
            if isinstance(node, ex.Call):
                if _is_removing(node.callee, name) or any(_is_removing(each, name) for each in _given(node)):
                    return True
            elif isinstance(node, st.Delete):
                if any(isinstance(each, ex.Subscript) and each.value == ex.Name(name) for each in node.targets):
                    return True
    return False


def _is_removing(value: ex.Expression, name: str) -> bool:
    """Whether a value is a method that takes entries out of what has a name: called, or handed over to be called."""
    return isinstance(value, ex.Attribute) and value.value == ex.Name(name) and value.name in REMOVING


def _given(call: ex.Call) -> Iterator[ex.Expression]:
    yield from call.arguments
    yield from (value for _, value in call.keywords)
