"""Source lines with their numbers and the marked spans underlined."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from rich.cells import cell_len
from rich.text import Text

from fastlint.reports.screen import Screen
from fastlint.values import Span
from fastlint.values.late import dataclass

TAB = 4
#: Characters of a line that are looked at on either side of a span: a minified file has lines of megabytes.
NEIGHBOURHOOD = 500
#: A span of more lines than this is shown by its first two and its last.
TALL = 5


@dataclass(frozen=True)
class Mark:
    """A span to underline, and what to say about it (may be empty)."""

    span: Span
    label: str = ""


@dataclass(frozen=True)
class Piece:
    """The visible part of a line: what each of its characters looks like, from the 0-based character `first` on."""

    first: int
    shown: tuple[str, ...]
    cut_left: bool = False
    cut_right: bool = False


def draw_frame(screen: Screen, lines: Sequence[str] | None, marks: Sequence[Mark], style: str) -> list[Text]:
    """The frame of one file's marks, or nothing when their lines cannot be had."""
    known = sorted((mark for mark in marks if is_inside(mark.span, lines)), key=lambda mark: mark.span)
    if lines is None or not known:
        return []
    return Frame(screen, lines, known, style).draw()


def is_inside(span: Span, lines: Sequence[str] | None) -> bool:
    """Whether the span begins on a line that there is."""
    return lines is not None and 1 <= span.line <= len(lines)


class Frame:
    """The lines of one file around some marks, which are sorted and begin on lines that there are."""

    def __init__(self, screen: Screen, lines: Sequence[str], marks: Sequence[Mark], style: str) -> None:
        self.screen = screen
        self.lines = lines
        self.marks = marks
        self.style = style
        self.last = max(min(mark.span.end_line, len(lines)) for mark in marks)
        self.digits = len(str(self.last))
        self.tall = any(mark.span.end_line > mark.span.line for mark in marks)
        # "  12 | " and, where a span has several lines, room for its bracket
        self.room = max(20, screen.width - self.digits - 5 - (2 if self.tall else 0))
        self.indent = self.common_indent()

    def common_indent(self) -> int:
        """How many blanks at the start of the shown lines can be dropped."""
        shown = {number for mark in self.marks for number in range(mark.span.line, self.end_of(mark) + 1)}
        texts = [line for number in shown if (line := self.lines[number - 1]).strip()]
        if any(line[:1] == "\t" for line in texts):
            prefix = min((len(line) - len(line.lstrip("\t")) for line in texts), default=0)
        else:
            prefix = min((len(line) - len(line.lstrip(" ")) for line in texts), default=0)
        return prefix

    def end_of(self, mark: Mark) -> int:
        """The last line of a mark, inside the file."""
        return max(mark.span.line, min(mark.span.end_line, len(self.lines)))

    def draw(self) -> list[Text]:
        """The frame's rows."""
        rows: list[Text] = []
        previous: int | None = None
        for line, group in groupby(self.marks, key=lambda mark: mark.span.line):
            flat: list[Mark] = []
            high: list[Mark] = []
            for mark in group:
                (high if self.end_of(mark) > line else flat).append(mark)
            if previous is not None and line > previous + 1:
                rows.append(self.gap())
            if flat:
                rows.extend(self.draw_flat(line, flat))
                previous = line
            for mark in high:
                rows.extend(self.draw_tall(mark))
                previous = self.end_of(mark)
        return rows

    def gap(self) -> Text:
        """The row that stands for lines left out."""
        return Text.styled(f"  {' ' * self.digits} {self.screen.glyphs.ellipsis}", "dim")

    def gutter(self, number: int | None, bracket: str = "") -> Text:
        """What stands left of a source line or, without a number, of what is said about it."""
        text = Text.styled(f"  {number or '':>{self.digits}} {self.screen.glyphs.rail} ", "dim")
        if self.tall:
            text.append(f"{bracket:<2}", style=self.style)
        return text

    def draw_flat(self, line: int, marks: list[Mark]) -> list[Text]:
        """A line and the underlines of the marks on it: one row for those without a label, one for each with."""
        piece = self.crop(self.lines[line - 1], [columns_of(mark.span) for mark in marks])
        rows = [self.gutter(line) + self.text_of(piece)]
        silent = [columns_of(mark.span) for mark in marks if not mark.label]
        if silent:
            rows.append(self.gutter(None) + Text.styled(self.underline(piece, silent), self.style))
        for mark in marks:
            if mark.label:
                rows.extend(self.draw_label(self.underline(piece, [columns_of(mark.span)]), mark.label))
        return rows

    def draw_label(self, underline: str, label: str) -> list[Text]:
        """An underline with its label behind it where there is room, else below it."""
        prose = self.screen.prose(label)
        used = cell_len(underline) + 1
        if used + prose.cell_len <= self.room:
            return [self.gutter(None) + Text.styled(underline, self.style) + Text(" ") + prose]
        start = len(underline) - len(underline.lstrip())
        if self.room - start < 40:
            start = 0
        return [
            self.gutter(None) + Text.styled(underline, self.style),
            *(
                self.gutter(None) + Text(" " * start) + row
                for row in prose.wrap(self.screen.console, max(self.room - start, 12), overflow="fold")
            ),
        ]

    def draw_tall(self, mark: Mark) -> list[Text]:
        """The lines of a span over several lines, with a bracket on their left."""
        glyphs = self.screen.glyphs
        first, last = mark.span.line, self.end_of(mark)
        numbers = list(range(first, last + 1))
        if len(numbers) > TALL:
            numbers = [first, first + 1, last]
        rows: list[Text] = []
        for previous, number in zip([first, *numbers], numbers, strict=False):
            if number > previous + 1:
                rows.append(self.gap())
            bracket = glyphs.open if number == first else glyphs.close if number == last else glyphs.middle
            columns = (mark.span.column - 1, mark.span.column) if number == first else (self.indent, self.indent + 1)
            piece = self.crop(self.lines[number - 1], [columns])
            rows.append(self.gutter(number, bracket) + self.text_of(piece))
        if mark.label:
            labels = self.screen.prose(mark.label).wrap(self.screen.console, self.room, overflow="fold")
            rows.extend(self.gutter(None) + row for row in labels)
        return rows

    def text_of(self, piece: Piece) -> Text:
        """The visible part of a line, with an ellipsis where it is cut."""
        ellipsis = self.screen.glyphs.ellipsis
        text = Text()
        if piece.cut_left:
            text.append(ellipsis, style="dim")
        text.append("".join(piece.shown))
        if piece.cut_right:
            text.append(ellipsis, style="dim")
        return text

    def underline(self, piece: Piece, columns: Iterable[tuple[int, int]]) -> str:
        """The row below a piece that underlines the 0-based character ranges; an empty range gets one sign."""
        sign = self.screen.glyphs.underline
        ranges = [(start, max(end, start + 1)) for start, end in columns]
        row = " " * (cell_len(self.screen.glyphs.ellipsis) if piece.cut_left else 0)
        for index, shown in enumerate(piece.shown, piece.first):
            marked = any(start <= index < end for start, end in ranges)
            row += (sign if marked else " ") * cell_len(shown)
        if any(start >= piece.first + len(piece.shown) for start, _ in ranges) and not piece.cut_right:
            row += sign  # at the end of the line, where there is no character
        return row.rstrip()

    def crop(self, line: str, columns: Sequence[tuple[int, int]]) -> Piece:
        """The part of the line that fits the frame, around the 0-based character ranges."""
        line = line.rstrip()
        start = min(start for start, _ in columns)
        end = max(end for _, end in columns)
        low = max(min(self.indent, start), start - NEIGHBOURHOOD, 0)
        high = min(len(line), max(start, min(end, start + NEIGHBOURHOOD)) + NEIGHBOURHOOD)
        shown = self.characters(line[low:high])
        widths = [cell_len(each) for each in shown]
        if low <= self.indent and high == len(line) and sum(widths) <= self.room:
            return Piece(low, tuple(shown))
        return self.window(
            Piece(low, tuple(shown), low > self.indent, high < len(line)), widths, start - low, end - low
        )

    def window(self, piece: Piece, widths: list[int], start: int, end: int) -> Piece:
        """As much of a piece as fits, with the characters from `start` to `end` in sight."""
        start = max(0, min(start, len(widths) - 1)) if widths else 0
        end = max(start, min(end, len(widths)))
        room = self.room - 2 * cell_len(self.screen.glyphs.ellipsis)
        left = right = start
        used = 0
        while right < end and used + widths[right] <= room:  # the span itself, as far as it fits
            used += widths[right]
            right += 1
        lead = (room - used) // 2
        while left > 0 and lead >= widths[left - 1]:  # then what stands before it, up to half of the rest
            left -= 1
            lead -= widths[left]
            used += widths[left]
        while right < len(widths) and used + widths[right] <= room:
            used += widths[right]
            right += 1
        while left > 0 and used + widths[left - 1] <= room:
            left -= 1
            used += widths[left]
        return Piece(
            piece.first + left,
            piece.shown[left:right],
            piece.cut_left or left > 0,
            piece.cut_right or right < len(widths),
        )

    def characters(self, text: str) -> list[str]:
        """How each character is drawn; a tab reaches to the next stop."""
        if text.isascii() and text.isprintable():
            return list(text)
        result: list[str] = []
        position = 0
        for character in text:
            shown = " " * (TAB - position % TAB) if character == "\t" else self.screen.show(character)
            position += cell_len(shown)
            result.append(shown)
        return result


def columns_of(span: Span) -> tuple[int, int]:
    """The 0-based characters of a span within one line."""
    return span.column - 1, span.end_column - 1
