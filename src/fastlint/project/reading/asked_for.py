"""Whether a function asks if there is a value under a name, or takes it for granted."""

from __future__ import annotations

from fastlint.facts import expressions as ex
from fastlint.facts import statements as st
from fastlint.project.reading import bodies


def asks_for(body: st.Block, name: str) -> bool:
    """Whether a condition of a function looks at a name: `if q`, `q is None`, `q or ""`."""
    for node in bodies.nodes(body):
        match node:
            case st.If(test) | st.While(test) | st.Assert(test) | ex.Conditional(test):
                asked: tuple[ex.Expression, ...] = (test,)
            case ex.Both(_, values):
                asked = values
            case ex.Not(value):
                asked = (value,)
            case ex.Compare(left, _, right) if ex.NONE in (left, right):
                asked = (left, right)
            case ex.Comprehension():
                asked = tuple(each for clause in node.clauses for each in clause.conditions)
            case _:
                continue
        if name in ex.names_in(asked):
            return True
    return False
