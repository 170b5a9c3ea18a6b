"""The spec format: a Markdown file of small projects, with what must be found in them written on the lines it concerns.

Every `##` is a section: a project in memory. A fenced block is a file: the one that the line before it names, as in
`` `app/main.py`: ``, else `main.py`. A block `py fixed` is that file after the fix. A block named `fastlint.toml` is
the section's configuration. A block named `routes` is what `fastlint routes` lists: a heading for each application or
router, then its routes, and `?` before what is not resolved. At the end of a line of code stands what is found there:

    # error                               a finding of the spec's rule
    # error: [FL103]                      of that rule, by code or name
    # error: "text"                       whose message contains the text
    # error: [FL103] "text"; [FL104]      two findings
    # todo error: [FL103]                 a missed alarm that is known
    # todo ok: [FL103]                    a false alarm that is known
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

CONFIGURATION = "fastlint.toml"
ROUTES = "routes"

_FENCE = re.compile(r"(?P<fence>`{3,})(?P<info>[^`]*)")
_FILE_NAME = re.compile(r"`(?P<name>[^`]+)`:")
_MARK = re.compile(r"#\s*(?P<kind>error|todo error|todo ok)(?=\s*(?:[:#]|$))(?P<items>:(?:[^#\"]|\"[^\"]*\")*)?")
_ITEM = re.compile(r"\s*(?:\[(?P<rule>[\w-]+)\])?\s*(?:\"(?P<text>[^\"]*)\")?\s*(?:;|$)")


class Kind(Enum):
    """What the spec says about a finding."""

    ERROR = "error"
    MISSED = "todo error"
    FALSE = "todo ok"


@dataclass(frozen=True)
class Expectation:
    """A finding that is expected in a file and line; `rule` is a code or name, None for the rule of the spec."""

    kind: Kind
    path: str
    line: int
    rule: str | None = None
    text: str = ""


@dataclass
class SpecSection:
    """A section: its project, what is expected of it, its files after the fixes, configuration (TOML) and routes."""

    spec: Path
    heading: str
    line: int
    files: dict[str, str] = field(default_factory=dict)
    fixed: dict[str, str] = field(default_factory=dict)
    configuration: str = ""
    routes: str = ""

    @property
    def expectations(self) -> list[Expectation]:
        """What is written on the lines of the files."""
        return [
            each
            for path, text in self.files.items()
            if path.endswith(".py")
            for number, line in enumerate(text.splitlines(), start=1)
            for each in read_marks(path, number, line)
        ]

    @property
    def is_faulty(self) -> bool:
        """Whether something is to be found in it."""
        return any(each.kind is not Kind.FALSE for each in self.expectations)

    @property
    def name(self) -> str:
        """How a test report calls it."""
        return f"{self.spec.stem}: {self.heading.replace('`', '')}"


def read_spec(path: Path) -> list[SpecSection]:
    """The sections of a spec file that have files. Raises `ValueError` for what the format does not know."""
    sections: list[SpecSection] = []
    before = ""
    lines = enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
    for number, line in lines:
        fence = _FENCE.fullmatch(line)
        if fence is not None:
            body = "".join(f"{each}\n" for each in _until(lines, fence["fence"], f"{path.name}:{number}"))
            if not sections:
                raise ValueError(f"{path.name}:{number}: a block before the first `##`")
            _add(sections[-1], before, fence["info"].split(), body, f"{path.name}:{number}")
        elif line.startswith("## "):
            sections.append(SpecSection(path, line[3:].strip(), number))
        if line.strip():
            before = "" if fence is not None else line.strip()
    for section in sections:
        if not section.files:
            raise ValueError(f"{path.name}:{section.line}: a section without a file")
    return sections


def _until(lines: Iterator[tuple[int, str]], fence: str, where: str) -> Iterator[str]:
    for _, line in lines:
        if line.rstrip() == fence:
            return
        yield line
    raise ValueError(f"{where}: the block is never closed")


def _add(section: SpecSection, before: str, info: list[str], body: str, where: str) -> None:
    named = _FILE_NAME.fullmatch(before)
    name = named["name"] if named is not None else "main.py"
    if name == CONFIGURATION:
        section.configuration = body
        return
    if name == ROUTES:
        section.routes = body
        return
    if not info or (name.endswith(".py") and info[0] not in ("py", "python")):
        raise ValueError(f"{where}: the block of `{name}` is not marked as Python")
    target = section.fixed if info[1:] == ["fixed"] else section.files
    if name in target:
        raise ValueError(f"{where}: `{name}` is there twice")
    target[name] = body


def read_marks(path: str, number: int, line: str) -> Iterator[Expectation]:
    """What the comments at the end of a line of code say."""
    for mark in _MARK.finditer(line):
        items = (mark["items"] or ":")[1:].strip()
        kind = Kind(mark["kind"])
        if not items:
            yield Expectation(kind, path, number)
            continue
        position = 0
        while position < len(items):
            item = _ITEM.match(items, position)
            if item is None or item.end() == position:
                raise ValueError(f"{path}:{number}: cannot read the expectation {items!r}")
            yield Expectation(kind, path, number, item["rule"], item["text"] or "")
            position = item.end()


def sections_in(folder: Path) -> list[SpecSection]:
    """The sections of all spec files in and below a folder, in order."""
    return [section for path in sorted(folder.rglob("*.md")) for section in read_spec(path)]
