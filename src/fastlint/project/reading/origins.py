"""Where the value of an expression comes from, inside a function: local names are followed to their assignments."""

from __future__ import annotations

from collections.abc import Iterator

from fastlint.facts import expressions as ex
from fastlint.facts import statements as st
from fastlint.facts.definitions import FunctionFact
from fastlint.facts.expressions import Expression
from fastlint.project.reading import bodies, flow
from fastlint.project.reading.remembered import remembered

#: So many local names are followed, one after the other.
LONGEST_TRAIL = 4


def origins(fact: FunctionFact, expression: Expression, depth: int = 0) -> tuple[Expression, ...] | None:
    """The expressions that a value may come from: names of the function are replaced by what is assigned to them.

    `await` and both arms of a conditional are looked through. A parameter or global stays a name. None where a name is
    bound in a way that is not followed (a loop, unpacking).
    """
    match expression:
        case ex.Await(value) | ex.Walrus(_, value):
            return origins(fact, value, depth)
        case ex.Conditional(_, body, orelse):
            return _all(fact, (body, orelse), depth)
        case ex.Both(_, values):
            return _all(fact, values, depth)
        case ex.Name(name):
            trails = _trails(fact)
            if (name, depth) not in trails:
                trails[name, depth] = _origins_of_name(fact, expression, depth)
            return trails[name, depth]
        case _:
            return (expression,)


@remembered
def _trails(fact: FunctionFact) -> dict[tuple[str, int], tuple[Expression, ...] | None]:
    """What was found of names of a function: one that is assigned often is read often."""
    return {}


def _origins_of_name(fact: FunctionFact, name: ex.Name, depth: int) -> tuple[Expression, ...] | None:
    found = flow.assigned(fact, name.id)
    if not found:
        return (name,)
    if depth >= LONGEST_TRAIL:
        return None
    stored: list[Expression] = []
    for site in found:
        statement = site.statement
        if not isinstance(statement, st.Assign) or name not in statement.targets:
            return None
        if statement.value is not None:
            stored.append(statement.value)
    return _all(fact, tuple(stored), depth + 1) if stored else None


def _all(fact: FunctionFact, values: tuple[Expression, ...], depth: int) -> tuple[Expression, ...] | None:
    found: list[Expression] = []
    for value in values:
        each = origins(fact, value, depth)
        if each is None:
            return None
        found.extend(each)
    return tuple(found)


def mentions(fact: FunctionFact, expression: Expression, depth: int = 0) -> Iterator[Expression]:
    """An expression and all that is in it; local names in it are followed as far as they are plainly assigned."""
    for node in _nodes(expression):
        yield node
        if isinstance(node, ex.Name) and depth < LONGEST_TRAIL:
            for site in flow.assigned(fact, node.id):
                statement = site.statement
                if isinstance(statement, st.Assign) and statement.value is not None and node in statement.targets:
                    yield from mentions(fact, statement.value, depth + 1)


def _nodes(expression: object) -> Iterator[Expression]:
    return (node for node in bodies.nodes(expression) if isinstance(node, Expression))
