"""Who reads the parameters that stand in a route's path."""

from __future__ import annotations

from collections.abc import Iterator

from fastlint.facts import statements as st
from fastlint.facts.expressions import Attribute, Name
from fastlint.project.execution.abstract import Const
from fastlint.project.execution.markers import Location
from fastlint.project.requests.parameters import Operation, Parameter

#: What may be read of a request without coming by its path.
_HARMLESS = frozenset(
    """headers client cookies query_params body json form stream method app state user auth session is_disconnected
    receive""".split()
)
_REQUESTS = frozenset({"request", "websocket", "connection"})
#: Names that are so alike are meant to be the same.
ALIKE = 0.8


def unread(operation: Operation) -> list[str]:
    """The names in the path that nobody reads; none where somebody may whose parameters are not known."""
    if not operation.is_complete or _reads_by_hand(operation):
        return []
    return _not_taken(operation)


def _not_taken(operation: Operation) -> list[str]:
    taken = {name for each in operation.parameters if each.location is Location.PATH for name in _names(each)}
    return [name for name, convertor in operation.path_names.items() if convertor != "path" and name not in taken]


def _names(parameter: Parameter) -> tuple[str, ...]:
    return (parameter.name, parameter.alias)


def lost(operation: Operation) -> list[Parameter]:
    """The parameters with a `Path()` whose names are not in the path."""
    return [
        each
        for each in operation.parameters
        if each.location is Location.PATH
        and each.alias not in operation.path_names
        and (each.option("validation_alias") is None or isinstance(each.option("validation_alias"), Const))
        and (each.option("alias") is None or isinstance(each.option("alias"), Const))
    ]


def mismatches(operation: Operation) -> list[tuple[str, Parameter]]:
    """The names in the path that nobody reads, each with the one required parameter that seems to mean it."""
    found: list[tuple[str, Parameter]] = []
    asked = [
        each
        for each in operation.parameters
        if each.location is Location.QUERY and each.marker is None and each.is_required and each.type is not None
    ]
    for name in _not_taken(operation):
        alike = [each for each in asked if are_alike(name, each.alias)]
        if len(alike) == 1:
            found.append((name, alike[0]))
    return found


def are_alike(first: str, second: str) -> bool:
    """Whether two names seem to mean the same: `id` and `item_id`, `userId` and `user_id`, `item_id` and `itme_id`."""
    a, b = (each.lower().strip("_") for each in (first, second))
    plain = a.replace("_", ""), b.replace("_", "")
    if plain[0] == plain[1] or a.endswith(f"_{b}") or b.endswith(f"_{a}"):
        return True
    from difflib import SequenceMatcher

    return SequenceMatcher(None, *plain).ratio() >= ALIKE and a.rpartition("_")[2] == b.rpartition("_")[2]


def _reads_by_hand(operation: Operation) -> bool:
    """Whether the path may be read off the request, in a function of the route or beyond."""
    for each in operation.dependants:
        if each.function is None:
            continue
        names = {p.name for p in each.parameters if p.special in _REQUESTS}
        if names and any(_leaves(each.function.function.fact.body, name) for name in names):
            return True
    return False


def _leaves(body: st.Block, name: str) -> bool:
    """Whether a name is used for anything but to read what has nothing to do with the path."""
    return any(not is_harmless for is_harmless in _uses(body, name))


def _uses(node: object, name: str) -> Iterator[bool]:
    if isinstance(node, Name):
        if node.id == name:
            yield False
    elif isinstance(node, Attribute) and isinstance(node.value, Name) and node.value.id == name:
        yield node.name in _HARMLESS
    elif isinstance(node, tuple):
        for part in node:
            yield from _uses(part, name)
