"""Conditions: what decides whether a block of a function is executed.

A branch that depends on what the function found out itself (a file is there, a query gave rows) is taken for every
caller at some time. One that depends on what it was given, or on the state of the program, may be one that this caller
can never take: what is below it is less sure for him.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from fastlint.facts import expressions as ex
from fastlint.facts import statements as st
from fastlint.project import bodies
from fastlint.project.modules import assigned_names

if TYPE_CHECKING:
    from fastlint.facts.definitions import FunctionFact
    from fastlint.facts.expressions import Expression

#: Questions about a value: their answer is known to whoever knows the value.
_ABOUT_A_VALUE = frozenset(
    """isinstance issubclass hasattr getattr callable len bool str int any all type startswith endswith lower upper
    strip keys values items is_set""".split()
)


class Conditions:
    """Tells of conditions on whom their outcome depends; answers are kept."""

    def __init__(self) -> None:
        self._found_out: dict[int, frozenset[str]] = {}
        self._answers: dict[int, bool] = {}

    def depend_on_caller(self, test: Expression, fact: FunctionFact) -> bool:
        """Whether the outcome of a condition in a function lies in its arguments, or in the state of the program."""
        answer = self._answers.get(id(test))
        if answer is None:
            answer = self._answers[id(test)] = self._is_given(test, self._names_found_out(fact)) is True
        return answer

    def _names_found_out(self, fact: FunctionFact) -> frozenset[str]:
        """The local names of a function, without those that only stand for an argument or an attribute."""
        found = self._found_out.get(id(fact))
        if found is None:
            names = assigned_names(fact.body) - {parameter.name for parameter in fact.parameters}
            for node in bodies.nodes(fact.body):
                if isinstance(node, st.Rebind):
                    names.difference_update(node.names)
                elif isinstance(node, st.Assign) and isinstance(node.value, ex.Name | ex.Attribute):
                    if ex.dotted(node.value) is not None and _root(node.value) not in names:
                        names.difference_update(each.id for each in node.targets if isinstance(each, ex.Name))
            found = self._found_out[id(fact)] = frozenset(names)
        return found

    def _is_given(self, node: Expression | None, found_out: frozenset[str]) -> bool | None:
        """Whether a value is given (True), or found out (False); None for constants."""
        kind = type(node)
        if node is None or kind is ex.Constant:
            return None
        if kind is ex.Name:
            name = node.id  # type: ignore[union-attr]
            if name in found_out:
                return False
            return None if name[:1].isupper() and not name.isupper() else True  # a class is a constant
        if kind is ex.Call:
            callee = node.callee  # type: ignore[union-attr]
            name = callee.name if type(callee) is ex.Attribute else ex.dotted(callee) or ""
            if name not in _ABOUT_A_VALUE:
                return False  # it asks somebody: a file system, a database, a clock
            about = [callee.value] if type(callee) is ex.Attribute else []
            return self._of_all([*about, *node.arguments], found_out)  # type: ignore[union-attr]
        if kind is ex.Compare:
            sides = (self._is_given(node.left, found_out), self._is_given(node.right, found_out))  # type: ignore[union-attr]
            return False if False in sides else True if True in sides else None
        if kind is ex.Both:
            return self._of_all(node.values, found_out)  # type: ignore[union-attr]
        if kind in (ex.Not, ex.Attribute, ex.Walrus, ex.Starred, ex.Subscript):
            return self._is_given(node.value, found_out)  # type: ignore[union-attr,arg-type]
        if kind is ex.Operation:
            return self._of_all((node.left, node.right), found_out)  # type: ignore[union-attr]
        return False

    def _of_all(self, nodes: Iterable[Expression], found_out: frozenset[str]) -> bool | None:
        answers = [self._is_given(each, found_out) for each in nodes]
        return True if True in answers else False if False in answers else None


def _root(expression: Expression) -> str:
    while isinstance(expression, ex.Attribute):
        expression = expression.value
    return expression.id if isinstance(expression, ex.Name) else ""
