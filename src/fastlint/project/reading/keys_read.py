"""Which keys a function takes for granted in a mapping that it was given."""

from __future__ import annotations

from collections.abc import Iterator

from fastlint.facts import expressions as ex
from fastlint.facts import statements as st
from fastlint.facts.definitions import FunctionFact
from fastlint.project.reading.bodies import nodes

#: Builtins that only look at a mapping.
_LOOKING = frozenset({"len", "print", "isinstance", "bool", "str", "repr", "type", "list", "set", "sorted"})
#: Handlers of these take the `KeyError` of a missing key.
_TAKES_KEY_ERROR = frozenset({"KeyError", "LookupError", "Exception", "BaseException"})


def keys_required(body: st.Block, name: str, bound: int = 0) -> list[str]:
    """The constant keys that are read with `name["key"]`.

    Not those of which a handler takes the `KeyError`, or that the function also asks for or sets; and none at all where
    the name is bound more often than so many times.
    """
    if sum(_binds(node, name) for node in nodes(body)) > bound:
        return []
    asked = set(_asked(body, name))
    return list(dict.fromkeys(key for key in _read(body, name) if key not in asked))


def is_handed_on(body: st.Block, name: str) -> bool:
    """Whether a mapping is given to something else as a whole: who gets it may read other keys of it."""
    for node in nodes(body):
        if isinstance(node, ex.Call) and any(_is(_unpacked(each), name) for each in _arguments(node)):
            return True
        if isinstance(node, st.Return) and node.value is not None and _is(node.value, name):
            return True
    return False


def _arguments(call: ex.Call) -> tuple[ex.Expression, ...]:
    if isinstance(call.callee, ex.Name) and call.callee.id in _LOOKING:
        return ()
    return (*call.arguments, *(value for _, value in call.keywords))


def _unpacked(argument: ex.Expression) -> ex.Expression:
    return argument.value if isinstance(argument, ex.Starred) else argument


def _binds(node: object, name: str) -> bool:
    if isinstance(node, st.Assign):
        return any(isinstance(each, ex.Name) and each.id == name for each in node.targets)
    return isinstance(node, st.Augment | st.For) and isinstance(node.target, ex.Name) and node.target.id == name


def _asked(body: st.Block, name: str) -> Iterator[str]:
    """The keys that are also asked for: `"key" in name`, `name.get("key")`, `name["key"] = ...`."""
    for node in nodes(body):
        if isinstance(node, ex.Compare) and node.operator in ("in", "not in") and _is(node.right, name):
            yield from _word(node.left)
        elif isinstance(node, ex.Call) and isinstance(node.callee, ex.Attribute) and _is(node.callee.value, name):
            for argument in node.arguments[:1]:
                yield from _word(argument)
        elif isinstance(node, st.Assign | st.Augment):
            targets = node.targets if isinstance(node, st.Assign) else (node.target,)
            for target in targets:
                if isinstance(target, ex.Subscript) and _is(target.value, name):
                    yield from _word(target.index)


def _read(node: object, name: str) -> Iterator[str]:
    if isinstance(node, ex.Subscript) and _is(node.value, name):
        yield from _word(node.index)
    if isinstance(node, FunctionFact) or not isinstance(node, tuple):
        return
    if isinstance(node, st.Try) and any(_takes(handler) for handler in node.handlers):
        for part in (*node.handlers, node.orelse, node.final):
            yield from _read(part, name)
        return
    for part in node:
        yield from _read(part, name)


def _takes(handler: st.Handler) -> bool:
    return handler.type is None or any(
        isinstance(each, ex.Name | ex.Attribute) and (ex.dotted(each) or "").rpartition(".")[2] in _TAKES_KEY_ERROR
        for each in nodes(handler.type)
    )


def _is(expression: object, name: str) -> bool:
    return isinstance(expression, ex.Name) and expression.id == name


def _word(expression: object) -> Iterator[str]:
    if isinstance(expression, ex.Constant) and isinstance(expression.value, str):
        yield expression.value
