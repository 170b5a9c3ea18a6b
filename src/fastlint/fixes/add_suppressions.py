"""Write suppression comments behind the statements that findings are on."""

from collections.abc import Iterable, Mapping

from fastlint.engine.directives import Directive, Reach, directives_in
from fastlint.source.comments import Layout, read_layout
from fastlint.source.decode import decode, encode
from fastlint.values.late import NamedTuple, pattern

_LINES = pattern(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")


class Annotated(NamedTuple):
    """The content of a file with comments, and the lines of findings where none can stand."""

    data: bytes
    left: tuple[int, ...]


def add_suppressions(data: bytes, found: Mapping[int, Iterable[str]], reason: str) -> Annotated:
    """The content of a file in which the codes that were found on its lines are suppressed, each for this reason.

    Encoding, byte order mark and line ends stay as they are. Raises `DecodeError` for what is no Python source, and
    `UnicodeError` for a reason that cannot be written in the encoding of the file.
    """
    text = decode(data)
    layout = read_layout(text)
    lines = _LINES.findall(text)
    wanted: dict[int, set[str]] = {}
    left = []
    for line, codes in found.items():
        statement = layout.statement_at(line)
        if statement is None:
            left.append(line)
        else:
            wanted.setdefault(statement.last, set()).update(codes)
    for number, codes in wanted.items():
        line = lines[number - 1]
        body = line.rstrip("\r\n")
        lines[number - 1] = _suppressed(body, number, layout, codes, reason) + line[len(body) :]
    return Annotated(encode("".join(lines), data), tuple(left))


def _suppressed(line: str, number: int, layout: Layout, codes: Iterable[str], reason: str) -> str:
    directive = _own(number, layout)
    if directive is None:
        return f"{line.rstrip()}  # fastlint: ignore[{', '.join(sorted(codes))}] -- {reason}"
    bracket = directive.end_column - 2
    more = [code for code in sorted(codes) if code not in directive.selectors]
    return line[:bracket] + "".join(f", {code}" for code in more) + line[bracket:]


def _own(number: int, layout: Layout) -> Directive | None:
    """The suppression that stands there already, and names rules in brackets."""
    comment = layout.comments.get(number)
    for directive in directives_in(comment) if comment is not None else ():
        if directive.reach is Reach.STATEMENT and not directive.fault and directive.text.endswith("]"):
            return directive
    return None
