"""Statements, as one file writes them. What cannot matter to the analysis (`pass`, docstrings) is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastlint.facts.record import Record

if TYPE_CHECKING:
    from fastlint.facts.definitions import ClassFact, FunctionFact
    from fastlint.facts.expressions import Expression, Place


class Assign(Record):
    """`targets[0] = targets[1] = value`; an annotated assignment has one target, its annotation, and its `place`."""

    targets: tuple[Expression, ...]
    value: Expression | None
    annotation: Expression | None
    line: int
    place: Place | None = None


class Augment(Record):
    """`target operator= value`."""

    target: Expression
    operator: str
    value: Expression


class Evaluate(Record):
    """An expression statement."""

    value: Expression
    line: int


class Return(Record):
    value: Expression | None
    line: int
    place: Place


class Raise(Record):
    value: Expression | None
    cause: Expression | None
    line: int
    place: Place


class Assert(Record):
    test: Expression


class Delete(Record):
    targets: tuple[Expression, ...]


class Jump(Record):
    """`break` or `continue`."""

    is_break: bool


class If(Record):
    test: Expression
    body: Block
    orelse: Block


class While(Record):
    test: Expression
    body: Block
    orelse: Block


class For(Record):
    """`place` is that of the iterable: where the loop asks for the next element."""

    target: Expression
    iterable: Expression
    body: Block
    orelse: Block
    is_async: bool
    place: Place


class WithItem(Record):
    manager: Expression
    target: Expression | None
    place: Place


class With(Record):
    items: tuple[WithItem, ...]
    body: Block
    is_async: bool


class Handler(Record):
    """`place` is that of `except` and the type that it names."""

    type: Expression | None
    name: str | None
    body: Block
    line: int
    place: Place


class Try(Record):
    body: Block
    handlers: tuple[Handler, ...]
    orelse: Block
    final: Block


class Case(Record):
    """One `case`: the classes that its pattern names, the names that it binds, its guard and body.

    `value` is the constant expression that a plain value pattern compares with; `is_default` tells `case _`.
    """

    classes: tuple[Expression, ...]
    bound: tuple[str, ...]
    whole: str | None
    value: Expression | None
    is_default: bool
    guard: Expression | None
    body: Block


class Match(Record):
    subject: Expression
    cases: tuple[Case, ...]


class Import(Record):
    """`import module as bound`; without `as`, `bound` is the first part and `is_whole` is False for a dotted name."""

    module: str
    bound: str
    is_whole: bool
    place: Place


class ImportFrom(Record):
    """`from ..module import name as bound`: `level` counts the dots; a star import has the name `*`."""

    module: str
    level: int
    names: tuple[tuple[str, str], ...]
    place: Place


class FunctionDef(Record):
    function: FunctionFact


class ClassDef(Record):
    fact: ClassFact


class Rebind(Record):
    """`global names` or `nonlocal names`."""

    is_global: bool
    names: tuple[str, ...]


Statement = (
    Assign
    | Augment
    | Evaluate
    | Return
    | Raise
    | Assert
    | Delete
    | Jump
    | If
    | While
    | For
    | With
    | Try
    | Match
    | Import
    | ImportFrom
    | FunctionDef
    | ClassDef
    | Rebind
)
Block = tuple[Statement, ...]
