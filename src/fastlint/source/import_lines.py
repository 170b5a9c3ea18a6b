"""What a file imports, seen at a glance: enough to tell where import roots are, before anything is parsed."""

import re
from collections.abc import Iterator

from fastlint.values.late import NamedTuple, pattern

#: Imports stand at the beginning of a file; more than this is not looked at.
GLANCE = 16_384

_IMPORT = pattern(
    r"^[ \t]*(?:from[ \t]+(?P<module>\.*[ \t]*[\w.]*)[ \t]+import[ \t]*\(?\s*(?P<names>\w+(?:[ \t]*,\s*\w+)*)"
    r"|import[ \t]+(?P<modules>[\w.]+(?:[ \t]+as[ \t]+\w+)?(?:[ \t]*,[ \t]*[\w.]+(?:[ \t]+as[ \t]+\w+)?)*))",
    re.MULTILINE,
)


class ImportLine(NamedTuple):
    """`from module import names`, or `import module` with no names. `level` counts the leading dots."""

    level: int
    module: str
    names: tuple[str, ...] = ()


def glance(text: str) -> tuple[ImportLine, ...]:
    """The imports in the beginning of a file. May contain what only looks like an import, in a docstring."""
    found: list[ImportLine] = []
    for match in _matches(text[:GLANCE]):
        if match["modules"] is not None:
            modules = (part.split()[0] for part in match["modules"].split(","))
            found.extend(ImportLine(0, module) for module in modules)
        else:
            dotted = match["module"].replace(" ", "").replace("\t", "")
            module = dotted.lstrip(".")
            names = tuple(name.strip() for name in match["names"].split(","))
            found.append(ImportLine(len(dotted) - len(module), module, names))
    return tuple(found)


def _matches(text: str) -> Iterator[re.Match[str]]:
    """What `_IMPORT.finditer` gives, tried only where the word `import` stands: a fifth of the time."""
    place = 0
    while (word := text.find("import", place)) >= 0:
        start = text.rfind("\n", 0, word) + 1
        match = _IMPORT.match(text, start) if start >= place else None
        if match is not None:
            yield match
        place = match.end() if match is not None else word + 6
