"""Calls and parameters: what stands between brackets, and the commas between."""

from fastlint.fixes.change import Change, Impossible
from fastlint.source.tokens import Kind, TokenFile
from fastlint.values.late import NamedTuple


class Item(NamedTuple):
    """One of the things between commas: the indices of its tokens; `value` is where what follows `keyword =` begins."""

    first: int
    last: int
    keyword: str
    value: int

    def is_starred(self, file: TokenFile) -> bool:
        """Whether it is `*a` or `**a`."""
        return file.tokens[self.first].text in ("*", "**")


def items(file: TokenFile, opening: int) -> list[Item]:
    """What stands in a pair of brackets."""
    found = []
    first = opening + 1
    closing = file.partner[opening]
    for index in [*file.at_depth(first, closing - 1), closing]:
        if file.tokens[index].text == "," or index == closing:
            if index > first:
                found.append(_item(file, first, index - 1))
            first = index + 1
    return found


def _item(file: TokenFile, first: int, last: int) -> Item:
    is_keyword = last > first and file.tokens[first].kind is Kind.NAME and file.tokens[first + 1].text == "="
    return Item(first, last, file.tokens[first].text, first + 2) if is_keyword else Item(first, last, "", first)


def argument(file: TokenFile, opening: int, key: int | str) -> Item:
    """The argument of a call, by its index among the positional ones or by its keyword."""
    found = items(file, opening)
    if isinstance(key, str):
        for item in found:
            if item.keyword == key:
                return item
    elif key < len(found) and not any(item.keyword or item.is_starred(file) for item in found[: key + 1]):
        return found[key]
    raise Impossible(f"there is no argument {key}")


def removed(file: TokenFile, opening: int, item: Item) -> list[Change]:
    """An item goes, with its comma."""
    found = items(file, opening)
    tokens = file.tokens
    start, end = tokens[item.first].start, tokens[item.last].end
    if len(found) == 1:
        return _deleted(file, tokens[opening].end, tokens[file.partner[opening]].start)
    comma = item.last + 1
    after = tokens[comma].end if tokens[comma].text == "," else end
    line, following = file.line_start(start), _next_line(file, after)
    if not file.text[line:start].strip() and not file.text[after:following].strip():
        return _deleted(file, line, following)
    position = found.index(item)
    if position + 1 < len(found):
        return _deleted(file, start, tokens[found[position + 1].first].start)
    return _deleted(file, tokens[found[position - 1].last].end, end)


def added(file: TokenFile, opening: int, text: str, *, is_first: bool) -> list[Change]:
    """Another item, at the end or as the first."""
    found = items(file, opening)
    tokens = file.tokens
    if not found:
        return [Change(tokens[opening].end, tokens[opening].end, text)]
    if len(found) == 1 and any(tokens[index].text == "for" for index in file.at_depth(found[0].first, found[0].last)):
        raise Impossible("a generator expression without brackets takes no neighbour")
    edge = found[0] if is_first else found[-1]
    start = tokens[edge.first].start
    before = file.text[file.line_start(start) : start]
    separator = f",{file.newline}{before}" if not before.strip() else ", "
    if is_first:
        return [Change(start, start, f"{text}{separator}")]
    end = tokens[edge.last].end
    return [Change(end, end, f"{separator}{text}")]


def _deleted(file: TokenFile, start: int, end: int) -> list[Change]:
    if file.has_comment(start, end):
        raise Impossible("a comment would be lost")
    return [Change(start, end, "")]


def _next_line(file: TokenFile, offset: int) -> int:
    """The offset at which the line below begins."""
    line = file.place(offset)[0]
    return file.line_starts[line] if line < len(file.line_starts) else len(file.text)
