"""What becomes of a number that a client sends for the size of a page, in the function that takes it and what it calls.

The number is followed by name: through local names and arithmetic, into functions of the project that get it, and as
a field of an object that is made with it. What is not understood is a use as good as any.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Flag, auto
from typing import TYPE_CHECKING

from fastlint.facts import expressions as ex
from fastlint.facts import statements as st
from fastlint.project.execution.abstract import (
    UNKNOWN,
    BoundMethod,
    Function,
    FunctionValue,
    Instance,
    Value,
    members,
)
from fastlint.project.models.field_types import MODELS
from fastlint.project.models.tables import is_table
from fastlint.project.reading import bodies, flow

if TYPE_CHECKING:
    from fastlint.facts.definitions import FunctionFact
    from fastlint.project.execution.abstract import Class
    from fastlint.project.models.model_fields import ModelField
    from fastlint.project.project import Project

#: So many calls deep a number is followed.
DEEPEST = 4

#: Functions that tell how many there are.
_COUNTING = frozenset({"len", "count", "qsize"})
_BYTES = frozenset({"bytes"})
#: What says how great the value of a field may be.
_UPPER = frozenset({"le", "lt"})
#: Functions and methods that only write something down.
_IDLE = frozenset({"debug", "info", "warning", "error", "print"})
#: Methods of files and objects that take a number of bytes.
_OF_BYTES = frozenset({"read", "read1", "readline", "readlines", "recv", "get", "iter_content", "iter_bytes"})


class Fate(Flag):
    """What is done with a number, all of it together."""

    NOTHING = 0
    BOUNDED = auto()  # a condition compares it, the lesser of two is taken, or a model refuses what is greater
    ASIDE = auto()  # it cuts a list that is there already, or counts bytes
    USED = auto()  # whatever else, such as the LIMIT of a query


def fate(function: Function, name: str, project: Project) -> Fate:
    """What becomes of the number that a function takes under a name."""
    return _fate(function, name, project, frozenset())


def is_read(function: Function, name: str) -> bool:
    """Whether a function, or one that is defined in it, reads a parameter: by its name, or with all that have one."""
    return any(each in (name, "locals", "vars") for each in ex.names_in(function.fact.body))


def counts_only_with(function: Function, name: str, other: str, project: Project) -> bool:
    """Whether the number is only looked at where another parameter is given, which then switches the pages on.

    Either in the function itself, or in the methods of the class that it makes an object of, with both of them.
    """
    calls = [node for node in bodies.nodes(function.fact.body) if isinstance(node, ex.Call)]
    for call in calls:
        fields = {ex.dotted(value): field for field, value in call.keywords if field is not None}
        if name in fields and other in fields:
            made = project.sightings.made_at(call)
            return bool(made) and all(
                _counts_only_with(_methods(cls), f"self.{fields[name]}", f"self.{fields[other]}") for cls in made
            )
    return _counts_only_with([function.fact], name, other)


def _methods(cls: Class) -> list[FunctionFact]:
    return [each.function for each in cls.fact.body if isinstance(each, st.FunctionDef)]


def _counts_only_with(facts: list[FunctionFact], name: str, other: str) -> bool:
    """Whether all that reads one name stands below a condition that another is given, and something does."""
    reads = [site for fact in facts for site in flow.sites(fact) if _reads(site.statement, name)]
    return bool(reads) and all(
        any(
            isinstance(level.statement, st.If)
            and level.part is flow.Part.BODY
            and _asks_whether_given(level.statement.test, other)
            for level in site.around
        )
        for site in reads
    )


def _reads(statement: st.Statement, name: str) -> bool:
    return any(isinstance(each, ex.Name | ex.Attribute) and ex.dotted(each) == name for each in flow.own(statement))


def _asks_whether_given(test: ex.Expression, name: str) -> bool:
    match test:
        case ex.Compare(left, "is not", ex.Constant(None)):
            return ex.dotted(left) == name
        case ex.Both(False, values):
            return any(_asks_whether_given(each, name) for each in values)
    return ex.dotted(test) == name


def _fate(function: Function, name: str, project: Project, chain: frozenset[tuple[Function, str]]) -> Fate:
    if (function, name) in chain or len(chain) > DEEPEST:
        return Fate.NOTHING
    chain |= {(function, name)}
    if name == "size" and _has(function.fact.returns, _BYTES):
        return Fate.ASIDE
    names = _aliases(function, frozenset({name}), project)
    found = Fate.NOTHING
    for node in bodies.nodes(function.fact.body):
        if isinstance(node, st.If | st.While | st.Assert | ex.Conditional):
            if any(_bounds(each, names) for each in bodies.nodes(node.test) if type(each) is ex.Opaque):
                found |= Fate.BOUNDED
        elif isinstance(node, ex.Subscript) and _has(node.index, names):
            found |= Fate.ASIDE
        elif isinstance(node, ex.Call):
            found |= _of_call(node, names, project, chain)
    return found


def _of_call(call: ex.Call, names: frozenset[str], project: Project, chain: frozenset[tuple[Function, str]]) -> Fate:
    """What a call does with the number that it gets, if it gets it."""
    given = (*call.arguments, *(value for _, value in call.keywords))
    last = ex.last_name(call.callee)
    if last == "min" and _has(given, names):
        return Fate.BOUNDED
    if _is_refused(call, names, project):
        return Fate.BOUNDED
    receives = list(_received(call, names, project))
    found = Fate.NOTHING
    for target, inner in receives:
        found |= _fate(target, inner, project, chain)
    if receives or not any(_is_it(each, names) for each in given):
        return found
    if isinstance(call.callee, ex.Attribute) and last in _OF_BYTES:
        return Fate.ASIDE
    is_lost = last in _IDLE or _is_it(call, names) or project.sightings.functions_at(call)
    return Fate.NOTHING if is_lost or _made(call, names, project) else Fate.USED


def _is_refused(call: ex.Call, names: frozenset[str], project: Project) -> bool:
    """Whether a call makes a model with the number for a field that may only be so great.

    What is computed from the number is not meant: which page it is may have a bound, and how long it is none.
    """
    given = {
        name
        for name, value in call.keywords
        if name is not None and _is_it(value, names) and not isinstance(value, ex.Operation)
    }
    made = project.sightings.made_at(call) if given else ()
    return bool(made) and all(_refuses(cls, given, project) for cls in made)


def _refuses(cls: Class, given: set[str], project: Project) -> bool:
    """Whether a model looks at its fields when it is made, unlike the row of a table, and one of some has a bound."""
    fields = project.model_fields.constructor(cls) if cls.inherits(MODELS) and not is_table(cls) else ()
    return any({field.name, field.alias} & given and _is_bounded(field) for field in fields or ())


def _is_bounded(field: ModelField) -> bool:
    said = [each.arguments for each in (field.value, *field.metadata) if isinstance(each, Instance)]
    return any(not _UPPER.isdisjoint(each.keywords) for each in said if each is not None)


def _received(call: ex.Call, names: frozenset[str], project: Project) -> Iterator[tuple[Function, str]]:
    """The functions of the project that get the number, or an object that holds it, each with its name there."""
    for target, skip, start in _targets(call, project):
        parameters = [each.name for each in target.fact.parameters[skip:]]
        given = [*zip(parameters, call.arguments[start:], strict=False)]
        given += [(name, value) for name, value in call.keywords if name in parameters]
        for parameter, value in given:
            if _is_it(value, names):
                yield target, parameter
            for field in _fields(value, names, project):
                yield target, f"{parameter}.{field}"


def _targets(call: ex.Call, project: Project) -> Iterator[tuple[Function, int, int]]:
    """What a call leads to: how many parameters are bound, and which argument is the first that it gets."""
    for value in project.sightings.functions_at(call):
        yield from _called(value, 0)
    for seen in project.sightings.at(call):  # `run_in_threadpool(function, ...)`
        for index in range(len(call.arguments)):
            for value in members(seen.argument(None, index) or UNKNOWN):
                yield from _called(value, index + 1)


def _called(value: Value, start: int) -> Iterator[tuple[Function, int, int]]:
    bound = isinstance(value, BoundMethod)
    function = value.function if isinstance(value, BoundMethod) else value
    if isinstance(function, FunctionValue):
        yield function.function, int(bound), start


def _aliases(function: Function, names: frozenset[str], project: Project) -> frozenset[str]:
    """The names and more names that hold the number, what is computed from it, or an object that it is a field of."""
    found = set(names)
    for statement in bodies.of_kind(function.fact.body, st.Assign):
        if statement.value is None:
            continue
        target = ex.dotted(statement.targets[0]) if len(statement.targets) == 1 else None
        if target is None:
            continue
        if _is_it(statement.value, frozenset(found)):
            found.add(target)
        found.update(f"{target}.{field}" for field in _fields(statement.value, frozenset(found), project))
    return frozenset(found)


def _fields(value: ex.Expression, names: frozenset[str], project: Project) -> Iterator[str]:
    """The fields of a value in which the number is: of an object that is made there, or of one that has a name."""
    if isinstance(value, ex.Call) and _made(value, names, project):
        yield from (name for name, given in value.keywords if name is not None and _is_it(given, names))
    prefix = f"{ex.dotted(value)}."
    yield from (name.removeprefix(prefix) for name in names if name.startswith(prefix))


def _made(call: ex.Call, names: frozenset[str], project: Project) -> bool:
    """Whether a call makes an object of a class of the project, with the number as one of its keywords."""
    return project.sightings.makes(call) and any(_is_it(given, names) for name, given in call.keywords if name)


def _is_it(value: ex.Expression, names: frozenset[str]) -> bool:
    """Whether a value is the number, or computed from it."""
    match value:
        case ex.Operation(left, _, right):
            return _is_it(left, names) or _is_it(right, names)
        case ex.Call(ex.Name("int" | "max" | "abs"), arguments):
            return any(_is_it(each, names) for each in arguments)
        case ex.Both(_, values):
            return any(_is_it(each, names) for each in values)
        case ex.Conditional(_, body, orelse):
            return _is_it(body, names) or _is_it(orelse, names)
        case ex.Name() | ex.Attribute():
            return ex.dotted(value) in names
        case _:
            return False


def _bounds(compared: ex.Opaque, names: frozenset[str]) -> bool:
    """Whether a comparison of numbers says how great this one may be: not whether there are so many."""
    others = [each for each in compared.parts if not _is_it(each, names)]
    if len(others) == len(compared.parts):
        return _has(compared, names)
    return not any(isinstance(each, ex.Call) and ex.last_name(each.callee) in _COUNTING for each in others)


def _has(part: object, names: frozenset[str]) -> bool:
    return any(isinstance(each, ex.Name | ex.Attribute) and ex.dotted(each) in names for each in bodies.nodes(part))
