"""What stands in the body of a function as it is written: calls, awaits, loops and the handlers around them.

Definitions that are nested in the body are not part of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar, get_args

from fastlint.facts import expressions as ex
from fastlint.facts import statements as st
from fastlint.facts.definitions import FunctionFact
from fastlint.facts.expressions import Expression, Place
from fastlint.project.reading.remembered import remembered

#: Exceptions whose handler also takes the `RuntimeError` of a missing or a running event loop.
_TAKES_RUNTIME_ERROR = frozenset({"RuntimeError", "Exception", "BaseException"})


#: What a fact may hold besides other facts. A nested definition is not part of the body that it stands in.
_LEAVES = frozenset({str, bytes, int, float, complex, bool, type(None), ex.EllipsisType, FunctionFact})


_STATEMENTS = frozenset(get_args(st.Statement))


def nodes(node: object) -> Iterator[object]:
    """A statement or expression and all that is in it, in source order; a block yields itself first."""
    if type(node) is tuple and node and type(node[0]) in _STATEMENTS:
        return iter(_nodes_of_block(node))
    found: list[object] = []
    if _is_node(node):
        _gather(node, found)
    return iter(found)


def _gather(node: Any, found: list[object]) -> None:
    found.append(node)
    for part in node:
        kind = type(part)
        if kind not in _LEAVES and (kind is not tuple or (part and type(part[0]) is not int)):
            _gather(part, found)


def _is_node(part: object) -> bool:
    """Whether a part of a fact is a fact, or holds some: other than text, numbers and places."""
    kind = type(part)
    return kind not in _LEAVES and (kind is not tuple or (bool(part) and type(part[0]) is not int))  # type: ignore[index]


@remembered
def _nodes_of_block(block: st.Block) -> tuple[object, ...]:
    found: list[object] = []
    _gather(block, found)
    return tuple(found)


@remembered
def _by_kind(block: st.Block) -> dict[type, list[Any]]:
    return _sorted(_nodes_of_block(block))


@remembered
def _statements_by_kind(block: st.Block) -> dict[type, list[Any]]:
    return _sorted(statements(block))


def _sorted(nodes: Iterable[object]) -> dict[type, list[Any]]:
    found: dict[type, list[Any]] = {}
    for node in nodes:
        kind = type(node)
        if kind in found:
            found[kind].append(node)
        else:
            found[kind] = [node]
    return found


N = TypeVar("N")


def of_kind(block: st.Block, kind: type[N]) -> Sequence[N]:
    """The statements, expressions or parts of these of one kind that stand in a block, in source order."""
    if not block:
        return ()
    by_kind = _statements_by_kind if kind in _STATEMENTS else _by_kind  # statements are found without their parts
    return by_kind(block).get(kind, ())


@remembered
def statements(block: st.Block) -> tuple[st.Statement, ...]:
    """The statements of a block and all that stand in them, in source order; those of nested classes, too."""
    found: list[st.Statement] = []
    _gather_statements(block, found)
    return tuple(found)


def _gather_statements(block: st.Block, found: list[st.Statement]) -> None:
    for statement in block:
        found.append(statement)
        kind = type(statement)
        if kind in _SIMPLE:
            continue
        if kind is st.ClassDef:
            _gather_statements(statement.fact.body, found)  # type: ignore[union-attr]
        elif kind is st.Match:
            for case in statement.cases:  # type: ignore[union-attr]
                _gather_statements(case.body, found)
        elif kind in _BLOCKS:
            _gather_statements(statement.body, found)  # type: ignore[union-attr]
            if kind is st.Try:
                for handler in statement.handlers:  # type: ignore[union-attr]
                    _gather_statements(handler.body, found)
                _gather_statements(statement.orelse, found)  # type: ignore[union-attr]
                _gather_statements(statement.final, found)  # type: ignore[union-attr]
            elif kind is not st.With:
                _gather_statements(statement.orelse, found)  # type: ignore[union-attr]


_SIMPLE = frozenset({st.Assign, st.Evaluate, st.Return, st.Raise, st.Augment, st.Import, st.ImportFrom, st.Jump})
_BLOCKS = frozenset({st.If, st.For, st.While, st.With, st.Try})


def calls(node: object) -> Iterator[ex.Call]:
    """The calls in a statement, expression or block."""
    if type(node) is tuple and node and type(node[0]) in _STATEMENTS:
        return iter(of_kind(node, ex.Call))
    return (each for each in nodes(node) if isinstance(each, ex.Call))


def blocks(block: st.Block) -> Iterator[st.Block]:
    """A block and the blocks in it, nested definitions not."""
    yield block
    for statement in block:
        whole: object = statement
        if isinstance(whole, st.FunctionDef | st.ClassDef) or not isinstance(whole, tuple):
            continue
        for part in whole:
            if not isinstance(part, tuple) or not part:
                continue
            if isinstance(part[0], st.Handler | st.Case):
                for each in part:
                    yield from blocks(each.body)
            elif isinstance(part[0], st.Statement):
                yield from blocks(part)


def call_at(fact: FunctionFact, place: Place) -> ex.Call | None:
    """The call at a place of a function."""
    return _calls_by_place(fact).get(place)


@remembered
def _calls_by_place(fact: FunctionFact) -> dict[Place, ex.Call]:
    found: dict[Place, ex.Call] = {}
    for call in calls(fact.body):
        found.setdefault(call.place, call)
    return found


@remembered
def awaits(fact: FunctionFact) -> bool:
    """Whether a function awaits anything: by `await`, `async for`, `async with` or in a comprehension."""
    for node in nodes(fact.body):
        if isinstance(node, ex.Await):
            return True
        if isinstance(node, st.For | st.With | ex.Clause) and node.is_async:
            return True
    return False


def attributes_tested(fact: FunctionFact) -> tuple[frozenset[str], frozenset[str]]:
    """The attributes of its first parameter that conditions ask for, and the methods of it that a function calls."""
    if not fact.parameters:
        return frozenset(), frozenset()
    first = ex.Name(fact.parameters[0].name)
    tested: set[str] = set()
    called: set[str] = set()
    for node in nodes(fact.body):
        if isinstance(node, st.If | ex.Conditional):
            inside = nodes(node.test)
            tested.update(each.name for each in inside if isinstance(each, ex.Attribute) and each.value == first)
        elif isinstance(node, ex.Call) and isinstance(node.callee, ex.Attribute) and node.callee.value == first:
            called.add(node.callee.name)
    return frozenset(tested), frozenset(called)


def forgiven(fact: FunctionFact) -> frozenset[Place]:
    """The places of calls whose `RuntimeError` is caught, and of those in the handlers that catch it."""
    found: set[Place] = set()
    for node in nodes(fact.body):
        if not isinstance(node, st.Try):
            continue
        for handler in node.handlers:
            if handler.type is None or not _TAKES_RUNTIME_ERROR.isdisjoint(_names(handler.type)):
                found.update(call.place for call in calls(node.body))
                if any(ex.last_name(call.callee) in LOOP_QUESTIONS for call in calls(node.body)):
                    found.update(call.place for call in calls(handler.body))
    return frozenset(found)


#: Functions by which a program asks whether a loop is running.
LOOP_QUESTIONS = frozenset({"get_running_loop", "_get_running_loop", "is_running", "current_async_library"})


def loops_around(fact: FunctionFact, place: Place) -> list[st.While | st.For]:
    """The loops of a function around the call or await at a place, the outermost first."""
    return [
        node
        for node in nodes(fact.body)
        if isinstance(node, st.While | st.For) and any(getattr(n, "place", None) == place for n in nodes(node.body))
    ]


def is_in_handler(fact: FunctionFact, place: Place) -> bool:
    """Whether a place is in an `except` block."""
    return any(
        isinstance(node, st.Handler) and any(getattr(n, "place", None) == place for n in nodes(node.body))
        for node in nodes(fact.body)
    )


def _names(type: Expression) -> set[str]:
    elements = type.elements if isinstance(type, ex.Display) else (type,)
    return {ex.last_name(element) for element in elements}


#: Questions about objects of the program. The answer to any other call may lie in a file, a clock or another process,
#: of which nobody can announce the change.
_OF_THE_PROGRAM = frozenset(
    """len all any bool getattr hasattr isinstance get keys values items is_set done cancelled empty full qsize
    locked""".split()
)


def is_polling(fact: FunctionFact, place: Place) -> bool:
    """Whether the innermost loop around a pause looks at a condition, pauses, and does nothing else."""
    loops = loops_around(fact, place)
    loop = loops[-1] if loops else None
    if not isinstance(loop, st.While) or loop.orelse:
        return False
    tests: list[Expression] = [] if isinstance(loop.test, ex.Constant) else [loop.test]
    for statement in loop.body:
        if isinstance(statement, st.Evaluate) and isinstance(statement.value, ex.Await):
            if statement.value.place != place:
                return False
        elif isinstance(statement, st.If) and not statement.orelse and _only_leaves(statement.body):
            tests.append(statement.test)
        elif not isinstance(statement, st.Assign | st.Augment) or any(calls(statement)):
            return False
    inside = [node for test in tests for node in nodes(test)]
    if not tests or any(isinstance(node, ex.Await) for node in inside):
        return False
    return all(ex.last_name(node.callee) in _OF_THE_PROGRAM for node in inside if isinstance(node, ex.Call))


def _only_leaves(block: st.Block) -> bool:
    return all(isinstance(statement, st.Jump | st.Return | st.Raise) for statement in block)
