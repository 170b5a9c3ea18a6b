"""What a fix is to do, in the words of the rule: which call, parameter, statement or comment, and what becomes of it.

An intent names its place by a span that facts give (a call's, a parameter's, that of a function's name). Where commas,
brackets, indentation and imports go is the business of `fastlint.fixes`.
"""

from enum import Enum

from fastlint.values.late import NamedTuple
from fastlint.values.span import Span


class Imported(NamedTuple):
    """A module, or a name of one, as the file at hand calls it: an import is added where there is none.

    An import that is added gives it the `alias`, if there is one.
    """

    module: str
    name: str = ""
    alias: str = ""


class Before(Enum):
    """The code that stood there before, as a part of the new code."""

    CODE = "code"


#: New code, in parts.
Code = tuple[str | Imported | Before, ...]


class Rewrite(NamedTuple):
    """Replace an expression."""

    span: Span
    code: Code


class RewriteName(NamedTuple):
    """Replace a name, with the dots before it, where it stands once within a span."""

    within: Span
    name: str
    code: Code


class RewriteText(NamedTuple):
    """Replace a part of a string that is written out in an argument of a call, once."""

    call: Span
    key: int | str
    old: str
    new: str


class Await(NamedTuple):
    """`f()` → `await f()`, in brackets where something is done with the result at once."""

    span: Span


class RenameCallee(NamedTuple):
    """`f(x)` → `g(x)`: all that stands before the brackets of a call."""

    call: Span
    code: Code


class RenameLast(NamedTuple):
    """`a.b` → `a.c`, `a.b(x)` → `a.c(x)`: the last name of a dotted expression, or of the callee of a call."""

    span: Span
    name: str


class Spread(Enum):
    """Which arguments of a call the call around it can take in its place."""

    NONE = "none"
    POSITIONAL = "positional"
    ALL = "all"


class Uncall(NamedTuple):
    """`call(f(x))` → `call(f, x)` for the argument `key`, the only one of the call: hand the function over."""

    call: Span
    key: int | str = 0
    spread: Spread = Spread.NONE


class Unwrap(NamedTuple):
    """`f(x)` → `code` around `x`: the call of which that is the only argument goes."""

    call: Span
    code: Code = (Before.CODE,)


class RewriteArgument(NamedTuple):
    """Replace the value of an argument, by its index among the positional ones or by its keyword."""

    call: Span
    key: int | str
    code: Code


class RenameKeyword(NamedTuple):
    """`f(a=x)` → `f(b=x)`."""

    call: Span
    old: str
    new: str


class AddArgument(NamedTuple):
    """`f(x)` → `f(x, keyword=code)`; without a keyword, the code becomes the first argument."""

    call: Span
    code: Code
    keyword: str = ""


class RemoveArgument(NamedTuple):
    """`f(x, a=y)` → `f(x)`."""

    call: Span
    key: int | str


class RewriteAnnotation(NamedTuple):
    """`a: T` → `a: code`, and `a` → `a: code`, for a parameter. `Before.CODE` is the annotation that was there."""

    parameter: Span
    code: Code


class RewriteDefault(NamedTuple):
    """`a` → `a = code`, `a = x` → `a = code`, for a parameter; no code takes the default away."""

    parameter: Span
    code: Code


class MakeAsync(NamedTuple):
    """`def f` → `async def f`; the span is that of the name."""

    function: Span


class MakeSync(NamedTuple):
    """`async def f` → `def f`; the span is that of the name."""

    function: Span


class AddDecorator(NamedTuple):
    """Put a decorator directly above a function; the span is that of the function's name."""

    function: Span
    code: Code


class RaiseInstead(NamedTuple):
    """`return e` → `raise e`, or the expression statement `e` → `raise e`."""

    span: Span


class InsertHandler(NamedTuple):
    """Put `except code: raise` above another handler."""

    handler: Span
    code: Code


class AppendRaise(NamedTuple):
    """Put `raise` at the end of the block of a handler."""

    handler: Span


class WrapInFinally(NamedTuple):
    """Put a statement into a `try`, and what follows it in its block into `finally`."""

    statement: Span


class RewriteComment(NamedTuple):
    """Replace a comment, or a part of one; without a text it goes, with the line that holds nothing else."""

    span: Span
    text: str = ""


Intent = (
    Rewrite
    | RewriteName
    | RewriteText
    | Await
    | RenameCallee
    | RenameLast
    | Uncall
    | Unwrap
    | RewriteArgument
    | RenameKeyword
    | AddArgument
    | RemoveArgument
    | RewriteAnnotation
    | RewriteDefault
    | MakeAsync
    | MakeSync
    | AddDecorator
    | RaiseInstead
    | InsertHandler
    | AppendRaise
    | WrapInFinally
    | RewriteComment
)
