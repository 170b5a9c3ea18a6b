"""Where something stands in a TOML file: `tomllib` does not say."""

from fastlint.values.late import pattern

_HEADER = pattern(r"\s*\[\s*(?P<name>[^\[\]]+?)\s*\]")
_QUOTES = pattern(r"[\"']")


def line_of(path: str, table: str, key: str) -> int | None:
    """The line of a table, named without quotes, or of the key in it; None where the table is not written plainly.

    A key may be one of several names that share their value.
    """
    start = None
    for number, line in enumerate(_lines(path), 1):
        header = _HEADER.match(line)
        if header is not None:
            if start is not None:
                break
            if _QUOTES.sub("", header["name"]) == table:
                start = number
        elif start is not None and key in _QUOTES.sub("", line.partition("=")[0]).split():
            return number
    return start


def line_of_setting(path: str, table: str, key: str) -> int | None:
    """The line of a key in a table (empty: at the top level), or of the table of that name below it."""
    wanted = f"{table}.{key}" if table else key
    current = ""
    for number, line in enumerate(_lines(path), 1):
        header = _HEADER.fullmatch(line.partition("#")[0].rstrip())
        if header is not None:
            current = _QUOTES.sub("", header["name"])
            if f"{current}.".startswith(f"{wanted}."):
                return number
        elif current == table and _QUOTES.sub("", line.partition("=")[0]).strip().partition(".")[0] == key:
            return number
    return None


def line_of_key(path: str, wanted: str) -> int | None:
    """The line of a dotted key, however it is divided into headers and keys; else that of the narrowest table around.

    None where neither is written plainly.
    """
    current, found, narrowest = "", None, 0
    for number, line in enumerate(_lines(path), 1):
        header = _HEADER.fullmatch(line.partition("#")[0].rstrip())
        written = current = header["name"] if header is not None else current
        if header is None:
            key, equals, _ = line.partition("=")
            if not equals or key.lstrip().startswith("#"):
                continue
            written = f"{current}.{key}" if current else key
        named = ".".join(part.strip() for part in _QUOTES.sub("", written).split("."))
        if f"{wanted}.".startswith(f"{named}.") and len(named) > narrowest:
            found, narrowest = number, len(named)
    return found


def _lines(path: str) -> list[str]:
    try:
        with open(path, encoding="utf-8") as file:
            return file.read().splitlines()
    except (OSError, UnicodeDecodeError):
        return []
