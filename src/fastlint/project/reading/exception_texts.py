"""Where the text of an exception that a handler took ends up: parts of an expression that print it."""

from __future__ import annotations

from fastlint.facts import expressions as ex
from fastlint.facts import statements as st
from fastlint.facts.definitions import FunctionFact
from fastlint.facts.expressions import Expression
from fastlint.project.reading import bodies, flow

#: So many local names are followed, one after the other.
DEEPEST = 3

_PRINTING = frozenset({"str", "repr", "format"})
_TRACEBACKS = frozenset({"format_exc", "format_exception", "format_tb", "format_stack"})


def prints(
    fact: FunctionFact, expression: Expression, name: str | None, handler: st.Handler | None = None, depth: int = 0
) -> str:
    """How an expression prints the exception of that name, as it is written; empty where it does not.

    Local names are followed to what is assigned to them: in the `except` block, if the exception is that of one. What
    is only printed on a condition (`str(e) if debug else "..."`) does not count: somebody decided it.
    """
    for node in _unconditional(expression):
        if (
            isinstance(node, ex.Call)
            and ex.last_name(node.callee) in _TRACEBACKS
            and "traceback" in _first(node.callee)
        ):
            return ex.render(node)
        if name is not None and _is_printed(node, ex.Name(name)):
            return f"{_printer(node)}({name})"
        if isinstance(node, ex.Name) and node.id != name and depth < DEEPEST:
            for site in flow.assigned(fact, node.id):
                statement = site.statement
                is_near = handler is None or handler in site.handlers
                if isinstance(statement, st.Assign) and statement.value is not None and is_near:
                    found = prints(fact, statement.value, name, handler, depth + 1)
                    if found:
                        return found
    return ""


def _is_printed(node: object, name: ex.Name) -> bool:
    match node:
        case ex.Call(ex.Name(printing), arguments) if printing in _PRINTING:
            return name in arguments
        case ex.Call(ex.Attribute(_, "format"), arguments):
            return name in arguments
        case ex.Format(parts):
            return name in parts
        case ex.Operation(_, "%", right):
            return right == name or (isinstance(right, ex.Display) and name in right.elements)
        case ex.Attribute(value, "args"):
            return value == name
    return False


def _printer(node: object) -> str:
    """The function that a printing expression is, or amounts to."""
    return "repr" if isinstance(node, ex.Call) and node.callee == ex.Name("repr") else "str"


def _unconditional(expression: object) -> list[object]:
    """An expression and its parts, without what stands in a conditional expression."""
    if isinstance(expression, ex.Conditional):
        return []
    if not isinstance(expression, tuple) or isinstance(expression, FunctionFact):
        return []
    return [expression, *(inner for part in expression for inner in _unconditional(part))]


def is_guarded(site: flow.Site, name: str | None) -> bool:
    """Whether a condition about the exception of that name, or about debugging, stands around a statement."""
    for condition in site.conditions:
        for node in bodies.nodes(condition):
            if name is not None and node == ex.Name(name):
                return True
            text = node.id if isinstance(node, ex.Name) else node.name if isinstance(node, ex.Attribute) else ""
            if "debug" in text.lower() or "verbose" in text.lower():
                return True
    return False


def _first(callee: Expression) -> str:
    return ex.dotted(callee) or "" if isinstance(callee, ex.Attribute) else "traceback"


#: What logs, prints or reports an exception.
_TELLING = frozenset(
    """debug info warning warn error exception critical fatal log print print_exc print_exception print_stack print_tb
    secho capture_exception capture_message record_exception notice_error report_exception""".split()
)


def is_told(handler: st.Handler) -> bool:
    """Whether a handler tells somebody else than the client of what it took: it logs or prints, or calls what may."""
    for node in bodies.nodes(handler.body):
        if isinstance(node, ex.Call) and ex.last_name(node.callee) in _TELLING:
            return True
        if isinstance(node, st.Evaluate) and isinstance(node.value, ex.Call) and handler.name is not None:
            call = node.value
            if ex.Name(handler.name) in (*call.arguments, *(value for _, value in call.keywords)):
                return True
    return False
