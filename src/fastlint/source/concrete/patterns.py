"""The patterns of `match` statements."""

import ast
from collections.abc import Callable, Sequence

import libcst as cst

from fastlint.source.concrete.expressions import convert_expression
from fastlint.source.concrete.places import Place, Places, location


def convert_pattern(node: cst.MatchPattern, places: Places) -> ast.pattern:
    """One pattern, with all that is inside."""
    return _PATTERNS[type(node)](node, places)


def _value(node: cst.MatchValue, places: Places) -> ast.pattern:
    return ast.MatchValue(convert_expression(node.value, places), **places.of(node.value))


def _singleton(node: cst.MatchSingleton, places: Places) -> ast.pattern:
    value = {"None": None, "True": True, "False": False}[node.value.value]
    return ast.MatchSingleton(value, **places.of(node.value))


def _sequence(node: cst.MatchList | cst.MatchTuple, places: Places) -> ast.pattern:
    patterns = [
        _star(element, places) if isinstance(element, cst.MatchStar) else convert_pattern(element.value, places)
        for element in node.patterns
    ]
    if isinstance(node, cst.MatchTuple):  # a parenthesised sequence owns its innermost parentheses
        where = location(places.start(node.lpar[-1]), places.end(node.rpar[0]))
    elif node.lbracket is not None and node.rbracket is not None:
        where = location(places.start(node.lbracket), places.end(node.rbracket))
    else:
        where = location(_start(node.patterns[0], places), _end(node.patterns[-1], places))
    return ast.MatchSequence(patterns, **where)


def _start(node: cst.MatchSequenceElement | cst.MatchStar, places: Places) -> Place:
    return places.start(node) if isinstance(node, cst.MatchStar) else _pattern_start(node.value, places)


def _end(node: cst.MatchSequenceElement | cst.MatchStar, places: Places) -> Place:
    if isinstance(node.comma, cst.Comma):
        return places.end(node.comma)
    return _star_end(node, places) if isinstance(node, cst.MatchStar) else _pattern_end(node.value, places)


def _pattern_start(node: cst.MatchPattern, places: Places) -> Place:
    if isinstance(node, (cst.MatchValue, cst.MatchSingleton)):  # the parentheses are on what they hold
        return places.outer_start(node.value)
    return places.outer_start(node)


def _pattern_end(node: cst.MatchPattern, places: Places) -> Place:
    if isinstance(node, (cst.MatchValue, cst.MatchSingleton)):
        return places.outer_end(node.value)
    return places.outer_end(node)


def _star(node: cst.MatchStar, places: Places) -> ast.pattern:
    name = node.name.value if node.name is not None else None
    return ast.MatchStar(name, **location(places.start(node), _star_end(node, places)))


def _star_end(node: cst.MatchStar, places: Places) -> Place:
    if node.name is not None:
        return places.end(node.name)
    before = places.end(node.whitespace_before_name)
    return Place(before.line, before.column + len("_"))


def _mapping(node: cst.MatchMapping, places: Places) -> ast.pattern:
    return ast.MatchMapping(
        [convert_expression(element.key, places) for element in node.elements],
        [convert_pattern(element.pattern, places) for element in node.elements],
        node.rest.value if node.rest is not None else None,
        **places.of(node),
    )


def _class(node: cst.MatchClass, places: Places) -> ast.pattern:
    return ast.MatchClass(
        convert_expression(node.cls, places),
        [convert_pattern(element.value, places) for element in node.patterns],
        [element.key.value for element in node.kwds],
        [convert_pattern(element.pattern, places) for element in node.kwds],
        **places.of(node),
    )


def _as(node: cst.MatchAs, places: Places) -> ast.pattern:
    pattern = convert_pattern(node.pattern, places) if node.pattern is not None else None
    name = node.name.value if node.name is not None and node.name.value != "_" else None
    return ast.MatchAs(pattern, name, **places.of(node))


def _or(node: cst.MatchOr, places: Places) -> ast.pattern:
    alternatives: Sequence[cst.MatchPattern] = [element.pattern for element in node.patterns]
    where = location(_pattern_start(alternatives[0], places), _pattern_end(alternatives[-1], places))
    return ast.MatchOr([convert_pattern(alternative, places) for alternative in alternatives], **where)


_PATTERNS: dict[type[cst.MatchPattern], Callable[..., ast.pattern]] = {
    cst.MatchValue: _value,
    cst.MatchSingleton: _singleton,
    cst.MatchList: _sequence,
    cst.MatchTuple: _sequence,
    cst.MatchMapping: _mapping,
    cst.MatchClass: _class,
    cst.MatchAs: _as,
    cst.MatchOr: _or,
}
