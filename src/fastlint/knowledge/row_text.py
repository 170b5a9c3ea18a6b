"""The text of a row, as it stands in `rows/*.toml`, to a `FunctionRow` or an `AttributeRow`.

A function: `[async] [CLASS] [-> TYPE] {; CLAUSE}`; an attribute or module-level object: `: [CLASS] [TYPE]`.
`docs/extending-knowledge.md` is the manual of this little language.
"""

from collections.abc import Mapping

from fastlint.knowledge.schema import (
    Argument,
    AttributeRow,
    Blocking,
    Condition,
    FunctionRow,
    Infer,
    Take,
)
from fastlint.knowledge.type_expression import TypeExpressionError, parse
from fastlint.knowledge.versions import Bounds, is_version
from fastlint.values.late import NamedTuple, pattern


class RowError(ValueError):
    """A row cannot be read; the message says what is wrong. `key` is the name on its left, where it is known."""

    def __init__(self, reason: str, key: str | None = None) -> None:
        super().__init__(reason)
        self.key = key


Constant = bool | int | float | str | None

_BLOCKING = {blocking.value: blocking for blocking in Blocking}
_TAKES = {take.value: take for take in Take}
_RELATIVE = pattern(r"(?<![\w.])\.(?=[A-Za-z_])")
_INFER = pattern(r"(\w+)(?: = (\w+) of (\S+?))?(?: else (.+))?")
#: A constant of a library, by its dotted name; `.NAME` is one of the row's own module.
_SYMBOL = pattern(r"(?:[A-Za-z_]\w*)?(?:\.[A-Za-z_]\w*)+")
_CONSTANTS: dict[str, Constant] = {"True": True, "False": False, "None": None}


class _Clauses(NamedTuple):
    infer: dict[str, Infer]
    unless: list[Condition]
    when: list[Condition]
    hand_off: list[Argument]
    runs: list[Argument]
    schedules: list[Argument]
    other: dict[str, str | bool]
    variants: list[tuple[Condition, str]]


def absolute(text: str, module: str) -> str:
    """`text` with each relative name, `.Name`, put below `module`."""
    return _RELATIVE.sub(f"{module}.", text) if "." in text else text


def type_text(text: str, module: str) -> str:
    """A type expression, proved to be one, with its relative names made absolute."""
    expression = absolute(text.strip(), module)
    try:
        parse(expression)
    except TypeExpressionError as error:
        raise RowError(str(error)) from error
    return expression


def is_attribute(text: str) -> bool:
    """Whether a row's text describes an attribute and not a function."""
    return text.startswith(":")


def attribute_row(text: str, module: str) -> AttributeRow:
    """The row of an attribute: `: TYPE`, `: CLASS`, or `: CLASS TYPE`."""
    blocks, rest = _blocking(text[1:].strip())
    return AttributeRow(type_text(rest, module) if rest else None, blocks)


def function_row(text: str, module: str) -> FunctionRow:
    """The row of a function or method."""
    head, *clauses = (part.strip() for part in text.split(";"))
    head, arrow, returns = head.partition("->")
    head = head.strip()
    coroutine = head == "async" or head.startswith("async ")
    blocks, rest = _blocking(head[5:].strip() if coroutine else head)
    if rest:
        raise RowError(f"unknown class of blocking work {rest!r}")
    if coroutine and blocks:
        raise RowError("a coroutine cannot block")
    result = type_text(returns, module) if arrow else None
    if not clauses:
        return FunctionRow(blocks, result, coroutine)
    read = _Clauses({}, [], [], [], [], [], {}, [])
    for clause in clauses:
        _clause(clause, module, read)
    return FunctionRow(
        blocks,
        result,
        coroutine,
        infer=read.infer,
        unless=tuple(read.unless),
        when=tuple(read.when),
        hand_off=tuple(read.hand_off),
        runs=tuple(read.runs),
        schedules=tuple(read.schedules),
        nested_loop="nested loop" in read.other,
        twin=_text(read.other.get("twin")),
        what=_text(read.other.get("what")),
        once="once" in read.other,
        perhaps="perhaps" in read.other,
        ends="ends" in read.other,
        becomes=_text(read.other.get("becomes")),
        fetches=argument(fetched) if (fetched := _text(read.other.get("fetches"))) else None,
        variants=tuple(read.variants),
        decorated=_decorated(_text(read.other.get("decorated"))),
        bounds=Bounds(_text(read.other.get("since")), _text(read.other.get("until"))),
    )


def infer_rows(text: str, module: str) -> Mapping[str, Infer]:
    """Type variables: `T = instance of class_@0 else X; U`. A variable alone is only declared, never inferred."""
    return dict(_infer(part.strip(), module) for part in text.split(";"))


def argument(text: str) -> Argument:
    """An argument: `name`, `@0`, or `name@0`."""
    name, at, position = text.strip().partition("@")
    if (name and not name.isidentifier()) or (at and not position.isdigit()) or not (name or at):
        raise RowError(f"not an argument: {text!r} (write `name`, `@0` or `name@0`)")
    return Argument(name or None, int(position) if at else None)


def version(text: str) -> str:
    """The number of a release, as it stands in a bound."""
    if not is_version(text.strip()):
        raise RowError(f"not a version: {text!r}")
    return text.strip()


def _text(value: str | bool | None) -> str | None:
    return value if isinstance(value, str) else None


def _decorated(text: str | None) -> Blocking | None:
    if text is None:
        return None
    if text not in _BLOCKING:
        raise RowError(f"unknown class of blocking work {text!r}")
    return _BLOCKING[text]


def _blocking(text: str) -> tuple[Blocking | None, str]:
    word, _, rest = text.partition(" ")
    blocks = _BLOCKING.get(word)
    return (blocks, rest.strip()) if blocks else (None, text)


def _clause(clause: str, module: str, read: _Clauses) -> None:
    word, _, rest = clause.partition(" ")
    if word == "unless":
        read.unless.append(_condition(rest, module))
    elif word == "when":
        read.when.append(_condition(rest, module))
    elif word == "hand-off":
        read.hand_off.append(argument(rest))
    elif word == "runs":
        read.runs.append(argument(rest))
    elif word == "schedules":
        read.schedules.append(argument(rest))
    elif word == "becomes":
        read.other[word] = type_text(rest, module)
    elif word in ("twin", "what", "decorated", "fetches") and rest:
        read.other[word] = rest.strip()
    elif word == "as" and " if " in rest:
        returned, _, condition = rest.partition(" if ")
        read.variants.append((_condition(condition, module), type_text(returned, module)))
    elif word in ("since", "until"):
        read.other[word] = version(rest)
    elif clause in ("nested loop", "once", "perhaps", "ends"):
        read.other[clause] = True
    elif word.isidentifier() and rest.startswith("= "):
        name, infer = _infer(clause, module)
        read.infer[name] = infer
    else:
        raise RowError(f"unknown clause {clause!r}")


def _condition(text: str, module: str) -> Condition:
    left, operator, right = text.partition(" == ")
    if operator:
        constants = [part.strip() for part in right.split(" or ")]
        return Condition(
            argument(left),
            equals=tuple(_constant(each) for each in constants if not _SYMBOL.fullmatch(each)),
            symbols=tuple(absolute(each, module) for each in constants if _SYMBOL.fullmatch(each)),
        )
    left, operator, right = text.partition(" has ")
    if operator:
        return Condition(argument(left), letters=right.strip())
    left, operator, right = text.partition(" is ")
    if operator and right == "short":
        return Condition(argument(left), is_short=True)
    if operator and right == "numeric":
        return Condition(argument(left), is_numeric=True)
    if operator and right.startswith("own "):
        return Condition(argument(left), own=tuple(type_text(part, module) for part in right[4:].split(" or ")))
    if operator:
        return Condition(argument(left), types=tuple(type_text(part, module) for part in right.split(" or ")))
    return Condition(argument(text))


def _constant(text: str) -> Constant:
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if text[:1] in "'\"" and text[-1:] == text[:1] and len(text) > 1:
        return text[1:-1]
    try:
        return int(text)
    except ValueError:
        pass
    try:
        return float(text)
    except ValueError:
        raise RowError(f"not a constant: {text!r}") from None


def _infer(text: str, module: str) -> tuple[str, Infer]:
    match = _INFER.fullmatch(text)
    if match is None:
        raise RowError(f"not a type variable: {text!r} (write `T = value of name@0`, with `else TYPE` if need be)")
    name, take, source, default = match.groups()
    if take is not None and take not in _TAKES:
        raise RowError(f"{take!r} is nothing that a type variable can take; it is one of {', '.join(_TAKES)}")
    return name, Infer(
        argument(source) if source else Argument(),
        _TAKES[take] if take else Take.VALUE,
        type_text(default, module) if default else None,
    )
