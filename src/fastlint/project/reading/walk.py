"""Walks the ways through a body: in which states a call, `raise`, `return` or `yield` may be reached.

A state is a set of words that its owner gives a meaning: the ways that lead to a place have these in common, one each.
The body is taken as it is written: both branches of a condition are walked, a loop until nothing new comes of it.
"""

from __future__ import annotations

from collections.abc import Callable

from fastlint.facts import expressions as ex
from fastlint.facts import statements as st
from fastlint.facts.definitions import FunctionFact
from fastlint.values.late import NamedTuple

#: The alternatives of what holds at a place; empty where no way leads.
States = frozenset[str]
NOWHERE: States = frozenset()

#: What is reached: the order is that of evaluation.
Node = ex.Call | ex.Yield | st.Raise | st.Return
#: What nothing is evaluated in.
_LEAVES = frozenset({str, int, float, bool, bytes, type(None), ex.Name, ex.Constant, FunctionFact})
#: What a call makes of the states before it.
Effect = Callable[[ex.Call, States], States]


class Reached(NamedTuple):
    """A node, and the states in which it is reached."""

    node: Node
    states: States


class Walk:
    """One walk through a body. `reached` is what it came by, `end` the states in which the body is left.

    `effect` tells what a call makes of the states before it.
    """

    def __init__(self, body: st.Block, states: States, effect: Effect) -> None:
        self._effect = effect
        self._found: dict[int, Reached] = {}
        self._at_raise: list[set[str]] = []
        self._breaks: list[set[str]] = []
        self._continues: list[set[str]] = []
        self._returned: set[str] = set()
        falls = self._block(body, states)
        self.end: States = falls | self._returned

    @property
    def reached(self) -> tuple[Reached, ...]:
        """The nodes of the body that a way leads to, in the order in which they are first come to."""
        return tuple(self._found.values())

    def _note(self, node: Node, states: States) -> None:
        before = self._found.get(id(node))
        merged = states | before.states if before is not None else states
        self._found[id(node)] = Reached(node, merged)

    def _block(self, block: st.Block, states: States) -> States:
        for statement in block:
            if not states:
                return states
            states = self._statement(statement, states)
            for collected in self._at_raise:
                collected.update(states)
        return states

    def _statement(self, statement: st.Statement, states: States) -> States:
        if type(statement) is st.Assign or type(statement) is st.Evaluate:
            return self._expression(statement, states)
        match statement:
            case st.Return(value):
                states = self._expression(value, states)
                self._note(statement, states)
                self._returned.update(states)
                return NOWHERE
            case st.Raise(value):
                states = self._expression(value, states)
                self._note(statement, states)
                for collected in self._at_raise:
                    collected.update(states)
                return NOWHERE
            case st.Jump(is_break):
                loops = self._breaks if is_break else self._continues
                if loops:
                    loops[-1].update(states)
                return NOWHERE
            case st.If(test, body, orelse):
                states = self._expression(test, states)
                return self._block(body, states) | self._block(orelse, states)
            case st.While() | st.For():
                return self._loop(statement, states)
            case st.With(items, body):
                for item in items:
                    states = self._expression(item.manager, states)
                return self._block(body, states)
            case st.Try():
                return self._try(statement, states)
            case st.Match(subject, cases):
                states = self._expression(subject, states)
                after: set[str] = set() if any(case.is_default for case in cases) else set(states)
                for case in cases:
                    after |= self._block(case.body, self._expression(case.guard, states))
                return frozenset(after)
            case st.FunctionDef() | st.ClassDef() | st.Import() | st.ImportFrom() | st.Rebind():
                return states
            case _:
                return self._expression(statement, states)

    def _loop(self, loop: st.While | st.For, states: States) -> States:
        test = loop.test if isinstance(loop, st.While) else None
        states = self._expression(loop.iterable if isinstance(loop, st.For) else None, states)
        self._breaks.append(set())
        self._continues.append(set())
        entering = states
        while True:
            tested = self._expression(test, entering)
            again = entering | self._block(loop.body, tested) | self._continues[-1]
            if again == entering:
                break
            entering = again
        self._continues.pop()
        broken = frozenset(self._breaks.pop())
        endless = isinstance(test, ex.Constant) and bool(test.value)
        return broken if endless else broken | self._block(loop.orelse, tested)

    def _try(self, statement: st.Try, states: States) -> States:
        self._at_raise.append(set(states))
        after = self._block(statement.body, states)
        at_raise = frozenset(self._at_raise.pop())
        after = self._block(statement.orelse, after)
        for handler in statement.handlers:
            after |= self._block(handler.body, at_raise)
        if not statement.final:
            return after
        left = self._block(statement.final, after | at_raise)
        return left if after else NOWHERE

    def _expression(self, expression: object, states: States) -> States:
        kind = type(expression)
        if kind in _LEAVES or not isinstance(expression, tuple):
            return states
        if isinstance(expression, ex.Both):
            states = self._expression(expression.values[0], states)
            for value in expression.values[1:]:
                states |= self._expression(value, states)
            return states
        if isinstance(expression, ex.Conditional):
            states = self._expression(expression.test, states)
            return self._expression(expression.body, states) | self._expression(expression.orelse, states)
        if isinstance(expression, ex.Comprehension):
            inside = states
            for clause in expression.clauses:
                inside = self._expression(clause.iterable, inside)
            return inside | self._expression((expression.key, expression.element), inside)
        for part in expression:
            states = self._expression(part, states)
        if kind is ex.Call:
            assert isinstance(expression, ex.Call)
            self._note(expression, states)
            states = self._effect(expression, states)
            for collected in self._at_raise:
                collected.update(states)
        elif kind is ex.Yield:
            assert isinstance(expression, ex.Yield)
            self._note(expression, states)
        return states
