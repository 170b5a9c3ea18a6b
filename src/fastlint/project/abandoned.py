"""Abandoned functions: private ones that nothing in the program refers to, by name or in a text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from fastlint.project.colours import overrides

if TYPE_CHECKING:
    from fastlint.facts.definitions import ModuleFacts
    from fastlint.project.abstract import Function


def may_be_abandoned(function: Function) -> bool:
    """Whether only its name leads to a function: it is private, undecorated, and overrides nothing."""
    fact = function.fact
    is_private = fact.name.startswith("_") and not fact.name.startswith("__")
    return is_private and not fact.decorators and not overrides(function)


def unmentioned(names: Iterable[str], modules: Iterable[ModuleFacts]) -> set[str]:
    """Those of the private names that stand nowhere in the modules, other than where they are defined.

    A word that ends with an underscore may be the first part of any name that goes on (`f"_run_{kind}"`).
    """
    words = frozenset[str]().union(*(facts.private_words for facts in modules))
    parts = tuple(word for word in words if word.endswith("_") and word != "_")
    return {name for name in names if name not in words and not name.startswith(parts)}
