"""Expressions, as one file writes them.

An expression that no analysis can use (arithmetic on numbers, a comparison of two fields) is `Opaque`; it keeps the
parts that are more than constants, for these still run.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fastlint.facts.record import Record

if TYPE_CHECKING:
    from fastlint.facts.definitions import FunctionFact

#: line, column, end line, end column: 1-based, in characters, the end exclusive.
Place = tuple[int, int, int, int]


class EllipsisType(Record):
    """Stands for `...`, which has no value of its own that survives serialisation everywhere."""


ELLIPSIS = EllipsisType()


#: What a `Constant` holds. A long string or bytes literal is cut: nothing depends on its tail.
Literal = str | int | float | complex | bool | bytes | None | EllipsisType


class Constant(Record):
    value: Literal


class Name(Record):
    id: str


class Attribute(Record):
    """`value.name`; `place` is None where the attribute is only the callee of a call, whose place says enough."""

    value: Expression
    name: str
    place: Place | None


class Call(Record):
    """`keywords` pairs a name with a value; the name is None for `**value`."""

    callee: Expression
    arguments: tuple[Expression, ...]
    keywords: tuple[tuple[str | None, Expression], ...]
    place: Place


class Await(Record):
    value: Expression
    place: Place


class Subscript(Record):
    value: Expression
    index: Expression
    place: Place


class Starred(Record):
    value: Expression


class Display(Record):
    """A list, tuple or set that is written out; `kind` is the name of the builtin type."""

    kind: str
    elements: tuple[Expression, ...]


class DictDisplay(Record):
    """A key is None for `**value`."""

    items: tuple[tuple[Expression | None, Expression], ...]


class Clause(Record):
    """`for target in iterable if conditions` of a comprehension."""

    target: Expression
    iterable: Expression
    conditions: tuple[Expression, ...]
    is_async: bool
    place: Place


class Comprehension(Record):
    """`kind` is list, set, dict or generator; `key` is None but for dict."""

    kind: str
    element: Expression
    key: Expression | None
    clauses: tuple[Clause, ...]
    place: Place


class Lambda(Record):
    function: FunctionFact


class Both(Record):
    """`a and b` (`is_or` False) or `a or b`."""

    is_or: bool
    values: tuple[Expression, ...]


class Not(Record):
    value: Expression


class Compare(Record):
    """One comparison. A chain `a < b < c` is kept as `Opaque`."""

    left: Expression
    operator: str
    right: Expression
    place: Place | None = None


class Conditional(Record):
    """`body if test else orelse`."""

    test: Expression
    body: Expression
    orelse: Expression


class Operation(Record):
    """`left operator right` where the result may matter: `+`, `/`, `|` and `%`."""

    left: Expression
    operator: str
    right: Expression
    place: Place | None = None


class Format(Record):
    """An f-string: constant and interpolated parts, in order."""

    parts: tuple[Expression, ...]


class Walrus(Record):
    name: str
    value: Expression


class Yield(Record):
    value: Expression | None
    is_from: bool
    place: Place


class Opaque(Record):
    """A value that is not modelled; its parts are evaluated for what they call."""

    parts: tuple[Expression, ...]


class Slice(Opaque):
    """`1:`, `:-1`: a slice of constants; its parts are start, stop and step, `None` where they are left out."""

    def bounds(self) -> slice:
        return slice(*(part.value if isinstance(part, Constant) else None for part in self.parts))


Expression = (
    Constant
    | Name
    | Attribute
    | Call
    | Await
    | Subscript
    | Starred
    | Display
    | DictDisplay
    | Comprehension
    | Lambda
    | Both
    | Not
    | Compare
    | Conditional
    | Operation
    | Format
    | Walrus
    | Yield
    | Opaque
)

#: A value that is not modelled and calls nothing.
INERT = Opaque(())
NONE = Constant(None)


def render(expression: Expression, limit: int = 60) -> str:
    """The expression as a reader would write it, shortened: for messages and chains."""
    text = _render(expression)
    return text if len(text) <= limit else text[: limit - 3] + "..."


def _render(expression: Expression) -> str:
    match expression:
        case Name(id):
            return id
        case Attribute(value, name):
            return f"{_render(value)}.{name}"
        case Call(callee, arguments, keywords):
            return f"{_render(callee)}({'...' if arguments or keywords else ''})"
        case Subscript(value):
            return f"{_render(value)}[...]"
        case Await(value):
            return f"(await {_render(value)})"
        case Constant(value):
            return "..." if isinstance(value, EllipsisType) else repr(value)
        case Lambda():
            return "lambda"
        case Conditional(_, body, orelse):
            return f"({_render(body)} or {_render(orelse)})"
        case Both(is_or, values):
            return f"({(' or ' if is_or else ' and ').join(map(_render, values))})"
        case _:
            return "(...)"


def dotted(expression: Expression) -> str | None:
    """`a.b.c` for a name or a chain of attributes on a name, else None."""
    if isinstance(expression, Name):
        return expression.id
    if isinstance(expression, Attribute):
        value = dotted(expression.value)
        return value and f"{value}.{expression.name}"
    return None


def last_name(expression: Expression | None) -> str:
    """`c` of `a.b.c`, the name itself for a plain name, else nothing."""
    if isinstance(expression, Attribute):
        return expression.name
    return expression.id if isinstance(expression, Name) else ""


def root_name(expression: Expression) -> str:
    """`a` of `a.b.c`; nothing where it does not begin with a name."""
    while isinstance(expression, Attribute):
        expression = expression.value
    return expression.id if isinstance(expression, Name) else ""


def origin_name(expression: object) -> str:
    """`a` of `a.b(x).c`; nothing where it does not begin with a name."""
    while isinstance(expression, Attribute | Call):
        expression = expression.value if isinstance(expression, Attribute) else expression.callee
    return expression.id if isinstance(expression, Name) else ""


def names_in(expression: object) -> Iterator[str]:
    """The plain names that an expression reads, however deep."""
    if isinstance(expression, Name):
        yield expression.id
    elif isinstance(expression, tuple):
        for part in expression:
            if isinstance(part, tuple):
                yield from names_in(part)
