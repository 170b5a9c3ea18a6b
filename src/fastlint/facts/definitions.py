"""Functions, classes and modules, as one file writes them."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from fastlint.facts.record import Record

if TYPE_CHECKING:
    from fastlint.facts.expressions import Expression, Place
    from fastlint.facts.statements import Block


class ParameterKind(IntEnum):
    POSITIONAL_ONLY = 0
    POSITIONAL = 1
    VARIADIC = 2
    KEYWORD_ONLY = 3
    VARIADIC_KEYWORD = 4


class Parameter(Record):
    name: str
    kind: ParameterKind
    annotation: Expression | None
    default: Expression | None
    place: Place


class FunctionFact(Record):
    """A function, method or lambda.

    `place` is that of its name (`lambda` for a lambda); `line` is that of `def`. `tested` are the names that its
    conditions read, or that pick an item: constant arguments for these may decide what runs.
    `called` are the last names of what it calls.
    `self_stores` are the attributes that it assigns on its first parameter, `stores` on anything else.
    `fills` are the plain names of the containers that it puts something into.
    """

    name: str
    qualname: str
    parameters: tuple[Parameter, ...]
    decorators: tuple[Expression, ...]
    returns: Expression | None
    body: Block
    is_async: bool
    is_generator: bool
    is_lambda: bool
    line: int
    end_line: int
    place: Place
    tested: frozenset[str]
    called: frozenset[str]
    self_stores: frozenset[str]
    stores: frozenset[str]
    global_names: frozenset[str]
    fills: frozenset[str]


class ClassFact(Record):
    name: str
    qualname: str
    bases: tuple[Expression, ...]
    keywords: tuple[tuple[str | None, Expression], ...]
    decorators: tuple[Expression, ...]
    body: Block
    line: int
    place: Place


class ModuleFacts(Record):
    """One file. `path` is where it was read; `imports` are the absolute and relative modules that it names.

    `functions` and `classes` are all definitions of the file, nested ones too, in source order. `words` are the names
    that its code reads, calls or imports, and those in its short texts: what it may refer to.
    """

    path: str
    body: Block
    functions: tuple[FunctionFact, ...]
    classes: tuple[ClassFact, ...]
    imports: tuple[tuple[str, int], ...]
    is_package: bool
    lines: int
    words: tuple[str, ...]


class ParseFailure(Record):
    """A file that could not be read, and why. The line is 1 where the reason names none."""

    path: str
    line: int
    column: int
    reason: str
