"""Where something stands in a TOML file: `tomllib` does not say."""

import re

_HEADER = re.compile(r"\s*\[\s*(?P<name>[^\[\]]+?)\s*\]")
_QUOTES = re.compile(r"[\"']")


def line_of(path: str, table: str, key: str) -> int | None:
    """The line of a table, named without quotes, or of the key in it; None where the table is not written plainly.

    A key may be one of several names that share their value.
    """
    try:
        with open(path, encoding="utf-8") as file:
            lines = file.read().splitlines()
    except (OSError, UnicodeDecodeError):
        return None
    start = None
    for number, line in enumerate(lines, 1):
        header = _HEADER.match(line)
        if header is not None:
            if start is not None:
                break
            if _QUOTES.sub("", header["name"]) == table:
                start = number
        elif start is not None and key in _QUOTES.sub("", line.partition("=")[0]).split():
            return number
    return start
