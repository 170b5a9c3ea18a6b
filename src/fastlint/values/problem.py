"""What went wrong with a run itself: the subjects of the FL0 rules. They are values, for they come from any floor."""

from fastlint.values.late import NamedTuple


class UnreadableFile(NamedTuple):
    """A file or folder that could not be read or parsed, where and why."""

    path: str
    line: int
    column: int
    reason: str


class InternalError(NamedTuple):
    """fastlint failed on something: `where` names the function or rule, `reason` the exception."""

    path: str
    line: int
    where: str
    reason: str


class LimitReached(NamedTuple):
    """A limit cut the analysis short: which, and what was left out."""

    path: str
    line: int
    limit: str
    consequence: str


class InvalidSuppression(NamedTuple):
    """A suppression comment that cannot be understood, why, and what was probably meant."""

    path: str
    line: int
    column: int
    end_column: int
    reason: str
    cure: str


class UnusedSuppression(NamedTuple):
    """A suppression comment that suppresses nothing; with `names`, only these of the rules that it names.

    `meant_line` is where it would suppress something, if it stands on a line of its own. Without these names, `rest` is
    what is left up to `rest_end`; it is empty where the comment can go.
    """

    path: str
    line: int
    column: int
    end_column: int
    text: str
    names: tuple[str, ...]
    meant_line: int | None
    rest_end: int
    rest: str
