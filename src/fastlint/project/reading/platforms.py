"""Platforms: conditions that ask on which system the program runs.

Servers run on Linux as a rule: what stands below `if os.name == "nt":` is executed by few of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastlint.facts import expressions as ex
from fastlint.facts import statements as st
from fastlint.project.reading import bodies
from fastlint.project.reading.remembered import remembered

if TYPE_CHECKING:
    from fastlint.facts.definitions import FunctionFact
    from fastlint.facts.expressions import Expression

#: What tells the platform, as it is written.
_QUESTIONS = frozenset({"os.name", "sys.platform", "platform.system"})
_USUAL = ("linux", "posix")
_OTHERS = ("nt", "win", "darwin", "cygwin", "java", "microsoft", "aix", "freebsd", "emscripten")


def is_for_others(test: Expression, fact: FunctionFact | None) -> bool | None:
    """Whether what is executed if a condition holds is for other platforms than Linux (True), or what is executed if it
    does not (False); None where it asks for something else."""
    if isinstance(test, ex.Not):
        inner = is_for_others(test.value, fact)
        return None if inner is None else not inner
    if isinstance(test, ex.Both):
        answers = {is_for_others(part, fact) for part in test.values}
        wanted = not test.is_or  # one part suffices to rule out all that `and` says, or what is left of `or`
        return wanted if wanted in answers else None
    if isinstance(test, ex.Compare):
        return _of_comparison(test)
    if isinstance(test, ex.Call) and isinstance(test.callee, ex.Attribute) and test.callee.name == "startswith":
        return _names(test.arguments[0]) if test.arguments and _asks(test.callee.value) else None
    if isinstance(test, ex.Name) and fact is not None:
        value = _assigned_once(fact.body).get(test.id)
        return is_for_others(value, None) if value is not None else None
    return None


@remembered
def _assigned_once(body: st.Block) -> dict[str, Expression | None]:
    """What each name is assigned in a body; None where that is not one thing."""
    found: dict[str, Expression | None] = {}
    for statement in bodies.statements(body):
        if type(statement) is st.Assign:
            for name in {target.id for target in statement.targets if type(target) is ex.Name}:
                found[name] = None if name in found else statement.value
    return found


def _of_comparison(test: ex.Compare) -> bool | None:
    if _asks(test.left):
        named, operator = _names(test.right), test.operator
    elif _asks(test.right):
        named, operator = _names(test.left), test.operator
    else:
        return None
    if named is None:
        return None
    return named if operator in ("==", "in", "is") else not named


def _asks(expression: Expression) -> bool:
    """Whether an expression is the name of the platform, or text that is made of it."""
    while isinstance(expression, ex.Call | ex.Attribute):
        dotted = ex.dotted(expression)
        if dotted in _QUESTIONS or (dotted or "").startswith("platform.uname"):
            return True
        expression = expression.callee if isinstance(expression, ex.Call) else expression.value
    return False


def _names(expression: Expression) -> bool | None:
    """Whether constants name other platforms (True), or Linux (False)."""
    parts = expression.elements if isinstance(expression, ex.Display) else (expression,)
    texts = [part.value.lower() for part in parts if isinstance(part, ex.Constant) and isinstance(part.value, str)]
    if not texts or len(texts) != len(parts):
        return None
    if any(text.startswith(_USUAL) for text in texts):
        return False
    return True if all(text.startswith(_OTHERS) for text in texts) else None
