"""The annotation and the default of a parameter."""

from fastlint.fixes.brackets import Item, items
from fastlint.fixes.change import Change, Impossible
from fastlint.source.tokens import Kind, TokenFile


def annotated(file: TokenFile, first: int, last: int, before: str, after: str, *, keeps: bool) -> list[Change]:
    """A new annotation: around the one that was there if it `keeps` that, else in its place."""
    tokens = file.tokens
    if first == last:
        end = tokens[last].end
        if keeps:
            raise Impossible("there is no annotation")
        return [Change(end, end, f": {before}"), *_spaced(file, last)]
    if tokens[first + 1].text != ":":
        raise Impossible("no parameter is there")
    start, end = tokens[first + 2].start, tokens[last].end
    if keeps:
        if any(tokens[index].kind is Kind.STRING for index in file.at_depth(first + 2, last)):
            raise Impossible("the annotation is a text")
        return [Change(start, start, before), Change(end, end, after)]
    return [Change(start, end, before)]


def _spaced(file: TokenFile, last: int) -> list[Change]:
    """`a=1` becomes `a: T = 1`: with an annotation there is space around the sign."""
    tokens = file.tokens
    if tokens[last + 1].text != "=" or tokens[last + 1].start != tokens[last].end:
        return []
    sign = tokens[last + 1]
    return [Change(sign.start, sign.start, " "), Change(sign.end, sign.end, " ")]


def wrapped(file: TokenFile, last: int, before: str, after: str) -> list[Change]:
    """The default within more code."""
    tokens = file.tokens
    if tokens[last + 1].text != "=":
        raise Impossible("there is no default")
    statement = file.statements[file.statement_of(last)]
    end = last + 2
    for index in file.at_depth(last + 2, statement.last):
        if tokens[index].text == "," or file.partner.get(index, index) < last + 2:
            break  # the next parameter, or the end of them all
        end = index
    start, stop = tokens[last + 2].start, tokens[end].end
    return [Change(start, start, before), Change(stop, stop, after)]


def defaulted(file: TokenFile, first: int, last: int, text: str) -> list[Change]:
    """A new default, or none."""
    tokens = file.tokens
    opening = next(index for index in range(first, -1, -1) if file.partner.get(index, -1) > last)
    parameters = items(file, opening)
    position = next((index for index, item in enumerate(parameters) if item.first == first), None)
    if position is None:
        raise Impossible("no parameter is there")
    item = parameters[position]
    has_default = item.last > last and tokens[last + 1].text == "="
    end = tokens[last].end
    if has_default and text:
        return [Change(tokens[last + 2].start, tokens[item.last].end, text)]
    if has_default:
        if _needs_default(file, parameters[:position]):
            raise Impossible("the parameters before it have defaults")
        return _without_comment(file, end, tokens[item.last].end)
    if not text:
        return []
    for each in parameters[position + 1 :]:
        if tokens[each.first].text == "*" or each.is_starred(file):
            break
        if tokens[each.first].text != "/" and not _has_default(file, each.first, each.last):
            raise Impossible("a parameter without a default follows")
    return [Change(end, end, f" = {text}" if first < last else f"={text}")]


def _needs_default(file: TokenFile, before: list[Item]) -> bool:
    starred = any(each.is_starred(file) for each in before)
    return not starred and any(_has_default(file, each.first, each.last) for each in before)


def _has_default(file: TokenFile, first: int, last: int) -> bool:
    return any(file.tokens[index].text == "=" for index in file.at_depth(first, last))


def _without_comment(file: TokenFile, start: int, end: int) -> list[Change]:
    if file.has_comment(start, end):
        raise Impossible("a comment would be lost")
    return [Change(start, end, "")]
