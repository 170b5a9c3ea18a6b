"""Questions whether what a call returned is an exception: one is raised, so the answer is nearly always no."""

from __future__ import annotations

import builtins
from collections.abc import Iterable
from typing import TYPE_CHECKING

from fastlint.facts import expressions as ex
from fastlint.facts import statements as st
from fastlint.project.execution.abstract import ClassValue, External, Value
from fastlint.project.reading import flow

if TYPE_CHECKING:
    from fastlint.facts.expressions import Expression
    from fastlint.knowledge.library import Knowledge
    from fastlint.project.execution.frame import Frame

#: What hands out exceptions that somebody kept: futures, containers, channels, pickles; and what another one returned.
_HANDING_OUT = frozenset(
    """exception gather result get get_nowait pop popleft popitem setdefault next anext __next__ __anext__ getattr
    receive receive_nowait recv recv_pyobj load loads exc_info wait_for shield run to_thread run_sync run_in_executor
    run_in_threadpool run_until_complete run_coroutine_threadsafe apply call""".split()
)
#: What the names of exceptions end with, by PEP 8; a library may name what it returns alike, in modules of such names.
_ENDINGS = ("Error", "Exception")
_DATA = frozenset({"models", "schemas", "types"})


def asked_value(test: Expression, frame: Frame) -> tuple[ex.Name, Expression] | None:
    """What `isinstance(name, classes)` asks for, alone or as part of `and`: a local that holds what calls returned."""
    parts = test.values if isinstance(test, ex.Both) and not test.is_or else (test,)
    for part in parts:
        if isinstance(part, ex.Call) and part.callee == ex.Name("isinstance") and len(part.arguments) == 2:
            name = part.arguments[0]
            if isinstance(name, ex.Name) and _is_returned(name.id, frame):
                return name, part.arguments[1]
    return None


def are_exceptions(classes: Iterable[Value], library: Knowledge) -> bool:
    """Whether classes are exceptions, all of them, for all that is known."""
    found = [_is_exception(each, library) for each in classes]
    return bool(found) and all(found)


def _is_returned(name: str, frame: Frame) -> bool:
    """Whether a name is a local that is bound to what calls of functions outside of the project return, and to None."""
    function = frame.activation.function
    if function is None or frame.is_inline or any(each.name == name for each in function.fact.parameters):
        return False
    values = []
    for site in flow.assigned(function.fact, name):
        statement = site.statement
        if not isinstance(statement, st.Assign) or ex.Name(name) not in statement.targets or statement.value is None:
            return False
        if statement.value != ex.NONE:
            values.append(statement.value)
    return bool(values) and all(_is_plain_result(each, frame) for each in values)


def _is_plain_result(value: Expression, frame: Frame) -> bool:
    call = value.value if isinstance(value, ex.Await) else value
    if not isinstance(call, ex.Call) or not isinstance(call.callee, ex.Name | ex.Attribute):
        return False
    last = ex.last_name(call.callee)
    if last in _HANDING_OUT or last[:1].isupper():
        return False
    if isinstance(call.callee, ex.Name) and last in frame.scope.names and frame.scope is not frame.scope.module.scope:
        return False  # somebody's function, which may be one of the project
    places = {call.place, value.place} if isinstance(value, ex.Await) else {call.place}
    return not any(edge.place in places for edge in frame.activation.edges)


def _is_exception(cls: Value, library: Knowledge) -> bool:
    if isinstance(cls, ClassValue):
        return any(_is_named_so(base, library) for base in cls.cls.external_bases())
    return isinstance(cls, External) and _is_named_so(cls.name, library)


def _is_named_so(name: str, library: Knowledge) -> bool:
    owner, _, last = name.rpartition(".")
    if owner == "builtins":
        kind = getattr(builtins, last, None)
        return isinstance(kind, type) and issubclass(kind, BaseException)
    if any(base != name and _is_named_so(base, library) for base in library.bases(name)):
        return True
    return last.endswith(_ENDINGS) and _DATA.isdisjoint(owner.split("."))
