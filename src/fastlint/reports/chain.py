"""The chains of calls of some diagnostics, merged into a tree."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field
from posixpath import splitext

from rich.cells import cell_len
from rich.text import Text

from fastlint.reports.screen import Screen
from fastlint.values import Diagnostic, Step
from fastlint.values.late import dataclass


@dataclass()
class Node:
    """A call in the tree; below it stand the calls made by the function that it reaches."""

    step: Step
    name: str
    children: dict[Step, "Node"] = field(default_factory=dict)


#: A node, and whether it and its ancestors are the last of their siblings.
Branch = tuple[Node, tuple[bool, ...]]

#: How to draw a tree, the best form first: the indent of a level, and whether a name says what the call reaches.
FORMS = ((3, True), (1, True), (3, False), (1, False))


def draw_chains(screen: Screen, diagnostics: Sequence[Diagnostic], style: str) -> list[Text]:
    """The tree of the diagnostics' chains; nothing where no chain says more than its own first call."""
    chains = [diagnostic for diagnostic in diagnostics if len(diagnostic.chain) > 1]
    if not chains:
        return []
    nodes: dict[Step, Node] = {}
    for diagnostic in chains:
        level = nodes
        for label, call in zip(names_of(diagnostic), diagnostic.chain, strict=True):
            level = level.setdefault(call, Node(call, label)).children
    branches = list(walk(nodes.values(), ()))
    rows = [Text("  ") + Text.styled(screen.clean(short_function(chains[0].chain[0])), "bold")]
    step, full = next((form for form in FORMS if fits(screen, branches, *form)), FORMS[-1])
    rails = [Text("  ") + rails_of(screen, last, step) for _, last in branches]
    names = [Text(screen.clean(node.name if full else node.step.call)) for node, _ in branches]
    for (node, _), name in zip(branches, names, strict=True):
        name.stylize("" if node.children else style)
    places = [screen.clean(f"{node.step.span.path}:{node.step.span.line}") for node, _ in branches]
    column = max(rail.cell_len + name.cell_len for rail, name in zip(rails, names, strict=True)) + 2
    aligned = column + max(map(cell_len, places)) <= screen.width
    for rail, name, place in zip(rails, names, places, strict=True):
        rows.extend(place_rows(screen, rail, name, place, column if aligned else None))
    return rows


def place_rows(screen: Screen, rail: Text, name: Text, place: str, column: int | None) -> list[Text]:
    """A node and where its call stands: in a column, or behind the name or, on a narrow terminal, below it."""
    used = rail.cell_len + name.cell_len
    if column is None and used + 2 + cell_len(place) > screen.width and screen.terminal:
        indent = min(rail.cell_len, max(2, screen.width - cell_len(place)))
        return [rail + name, Text(" " * indent) + Text.styled(place, "dim")]
    return [rail + name + Text(" " * (2 if column is None else column - used)) + Text.styled(place, "dim")]


def walk(nodes: Iterable[Node], above: tuple[bool, ...]) -> Iterator[Branch]:
    """The nodes in order, those below a node right after it."""
    siblings = list(nodes)
    for node in siblings:
        last = (*above, node is siblings[-1])
        yield node, last
        yield from walk(node.children.values(), last)


def fits(screen: Screen, branches: Sequence[Branch], step: int, full: bool) -> bool:
    """Whether the names fit the screen when each level is indented by `step`."""
    return all(
        2 + step * len(last) + cell_len(node.name if full else node.step.call) < screen.width for node, last in branches
    )


def rails_of(screen: Screen, last: tuple[bool, ...], step: int) -> Text:
    """The lines that lead to a node, given which of its ancestors and itself are the last of their siblings."""
    glyphs = screen.glyphs
    lines = "".join(("   " if is_last else glyphs.through)[:step] for is_last in last[:-1])
    turn = (glyphs.corner if last[-1] else glyphs.branch)[:step]
    return Text.styled(lines + (turn if turn.endswith(" ") else f"{turn} "), "dim")


def names_of(diagnostic: Diagnostic) -> list[str]:
    """What to call each step of a chain: the call as written and, where the name does not tell, what it reaches."""
    chain = diagnostic.chain
    reached = [*(short_function(step) for step in chain[1:]), diagnostic.sink or chain[-1].call]
    return [name_of(step.call, target) for step, target in zip(chain, reached, strict=True)]


def name_of(call: str, target: str) -> str:
    """`call`, with the target in parentheses unless the call ends in it or it in the call."""
    if not call or not target:
        return call or target
    same = call == target or call.endswith(f".{target}") or target.endswith(f".{call}")
    if same:
        return max(call, target, key=len) if len(target) < 60 else call
    return f"{call} ({target})"


def short_function(step: Step) -> str:
    """The name of the step's function within its file: `Gateway.send` for `app.gateway.Gateway.send`."""
    parts = [each for each in splitext(step.span.path)[0].split("/") if each not in ("", ".")]
    if parts and parts[-1] == "__init__":
        parts = parts[:-1]
    for start in range(len(parts)):
        module = ".".join(parts[start:]) + "."
        if step.function.startswith(module):
            return step.function[len(module) :]
    return step.function
