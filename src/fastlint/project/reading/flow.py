"""The flow of control inside a function, over its facts: what stands where, what may run after it, how blocks end.

A `Site` is a statement with the compound statements around it. Definitions that are nested in a function are statements
of it (`FunctionDef`), but what stands in them is not: that runs at another time.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from functools import cached_property

from fastlint.facts import expressions as ex
from fastlint.facts import statements as st
from fastlint.facts.definitions import FunctionFact
from fastlint.facts.expressions import Expression, Place
from fastlint.project.reading import bodies
from fastlint.values.late import NamedTuple


class Part(Enum):
    """Which block of a compound statement something stands in."""

    BODY = "body"
    ORELSE = "else"
    HANDLER = "except"
    FINAL = "finally"
    CASE = "case"


class Exit(Enum):
    """How control may leave a block."""

    FALLS = "falls"  # runs to its end
    RETURNS = "returns"
    RAISES = "raises"  # by a `raise` that stands there: that any call may raise is taken for granted
    BREAKS = "breaks"
    CONTINUES = "continues"


#: What takes whatever a `try` raises, but for what ends the program.
_TAKES_ALL = frozenset({"Exception", "BaseException"})


class Level(NamedTuple):
    """A compound statement around something, in which block, and the `except` or `case` that the block belongs to.

    `block[position]` is the compound statement.
    """

    statement: st.Statement
    part: Part
    holder: st.Handler | st.Case | None
    block: st.Block
    position: int


class Site(NamedTuple):
    """A statement and what is around it, the outermost first. `block[position]` is the statement."""

    statement: st.Statement
    around: tuple[Level, ...]
    block: st.Block
    position: int

    @property
    def line(self) -> int | None:
        """Its line, for the statements that know it."""
        return getattr(self.statement, "line", None)

    @property
    def before(self) -> Iterator[st.Statement]:
        """The statements that stand before it: in its block, and in the blocks of what is around it."""
        for level in self.around:
            yield from level.block[: level.position]
        yield from self.block[: self.position]

    @property
    def withs(self) -> tuple[st.With, ...]:
        """The `with` statements that it is in, the outermost first."""
        return tuple(each.statement for each in self.around if isinstance(each.statement, st.With))

    @property
    def loops(self) -> tuple[st.For | st.While, ...]:
        """The loops of which it is in the body, the outermost first."""
        return tuple(
            each.statement
            for each in self.around
            if isinstance(each.statement, st.For | st.While) and each.part is Part.BODY
        )

    @property
    def tries(self) -> tuple[st.Try, ...]:
        """The `try` statements whose handlers watch over it, the innermost first."""
        return tuple(
            each.statement
            for each in reversed(self.around)
            if isinstance(each.statement, st.Try) and each.part is Part.BODY
        )

    @property
    def handlers(self) -> tuple[st.Handler, ...]:
        """The `except` blocks that it is in, the outermost first."""
        return tuple(each.holder for each in self.around if isinstance(each.holder, st.Handler))

    @property
    def conditions(self) -> tuple[Expression, ...]:
        """The tests of the `if` and `while` statements that it is in, the outermost first."""
        return tuple(each.statement.test for each in self.around if isinstance(each.statement, st.If | st.While))


def blocks(statement: st.Statement) -> Iterator[tuple[Part, st.Handler | st.Case | None, st.Block]]:
    """The blocks of a compound statement, in source order."""
    match statement:
        case st.If() | st.While() | st.For():
            yield Part.BODY, None, statement.body
            yield Part.ORELSE, None, statement.orelse
        case st.With():
            yield Part.BODY, None, statement.body
        case st.Try():
            yield Part.BODY, None, statement.body
            for handler in statement.handlers:
                yield Part.HANDLER, handler, handler.body
            yield Part.ORELSE, None, statement.orelse
            yield Part.FINAL, None, statement.final
        case st.Match():
            for case in statement.cases:
                yield Part.CASE, case, case.body


def takes_all(handler: st.Handler) -> bool:
    """Whether an `except` takes whatever comes, as it is written: `except:`, `except Exception:`."""
    return handler.type is None or (isinstance(handler.type, ex.Name) and handler.type.id in _TAKES_ALL)


def sites_in(block: st.Block, around: tuple[Level, ...] = ()) -> Iterator[Site]:
    """The statements of a block, and those in them, in source order."""
    for index in range(len(block)):
        yield from _with_inner(block, index, around)


def _with_inner(block: st.Block, index: int, around: tuple[Level, ...]) -> Iterator[Site]:
    statement = block[index]
    yield Site(statement, around, block, index)
    for part, holder, inner in blocks(statement):
        yield from sites_in(inner, (*around, Level(statement, part, holder, block, index)))


class _Index:
    """What is found in a function, kept because many rules ask for it."""

    def __init__(self, fact: FunctionFact) -> None:
        self.fact = fact
        self.sites = tuple(sites_in(fact.body))

    @cached_property
    def by_place(self) -> dict[Place, Site]:
        """The statements by the places of the expressions in them."""
        found: dict[Place, Site] = {}
        for site in self.sites:
            for node in own(site.statement):
                place = getattr(node, "place", None)
                if place is not None:
                    found.setdefault(place, site)
        return found

    @cached_property
    def by_name(self) -> dict[str, list[Site]]:
        """The statements by the names that they bind."""
        found: dict[str, list[Site]] = {}
        for site in self.sites:
            for name in stores(site):
                found.setdefault(name, []).append(site)
        return found


#: So many functions are remembered; facts do not change, so what was found in them stays true.
MOST_REMEMBERED = 20_000
_indices: dict[int, _Index] = {}


def _index(fact: FunctionFact) -> _Index:
    found = _indices.get(id(fact))
    if found is None or found.fact is not fact:
        if len(_indices) >= MOST_REMEMBERED:
            _indices.clear()
        found = _indices[id(fact)] = _Index(fact)
    return found


def sites(fact: FunctionFact) -> tuple[Site, ...]:
    """All statements of a function, in source order."""
    return _index(fact).sites


def own(statement: st.Statement) -> Iterator[object]:
    """The expressions of a statement, with what is in them, without the statements in its blocks."""
    match statement:
        case st.If() | st.While():
            yield from bodies.nodes(statement.test)
        case st.For():
            yield from bodies.nodes(statement.iterable)
            yield from bodies.nodes(statement.target)
        case st.With():
            for item in statement.items:
                yield from bodies.nodes(item)
        case st.Try():
            for handler in statement.handlers:
                yield from bodies.nodes(handler.type)
        case st.Match():
            yield from bodies.nodes(statement.subject)
            for case in statement.cases:
                yield from bodies.nodes(case._replace(body=()))
        case st.FunctionDef() | st.ClassDef():
            return
        case _:
            yield from bodies.nodes(statement)


def site_at(fact: FunctionFact, place: Place) -> Site | None:
    """The statement in which the call, attribute or await at a place stands."""
    return _index(fact).by_place.get(place)


# How blocks end


def exits(block: st.Block) -> frozenset[Exit]:
    """The ways in which control may leave a block."""
    found: set[Exit] = set()
    for statement in block:
        ends = _exits_of(statement)
        found |= ends - {Exit.FALLS}
        if Exit.FALLS not in ends:
            return frozenset(found)
    return frozenset(found | {Exit.FALLS})


def falls(block: st.Block) -> bool:
    """Whether control may run to the end of a block: of a function, then it returns None there."""
    return Exit.FALLS in exits(block)


_FALLS = frozenset({Exit.FALLS})


def _exits_of(statement: st.Statement) -> frozenset[Exit]:
    match statement:
        case st.Return():
            return frozenset({Exit.RETURNS})
        case st.Raise():
            return frozenset({Exit.RAISES})
        case st.Jump():
            return frozenset({Exit.BREAKS if statement.is_break else Exit.CONTINUES})
        case st.If(ex.Constant(value=True), body):
            return exits(body)
        case st.If():
            return exits(statement.body) | exits(statement.orelse)
        case st.While() | st.For():
            inside = exits(statement.body)
            found = inside - {Exit.BREAKS, Exit.CONTINUES, Exit.FALLS}
            is_endless = isinstance(statement, st.While) and _is_true(statement.test)
            if Exit.BREAKS in inside:
                found |= {Exit.FALLS}
            return found if is_endless else found | exits(statement.orelse)
        case st.With():
            return exits(statement.body)
        case st.Try():
            return _exits_of_try(statement)
        case st.Match():
            cases = [exits(case.body) for case in statement.cases]
            if not any(case.is_default for case in statement.cases):
                cases.append(_FALLS)
            return frozenset().union(*cases)
        case _:
            return _FALLS


def _exits_of_try(statement: st.Try) -> frozenset[Exit]:
    final = exits(statement.final)
    if Exit.FALLS not in final:
        return final
    found = exits(statement.body)
    if Exit.FALLS in found:
        found = found - {Exit.FALLS} | exits(statement.orelse)
    for handler in statement.handlers:
        found = found | exits(handler.body)
    return found | final - {Exit.FALLS}


def _is_true(test: Expression) -> bool:
    return isinstance(test, ex.Constant) and bool(test.value)


# What may run after what


def after(site: Site) -> Iterator[Site]:
    """The statements that may run after one, in the same call: not those of other branches, nor what a return cuts off.

    In a loop, the whole body may run again. The handlers and the `finally` around it may run as well.
    """
    seen: set[int] = set()
    for each in _after(site):
        if id(each.statement) not in seen:
            seen.add(id(each.statement))
            yield each


def _after(site: Site) -> Iterator[Site]:
    ends = _exits_of(site.statement)
    block, index, around = site.block, site.position + 1, site.around
    while True:
        if Exit.FALLS in ends:
            yield from _reached(block, around, index)
            ends = ends - {Exit.FALLS} | exits(block[index:])
        if not around:
            return
        level, around = around[-1], around[:-1]
        owner = level.statement
        if isinstance(owner, st.While | st.For) and level.part is Part.BODY:
            if ends & {Exit.FALLS, Exit.CONTINUES}:
                yield from _reached(owner.body, (*around, level))
                ends = ends | exits(owner.body)
                yield from _reached(owner.orelse, (*around, level._replace(part=Part.ORELSE)))
            is_endless = isinstance(owner, st.While) and _is_true(owner.test)
            leaves = Exit.BREAKS in ends or (not is_endless and bool(ends & {Exit.FALLS, Exit.CONTINUES}))
            ends = ends - {Exit.BREAKS, Exit.CONTINUES, Exit.FALLS} | (_FALLS if leaves else frozenset())
        elif isinstance(owner, st.Try) and level.part is not Part.FINAL:
            if level.part is Part.BODY:
                for handler in owner.handlers:
                    yield from _reached(handler.body, (*around, level._replace(part=Part.HANDLER, holder=handler)))
                    ends = ends | exits(handler.body)
                if Exit.FALLS in ends:
                    yield from _reached(owner.orelse, (*around, level._replace(part=Part.ORELSE)))
            yield from _reached(owner.final, (*around, level._replace(part=Part.FINAL, holder=None)))
        block, index = level.block, level.position + 1


def _reached(block: st.Block, around: tuple[Level, ...], start: int = 0) -> Iterator[Site]:
    """The statements of a block from an index on, with those in them, until one after which nothing of it runs."""
    for index in range(start, len(block)):
        yield from _with_inner(block, index, around)
        if Exit.FALLS not in _exits_of(block[index]):
            return


# Names


def reads(site: Site, name: str) -> bool:
    """Whether a statement itself reads a name, the functions and lambdas that are defined in it included."""
    statement = site.statement
    if isinstance(statement, st.FunctionDef | st.ClassDef):
        return name in set(_names(statement))
    if isinstance(statement, st.Assign):
        targets = [each for each in statement.targets if not isinstance(each, ex.Name)]
        return name in set(_names(statement.value)) or any(name in set(_names(each)) for each in targets)
    return any(
        (isinstance(node, ex.Name) and node.id == name) or (isinstance(node, ex.Lambda) and name in set(_names(node)))
        for node in own(statement)
    )


def stores(site: Site) -> frozenset[str]:
    """The plain names that a statement itself binds."""
    found: set[str] = set()
    match site.statement:
        case st.Assign(targets):
            for target in targets:
                found.update(_bound(target))
        case st.Augment(target) | st.For(target):
            found.update(_bound(target))
        case st.With(items):
            for item in items:
                found.update(_bound(item.target))
        case st.Try():
            found.update(handler.name for handler in site.statement.handlers if handler.name)
        case st.FunctionDef(function):
            found.add(function.name)
        case st.Delete(targets):
            for target in targets:
                found.update(_bound(target))
    found.update(node.name for node in own(site.statement) if isinstance(node, ex.Walrus))
    return frozenset(found)


def assigned(fact: FunctionFact, name: str) -> list[Site]:
    """The statements that bind a name."""
    return _index(fact).by_name.get(name, [])


def used_after(site: Site, name: str) -> Iterator[Site]:
    """The statements that may read a name after a statement, before it surely means something else.

    A store ends it where nothing but the `with` and `try` statements around the first stands around the store, too.
    """
    for each in after(site):
        if reads(each, name):
            yield each
        if name in stores(each) and each.around == site.around[: len(each.around)]:
            return


def _bound(target: Expression | None) -> Iterator[str]:
    match target:
        case ex.Name(id):
            yield id
        case ex.Display(_, elements):
            for element in elements:
                yield from _bound(element)
        case ex.Starred(value):
            yield from _bound(value)


def _names(node: object) -> Iterator[str]:
    """The names in a statement or expression, nested definitions included."""
    if isinstance(node, ex.Name):
        yield node.id
    elif isinstance(node, tuple):
        for part in node:
            yield from _names(part)


# Places of expressions


def yields(fact: FunctionFact) -> list[tuple[Site, ex.Yield]]:
    """The `yield`s of a function, each with its statement."""
    return [(site, node) for site in sites(fact) for node in own(site.statement) if isinstance(node, ex.Yield)]
