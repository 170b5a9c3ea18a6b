"""Whether a statement of a function can run in a call: the conditions around it, given the arguments of that call.

Only arguments that are constants count, above all the `None` of a parameter that the call leaves out. Where a condition
asks for more of it than can be said here, it is taken for false: nothing was given.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from fastlint.facts import expressions as ex
from fastlint.facts import statements as st
from fastlint.facts.definitions import FunctionFact, ParameterKind
from fastlint.project.reading.flow import Exit, Part, Site, assigned, exits


class _Truth(Enum):
    """What a condition comes to. `DOUBTFUL` depends on an argument that was left out, `OPEN` on anything else."""

    TRUE = "true"
    FALSE = "false"
    DOUBTFUL = "doubtful"
    OPEN = "open"


_OPPOSITE = {_Truth.TRUE: _Truth.FALSE, _Truth.FALSE: _Truth.TRUE}
_TRUTHS = {True: _Truth.TRUE, False: _Truth.FALSE}


class _Given:
    """The parameters that are constants in a call: what is known of them, and which are empty but bound anew."""

    def __init__(self, fact: FunctionFact, call: ex.Call) -> None:
        constants = dict(_constants(fact, call))
        self.known = {name: value for name, value in constants.items() if not assigned(fact, name)}
        self.empty = {name for name, value in constants.items() if not value}

    def truth(self, test: ex.Expression) -> _Truth:
        match test:
            case ex.Constant(value):
                return _TRUTHS[bool(value)]
            case ex.Name(name) if name in self.known:
                return _TRUTHS[bool(self.known[name])]
            case ex.Not(inner):
                found = self.truth(inner)
                return _OPPOSITE.get(found, found)
            case ex.Both(is_or, values):
                return self._of_several(is_or, {self.truth(each) for each in values})
            case ex.Compare(ex.Name(name), operator, ex.Constant(value)) if name in self.known and operator in _EQUAL:
                return _TRUTHS[(self.known[name] == value) is _EQUAL[operator]]
        return _Truth.OPEN if self.empty.isdisjoint(ex.names_in(test)) else _Truth.DOUBTFUL

    @staticmethod
    def _of_several(is_or: bool, found: set[_Truth]) -> _Truth:
        """Of `or`, one part that may be true is enough; of `and`, one that may be false."""
        order = (_Truth.OPEN, _Truth.DOUBTFUL) if is_or else (_Truth.DOUBTFUL, _Truth.OPEN)
        for truth in (_TRUTHS[is_or], *order):
            if truth in found:
                return truth
        return _TRUTHS[not is_or]


_EQUAL = {"is": True, "==": True, "is not": False, "!=": False}


def can_run(site: Site, fact: FunctionFact, call: ex.Call) -> bool:
    """Whether the conditions around and before a statement of a function let it run in a call of that function."""
    given = _Given(fact, call)
    if not given.known and not given.empty:
        return True
    if any(_ends(each, given) for each in site.before):
        return False
    return not any(
        given.truth(level.statement.test) in (_Truth.DOUBTFUL, _TRUTHS[level.part is not Part.BODY])
        for level in site.around
        if isinstance(level.statement, st.If)
    )


def _ends(statement: st.Statement, given: _Given) -> bool:
    """Whether an `if` surely leaves the block, so that nothing after it runs."""
    if not isinstance(statement, st.If):
        return False
    truth = given.truth(statement.test)
    if truth is _Truth.TRUE:
        return bool(statement.body) and Exit.FALLS not in exits(statement.body)
    return truth is _Truth.FALSE and bool(statement.orelse) and Exit.FALLS not in exits(statement.orelse)


def _constants(fact: FunctionFact, call: ex.Call) -> Iterator[tuple[str, ex.Literal]]:
    """The parameters that are given a constant, or left to one. None where something else calls the function."""
    parameters, keywords = fact.parameters, dict(call.keywords)
    if (
        None in keywords
        or any(isinstance(each, ex.Starred) for each in call.arguments)
        or ex.last_name(call.callee) != fact.name
    ):
        return
    if isinstance(call.callee, ex.Attribute) and parameters and parameters[0].name in ("self", "cls"):
        parameters = parameters[1:]
    for index, parameter in enumerate(parameters):
        given = keywords.get(parameter.name)
        if index < len(call.arguments) and parameter.kind <= ParameterKind.POSITIONAL:
            given = call.arguments[index]
        value = parameter.default if given is None else given
        if isinstance(value, ex.Constant):
            yield parameter.name, value.value
