"""The surface that a text report is drawn on: how wide it is, whether it has colour, which characters it can show."""

import unicodedata
from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING, TextIO

from rich.text import Text

from fastlint.values.late import dataclass, pattern

if TYPE_CHECKING:
    from rich.console import Console

#: Invisible or direction-changing characters, with which a file could draw on the reader's terminal.
UNSAFE_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
UNSAFE_ASCII = pattern(r"[\x00-\x1f\x7f]")
CODE = pattern(r"`[^`]+`")


@dataclass(frozen=True)
class Glyphs:
    """The drawing characters."""

    rail: str
    underline: str
    open: str
    middle: str
    close: str
    branch: str
    corner: str
    through: str
    ellipsis: str
    arrow: str


UNICODE = Glyphs("│", "━", "╭", "│", "╰", "├─ ", "└─ ", "│  ", "…", "→")
ASCII = Glyphs("|", "^", "/", "|", "\\", "|- ", "`- ", "|  ", "...", "->")


@dataclass(frozen=True)
class Screen:
    """Where a report goes. `terminal` says that a person sees it in lines of `width`; otherwise headings stay whole."""

    stream: TextIO
    width: int = 100
    color: bool = False
    terminal: bool = False

    @cached_property
    def encoding(self) -> str:
        """The encoding of the stream."""
        return getattr(self.stream, "encoding", None) or "utf-8"

    @cached_property
    def glyphs(self) -> Glyphs:
        """The drawing characters that the stream can carry."""
        return UNICODE if self.can_show("".join(vars(UNICODE).values())) else ASCII

    @cached_property
    def console(self) -> "Console":
        """The rich console on the stream."""
        console = self.make_console("auto")
        if self.color and console.color_system is None:  # a pipe or a dumb terminal, and the user insists
            return self.make_console("standard")
        return console

    def make_console(self, color_system: str) -> "Console":
        """A console that writes colour only when asked to, in the given system."""
        from rich.console import Console

        return Console(
            file=self.stream,
            width=self.width,
            color_system=color_system if self.color else None,  # type: ignore[arg-type]
            force_terminal=self.terminal or self.color,
            no_color=not self.color,
            highlight=False,
            markup=False,
            emoji=False,
            safe_box=True,
            legacy_windows=False,
        )

    def can_show(self, text: str) -> bool:
        """Whether the stream's encoding has all the characters."""
        try:
            text.encode(self.encoding)
        except UnicodeError:
            return False
        return True

    def clean(self, text: str) -> str:
        """The text in characters that the stream has and that draw nothing but themselves; a tab is one blank."""
        if text.isascii():
            return UNSAFE_ASCII.sub(lambda found: self.show(found[0]), text) if UNSAFE_ASCII.search(text) else text
        return "".join(self.show(character) for character in text)

    def show(self, character: str) -> str:
        """One character as it is drawn: itself, or an escape such as `\\x1b` where it would do more than that."""
        if character in "\t\n":
            return " "
        if " " <= character <= "~":
            return character
        if character not in "\u200c\u200d" and unicodedata.category(character) in UNSAFE_CATEGORIES:
            return ascii(character)[1:-1]
        return character if self.can_show(character) else character.encode("ascii", "backslashreplace").decode()

    def write(self, lines: Iterable[Text]) -> None:
        """Write the lines, each as it is: nothing is wrapped or cropped here."""
        if self.color:
            self.console.print(Text("\n").join(lines), soft_wrap=True)
        else:
            self.stream.write("".join(f"{line.plain.rstrip()}\n" for line in lines))

    def prose(self, text: str, style: str = "") -> Text:
        """A sentence, its code in backticks set off."""
        result = Text.styled(self.clean(text), style)
        result.highlight_regex(CODE, "bold")
        return result

    def wrap(self, text: Text, indent: int, hang: int = 0) -> list[Text]:
        """The text in lines no wider than the screen, all indented, from the second line on by `hang` more."""
        width = self.width - indent - hang
        if text.cell_len <= width + hang:
            return [Text(" " * indent) + text]
        lines = text.wrap(self.console, max(width, 12), overflow="fold")
        return [Text(" " * (indent + (hang if number else 0))) + line for number, line in enumerate(lines)]
