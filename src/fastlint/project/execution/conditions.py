"""Conditions: what decides whether a block of a function is executed.

A branch that depends on what the function found out itself (a file is there, a query gave rows) is taken for every
caller at some time. One that depends on what it was given, or on the state of the program, may be one that this caller
can never take: what is below it is less sure for him.
"""

from __future__ import annotations

import builtins
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from fastlint.facts import expressions as ex
from fastlint.facts import statements as st
from fastlint.project.execution.abstract import ClassValue, External, FunctionValue, ModuleValue
from fastlint.project.execution.modules import assigned_names
from fastlint.project.reading import bodies
from fastlint.project.reading.derived import comprehended, derived_names

if TYPE_CHECKING:
    from fastlint.facts.definitions import FunctionFact
    from fastlint.facts.expressions import Expression, Place
    from fastlint.project.execution.frame import Frame

#: What means the same for every caller.
_FIXED = (ModuleValue, External, ClassValue, FunctionValue)
_BUILTIN = frozenset(dir(builtins))
_PLACES = frozenset({ex.Name, ex.Attribute})
#: What is as given as the value in it.
_OF_A_VALUE = frozenset({ex.Not, ex.Attribute, ex.Walrus, ex.Starred, ex.Subscript})
#: Ways to look into a container.
_LOOKUPS = frozenset({"get", "setdefault", "pop", "getattr", "getenv"})
#: Ways to ask for what is set in the environment of the process, or for its platform.
_ENVIRONMENT = frozenset(
    """os.getenv getenv os.environ.get environ.get platform.system platform.machine sys.platform.startswith
    os.uname""".split()
)


class Conditions:
    """Tells of conditions on whom their outcome depends."""

    def __init__(self) -> None:
        self._found_out: dict[int, frozenset[str]] = {}
        #: the local names that stand for what a container of somebody else's has under a key, and where they are bound
        self._looked_up: dict[int, dict[str, tuple[Place, ...]]] = {}

    def depend_on_caller(self, test: Expression, frame: Frame) -> bool:
        """Whether the outcome of a condition, which was just evaluated, lies in the arguments of the function or in the
        state of the program."""
        function = frame.activation.function
        return function is not None and self._is_given(test, self._names_found_out(function.fact), frame) is True

    def _names_found_out(self, fact: FunctionFact) -> frozenset[str]:
        """The local names of a function, without those that only stand for an argument or an attribute."""
        found = self._found_out.get(id(fact))
        if found is None:
            names = assigned_names(fact.body) - {parameter.name for parameter in fact.parameters}
            looked_up: dict[str, tuple[Place, ...]] = {}
            for node in bodies.statements(fact.body):
                kind = type(node)
                if kind is st.Assign:
                    value = node.value  # type: ignore[union-attr]
                    if type(value) in _PLACES:
                        root = ex.origin_name(value)
                        if root and root not in names:
                            targets = [each.id for each in node.targets if type(each) is ex.Name]  # type: ignore[union-attr]
                            asked = tuple([call.place for call in bodies.calls(value)])
                            if asked:
                                looked_up.update(dict.fromkeys(targets, asked))
                            else:
                                names.difference_update(targets)
                    elif (
                        type(value) is ex.Call
                        and _last(value.callee) in _LOOKUPS
                        and ex.origin_name(value) not in names
                    ):
                        targets = [each.id for each in node.targets if type(each) is ex.Name]  # type: ignore[union-attr]
                        looked_up.update(dict.fromkeys(targets, (value.place,)))
                elif isinstance(node, st.Rebind):
                    names.difference_update(node.names)
                elif isinstance(node, st.For) and isinstance(node.iterable, ex.Name) and node.iterable.id in looked_up:
                    names_bound = [each.id for each in bodies.nodes(node.target) if isinstance(each, ex.Name)]
                    looked_up.update(dict.fromkeys(names_bound, looked_up[node.iterable.id]))
            found = self._found_out[id(fact)] = frozenset(names)
            self._looked_up[id(fact)] = looked_up
        return found

    def _is_given(self, node: Any, found_out: frozenset[str], frame: Frame) -> bool | None:
        """Whether the value of an expression is given (True), or found out (False); None for constants."""
        kind = type(node)
        if node is None or kind is ex.Constant:
            return None
        if kind is ex.Name:
            name = node.id
            function = frame.activation.function
            if name in found_out:
                return function is not None and self._stands_for_given(name, function.fact, frame)
            if _is_fixed(node, frame):
                return None
            if function is None or not _is_comprehended(name, frame):
                return True
            return not any(
                each.is_async
                or _waits(each.place, frame)
                or self._is_given(each.iterable, found_out | {name}, frame) is False
                for each in comprehended(function.fact).get(name, ())
            )
        if kind is ex.Call:
            return self._is_answer_given(node, found_out, frame)
        if kind is ex.Compare or kind is ex.Opaque:  # `<` and its kin are opaque
            parts = (node.left, node.right) if kind is ex.Compare else node.parts
            return self._of_alike(parts, found_out, frame)
        if kind is ex.Both:
            return self._of_all(node.values, found_out, frame)
        if kind is ex.Attribute and type(node.value) is ex.Name and _is_fixed(node.value, frame):
            return not node.name[:1].isupper() or None  # a variable of a module or class, but for constants
        if kind in _OF_A_VALUE:
            return self._is_given(node.value, found_out, frame)
        if kind is ex.Display:
            return self._of_alike(node.elements, found_out, frame)
        if kind is ex.Comprehension:
            clauses = [each for clause in node.clauses for each in (clause.iterable, *clause.conditions)]
            return self._of_alike((*clauses, node.key, node.element), found_out, frame)
        if kind is ex.Operation:
            return self._of_all((node.left, node.right), found_out, frame)
        return False

    def _stands_for_given(self, name: str, fact: FunctionFact, frame: Frame) -> bool:
        """Whether a local name says what was given, in another form: nothing was waited for to make it."""
        places = self._looked_up[id(fact)].get(name)
        if places is None:
            places = derived_names(fact).get(name)
        return places is not None and not any(_waits(place, frame) for place in places)

    def _is_answer_given(self, call: ex.Call, found_out: frozenset[str], frame: Frame) -> bool | None:
        """A call that waits asks the world; any other knows no more than what it is given."""
        if ex.dotted(call.callee) in _ENVIRONMENT:
            return True
        if _waits(call.place, frame):
            return False
        about = list(call.arguments)
        if isinstance(call.callee, ex.Attribute) and not _is_fixed(call.callee.value, frame):
            about.append(call.callee.value)
        return self._of_all(about, found_out, frame)

    def _of_alike(self, nodes: Iterable[Any], found_out: frozenset[str], frame: Frame) -> bool | None:
        """Of parts that weigh alike, one that is found out is enough."""
        answers = [self._is_given(each, found_out, frame) for each in nodes]
        return False if False in answers else True if True in answers else None

    def _of_all(self, nodes: Iterable[Expression], found_out: frozenset[str], frame: Frame) -> bool | None:
        answers = [self._is_given(each, found_out, frame) for each in nodes]
        return True if True in answers else False if False in answers else None


def _is_comprehended(name: str, frame: Frame) -> bool:
    """Whether a name is a variable of the comprehension that is being executed."""
    function = frame.activation.value
    return (
        isinstance(function, FunctionValue) and frame.scope.parent is not function.scope and name in frame.scope.names
    )


def _last(expression: Expression) -> str:
    return expression.name if isinstance(expression, ex.Attribute) else ex.origin_name(expression)


def _is_fixed(expression: Expression, frame: Frame) -> bool:
    """Whether a name means a module, class or function, or a name of one."""
    name = ex.origin_name(expression)
    scope = frame.scope
    found = scope.names.get(name) or scope.module.scope.names.get(name)
    return isinstance(found, _FIXED) or (found is None and name in _BUILTIN)


def _waits(place: Place, frame: Frame) -> bool:
    """Whether the call at a place, which was just made, blocks or leads to what blocks."""
    activation = frame.activation
    for sink in activation.sinks:
        if sink.place == place:
            return True
    for edge in activation.edges:
        if edge.place == place and (edge.target.reaches or edge.target.is_async):
            return True
    return False
