"""Abandoned functions: private ones that nothing in the program refers to, by name or in a text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from fastlint.facts import expressions as ex
from fastlint.facts.definitions import FunctionFact
from fastlint.project.colours import overrides

if TYPE_CHECKING:
    from fastlint.facts.definitions import ModuleFacts
    from fastlint.project.abstract import Function

_WORD = re.compile(r"\w+")
#: A text of so many characters may be the first part of a name that is put together.
_SHORTEST_PART = 3


def may_be_abandoned(function: Function) -> bool:
    """Whether only its name leads to a function: it is private, undecorated, and overrides nothing."""
    fact = function.fact
    is_private = fact.name.startswith("_") and not fact.name.endswith("__")
    return is_private and not fact.decorators and not overrides(function)


def unmentioned(names: set[str], modules: Iterable[ModuleFacts]) -> set[str]:
    """Those of the names that stand nowhere in the modules, other than where they are defined."""
    left = set(names)
    for facts in modules:
        if not left:
            break
        _strike(facts.body, left)
    return left


def _strike(node: tuple[object, ...], left: set[str]) -> None:
    """Take out the names that something refers to."""
    if isinstance(node, FunctionFact):
        parts: tuple[object, ...] = (node.parameters, node.decorators, node.returns, node.body)
    elif isinstance(node, ex.Constant):
        if isinstance(node.value, str):
            for word in _WORD.findall(node.value):
                is_part = word.startswith("_") and len(word) >= _SHORTEST_PART
                left.difference_update([name for name in left if name == word or (is_part and name.startswith(word))])
        return
    else:
        parts = node
    for part in parts:
        if isinstance(part, str):
            left.discard(part)
        elif isinstance(part, tuple):
            _strike(part, left)
