"""A place in a file."""

from fastlint.values.late import NamedTuple


class Span(NamedTuple):
    """A stretch of source text. Lines and columns are 1-based and count characters; the end column is exclusive.

    `path` is as the session knows the file: relative to the working directory, with forward slashes.
    """

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
