"""Where a report gets the lines of a file from."""

from collections.abc import Callable

#: path -> the lines of the file, or None when they cannot be had
Sources = Callable[[str], list[str] | None]
