"""The status code of an `HTTPException` of the project's own: what the `__init__` of its class hands on.

The `__init__` that runs is that of the class or of the nearest base that has one. Its `super().__init__(...)` is
followed with what the call, or the default of a parameter, gives.
"""

from __future__ import annotations

from collections.abc import Mapping

from fastlint.facts import expressions as ex
from fastlint.facts.definitions import ParameterKind
from fastlint.project.execution.abstract import (
    Class,
    External,
    FunctionValue,
    ModuleValue,
    Scope,
    Value,
    const,
    external,
)
from fastlint.project.execution.status_codes import status_code
from fastlint.project.reading import flow

#: What a class hands on: an expression with the scope that its names are of and the parameters that are bound.
_Given = Mapping[str, int | None]


def status_of_class(cls: Class, call: ex.Call | None, scope: Scope) -> int | None:
    """The status of what a call makes of a class (None: it is raised without one); `scope` is where the call stands."""
    return _of_base(cls, 0, call or ex.Call(ex.NONE, (), (), (0, 0, 0, 0)), scope, {})


def _of_base(cls: Class, start: int, call: ex.Call, scope: Scope, given: _Given) -> int | None:
    """The status where the `__init__` of the bases from a position on is called in this way."""
    if any(isinstance(each, ex.Starred) for each in call.arguments) or None in dict(call.keywords):
        return None
    keywords = dict(call.keywords)
    for index, base in enumerate(cls.mro[start:], start):
        if isinstance(base, External):
            written = keywords.get("status_code") or (call.arguments[0] if call.arguments else None)
            return _number(written, scope, given, cls)
        init = base.namespace.get("__init__")
        if init is None:
            continue
        handed = _handed_on(init) if isinstance(init, FunctionValue) else None
        if handed is None or not isinstance(init, FunctionValue):
            return None
        bound: dict[str, int | None] = {}
        for position, parameter in enumerate(init.function.fact.parameters[1:]):
            value, where, names = keywords.get(parameter.name), scope, given
            if position < len(call.arguments) and parameter.kind <= ParameterKind.POSITIONAL:
                value = call.arguments[position]
            if value is None:
                value, where, names = parameter.default, init.scope, {}
            is_kept = not flow.assigned(init.function.fact, parameter.name)
            bound[parameter.name] = _number(value, where, names, cls) if is_kept else None
        return _of_base(cls, index + 1, handed, init.scope, bound)
    return None


def _handed_on(init: FunctionValue) -> ex.Call | None:
    """The one call of `super().__init__` in an `__init__`, if it always runs."""
    found = [
        (site, node)
        for site in flow.sites(init.function.fact)
        for node in flow.own(site.statement)
        if isinstance(node, ex.Call) and isinstance(node.callee, ex.Attribute) and node.callee.name == "__init__"
    ]
    if len(found) != 1 or found[0][0].around:
        return None
    call = found[0][1]
    above = call.callee.value if isinstance(call.callee, ex.Attribute) else None
    return call if isinstance(above, ex.Call) and above.callee == ex.Name("super") and not above.arguments else None


def _number(written: ex.Expression | None, scope: Scope, given: _Given, cls: Class) -> int | None:
    """The status that an expression names."""
    match written:
        case ex.Constant(int()):
            return status_code(const(written.value))
        case ex.Name(name) if name in given:
            return given[name]
        case ex.Attribute(ex.Name("self"), name):
            kept = (base.namespace.get(name) for base in cls.mro if isinstance(base, Class))
            return status_code(next((value for value in kept if value is not None), None))
    return status_code(_value(written, scope))


def _value(written: ex.Expression | None, scope: Scope | None) -> Value | None:
    """What a dotted name means where it stands: a name of a module, or of what it imports."""
    if isinstance(written, ex.Name):
        while scope is not None:
            if written.id in scope.names:
                return scope.names[written.id]
            scope = scope.parent
        return None
    if isinstance(written, ex.Attribute):
        owner = _value(written.value, scope)
        if isinstance(owner, External):
            return external(f"{owner.name}.{written.name}")
        if isinstance(owner, ModuleValue):
            return owner.module.scope.names.get(written.name)
    return None
