"""Local names that stand for what a function was given: what plain transformations make of its parameters.

`data = update.model_dump()` says no more than `update` does, and the caller decided on that. What asks somebody else
(`session.get(Job, job_id)`, `open(path)`) says more than the parameters that it was asked with.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from fastlint.facts import expressions as ex
from fastlint.facts import statements as st
from fastlint.facts.definitions import FunctionFact
from fastlint.facts.expressions import Expression, Place
from fastlint.project.reading import bodies
from fastlint.project.reading.remembered import remembered

#: Functions that say again what their arguments say; a loop over `range` counts, and says nothing of them.
_FUNCTIONS = frozenset(
    """all any asdict astuple bool bytes copy deepcopy dict enumerate float frozenset getattr hasattr int isinstance len
    list max min repr reversed set sorted str sum tuple type vars zip""".split()
)
#: Those that stand in modules.
_OF_MODULES = frozenset({"asdict", "astuple", "copy", "deepcopy"})
#: Methods that say again, in another form, what their object says: of models, containers and strings.
_METHODS = frozenset(
    """model_dump model_dump_json model_copy dict copy to_dict as_dict _asdict get pop setdefault keys values items
    count index union intersection difference lower upper casefold title capitalize strip lstrip rstrip split rsplit
    splitlines partition rpartition replace removeprefix removesuffix startswith endswith find rfind join format encode
    decode isdigit isalpha isalnum isnumeric""".split()
)
#: What is as given as its parts are, all of them, and where these are.
_PARTS: dict[type, Callable[[Any], Iterable[Any]]] = {
    ex.Both: lambda node: node.values,
    ex.Compare: lambda node: (node.left, node.right),
    ex.Conditional: lambda node: (node.test, node.body, node.orelse),
    ex.DictDisplay: lambda node: [part for item in node.items for part in item],
    ex.Display: lambda node: node.elements,
    ex.Format: lambda node: node.parts,
    ex.Not: lambda node: (node.value,),
    ex.Opaque: lambda node: node.parts,
    ex.Slice: lambda node: node.parts,
    ex.Operation: lambda node: (node.left, node.right),
    ex.Starred: lambda node: (node.value,),
    ex.Walrus: lambda node: (node.value,),
    ex.Attribute: lambda node: (node.value,),
    ex.Subscript: lambda node: (node.value,),
}
_OWN = frozenset({"self", "cls"})
#: What a name is bound to, and where a loop asks for the next.
Bound = tuple[Expression, Place | None]
#: A binding to what nobody derives from a parameter.
_FOUND_OUT = ex.Await(ex.NONE, (1, 1, 1, 1))


@remembered
def derived_names(fact: FunctionFact) -> Mapping[str, tuple[Place, ...]]:
    """The names that stand for parameters of a function in another form, and the places of what makes them of these.

    If what stands at one of these places waits for something, the name stands for what it gave. A name that is also
    bound to anything else is not among them.
    """
    parameters = {each.name for each in fact.parameters} - _OWN
    if not parameters:
        return {}
    bound = _bindings(fact)
    locals_ = [name for name in bound if name not in parameters]
    values = {name: [value for value, _ in bound[name]] for name in locals_}
    given: dict[str, bool | None] = dict.fromkeys((*parameters, *locals_), True)
    # what is bound to something else is not given, and neither is what is made of that
    left = locals_
    while others := [name for name in left if _of_all(values[name], given) is False]:
        given.update(dict.fromkeys(others, False))
        left = [name for name in left if given[name]]
    # of what is left, that is given which begins with a parameter; the rest are constants
    given.update(dict.fromkeys(left))
    while more := [name for name in left if given[name] is None and _of_all(values[name], given)]:
        given.update(dict.fromkeys(more, True))
    return {name: _places(name, bound, parameters) for name in locals_ if given[name]}


@remembered
def comprehended(fact: FunctionFact) -> Mapping[str, list[ex.Clause]]:
    """The variables of the comprehensions of a function, and the clauses that bind them."""
    found: dict[str, list[ex.Clause]] = {}
    for clause in bodies.of_kind(fact.body, ex.Clause):
        for name in _names_of(clause.target):
            found.setdefault(name, []).append(clause)
    return found


def _bindings(fact: FunctionFact) -> dict[str, list[Bound]]:
    """What each name of a function is bound to, the variables of loops included."""
    found: dict[str, list[Bound]] = {}

    def bind(target: Expression, value: Expression, place: Place | None = None) -> None:
        if isinstance(target, ex.Name):
            found.setdefault(target.id, []).append((value, place))
        elif isinstance(target, ex.Display):
            for each in target.elements:
                bind(each, value, place)
        elif isinstance(target, ex.Starred):
            bind(target.value, value, place)
        else:  # what is put into an object is part of it
            while isinstance(target, ex.Subscript | ex.Attribute):
                target = target.value
            if isinstance(target, ex.Name):
                put.append((target.id, value))

    put: list[tuple[str, Expression]] = []
    for node in bodies.statements(fact.body):
        if isinstance(node, st.Assign):
            for target in node.targets:
                if node.value is not None:
                    bind(target, node.value)
        elif isinstance(node, st.Augment):
            bind(node.target, node.value)
        elif isinstance(node, st.For):
            bind(node.target, _FOUND_OUT if node.is_async else node.iterable, node.place)
        elif isinstance(node, st.With):
            for item in node.items:
                if item.target is not None:
                    bind(item.target, _FOUND_OUT)
        elif isinstance(node, st.If | st.While):
            for walrus in _walruses(node.test):
                found.setdefault(walrus.name, []).append((walrus.value, None))
        elif isinstance(node, st.Rebind):
            for name in node.names:
                found.setdefault(name, []).append((_FOUND_OUT, None))
        elif isinstance(node, st.Match):
            for case in node.cases:
                for name in (*case.bound, *([case.whole] if case.whole else [])):
                    found.setdefault(name, []).append((node.subject, None))
    for name, value in put:
        if name in found:
            found[name].append((value, None))
    return found


def _walruses(test: Expression) -> Iterator[ex.Walrus]:
    """The names that a condition binds itself."""
    kind = type(test)
    if kind is ex.Walrus:
        yield test  # type: ignore[misc]
    elif kind in (ex.Both, ex.Not, ex.Compare, ex.Opaque):
        for part in _PARTS[kind](test):
            yield from _walruses(part)


def _names_of(target: Expression) -> Iterator[str]:
    return (each.id for each in bodies.nodes(target) if isinstance(each, ex.Name))


def _given(node: Any, given: Mapping[str, bool | None]) -> bool | None:
    """Whether an expression says what parameters say (True) or more (False); None for what is the same for everyone."""
    kind = type(node)
    if node is None or kind is ex.Constant or kind is ex.Lambda:
        return None
    if kind is ex.Name:
        return given.get(node.id)
    if kind is ex.Call:
        return _answer_given(node, given)
    if kind is ex.Comprehension:
        return _comprehension_given(node, given)
    parts = _PARTS.get(kind)
    return False if parts is None else _of_all(parts(node), given)


def _comprehension_given(node: ex.Comprehension, given: Mapping[str, bool | None]) -> bool | None:
    inside = dict(given)
    parts = [node.key, node.element]
    for clause in node.clauses:
        told = False if clause.is_async else _given(clause.iterable, inside)
        if told is False:
            return False
        inside.update(dict.fromkeys(_names_of(clause.target), told))
        parts += [clause.iterable, *clause.conditions]
    return _of_all(parts, inside)


def _answer_given(call: ex.Call, given: Mapping[str, bool | None]) -> bool | None:
    callee = call.callee
    arguments = [*call.arguments, *(value for _, value in call.keywords)]
    told = _of_all(arguments, given)
    if told is False:
        return False
    name = ex.last_name(callee)
    if not isinstance(callee, ex.Attribute):
        return bool(told) and name in _FUNCTIONS
    receiver = _given(callee.value, given)
    if receiver or isinstance(callee.value, ex.Constant):
        return name in _METHODS and (receiver or told)
    return bool(told) and name in _OF_MODULES and isinstance(callee.value, ex.Name) and callee.value.id not in _OWN


def _of_all(nodes: Iterable[Any], given: Mapping[str, bool | None]) -> bool | None:
    found = {_given(each, given) for each in nodes}
    return False if False in found else True if True in found else None


def _places(name: str, bound: Mapping[str, list[Bound]], parameters: set[str]) -> tuple[Place, ...]:
    """The places of the calls and loops on the way from parameters to a name."""
    places: list[Place] = []
    seen = {name, *parameters}
    pending = [name]
    while pending:
        for value, place in bound[pending.pop()]:
            if place is not None:
                places.append(place)
            for node in bodies.nodes(value):
                if isinstance(node, ex.Call | ex.Clause | ex.Subscript):
                    places.append(node.place)
                elif isinstance(node, ex.Name) and node.id in bound and node.id not in seen:
                    seen.add(node.id)
                    pending.append(node.id)
    return tuple(places)
