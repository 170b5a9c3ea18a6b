"""Abandoned functions: those that nothing in the program refers to, by name or in a text."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from fastlint.project.loop.colours import overrides

if TYPE_CHECKING:
    from fastlint.facts.definitions import ModuleFacts
    from fastlint.project.execution.abstract import Class, Function


def names_of(function: Function, subclasses: Callable[[Class], Iterable[Class]]) -> list[frozenset[str]]:
    """The ways to a function, each as names: where nothing refers to any name of one of them, nothing runs it.

    The name of a private function is one, unless it is decorated or overrides something: then somebody else may know
    it. The names of its class and of those that inherit from it are another; a public function is for others, too.
    """
    ways = []
    fact, owner = function.fact, function.owner
    is_private = fact.name.startswith("_") and not fact.name.startswith("__")
    if is_private and not fact.decorators and not overrides(function):
        ways.append(frozenset({fact.name}))
    if owner is not None:
        classes = [owner, *subclasses(owner)]
        if not any(each.fact.decorators for each in classes):
            ways.append(frozenset(each.fact.name for each in classes))
    return ways


def unmentioned(names: Iterable[str], modules: Iterable[ModuleFacts]) -> set[str]:
    """Those of the names that the modules do not refer to.

    A word that ends with an underscore may be the first part of any name that goes on (`f"_run_{kind}"`).
    """
    left = set(names)
    parts: set[str] = set()
    for facts in modules:
        left.difference_update(facts.words)
        parts.update(word for word in facts.words if word.endswith("_") and word != "_")
    return {name for name in left if not name.startswith(tuple(parts))}
