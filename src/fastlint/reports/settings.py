"""The settings of a run, as TOML with comments for people, and as JSON for tools."""

import json
from collections.abc import Mapping
from typing import Any, TextIO

from rich.text import Text

from fastlint.reports.json import VERSION
from fastlint.reports.screen import Screen
from fastlint.values.effective import EffectiveSettings, Shown

#: Where the remarks stand, unless a value is longer.
MARGIN = 40


def write_settings(screen: Screen, settings: EffectiveSettings) -> None:
    """Write each setting with where it comes from, then the releases that are assumed."""
    rows = [Text.styled(f"# {settings.config_file or 'no configuration file: all defaults'}", "dim")]
    for row in settings.settings:
        text = f"{row.key} = {toml(row.value)}" if row.value is not None else f"# {row.key} is not set"
        rows.append(remarked(screen, text, row.origin or "default", is_set=bool(row.origin)))
    rows += [Text(), Text.styled("# releases that are assumed", "dim")]
    rows += [remarked(screen, f"# {row.package} {row.release}", row.origin, is_set=True) for row in settings.versions]
    screen.write(rows)


def write_settings_json(stream: TextIO, settings: EffectiveSettings) -> None:
    """Write the same for tools."""
    value: dict[str, Any] = {
        "version": VERSION,
        "config_file": settings.config_file or None,
        "settings": {
            row.key: {"value": plain(row.value), "origin": row.origin or "default"} for row in settings.settings
        },
        "versions": {row.package: {"release": row.release, "origin": row.origin} for row in settings.versions},
    }
    json.dump(value, stream, indent=1)
    stream.write("\n")


def remarked(screen: Screen, text: str, remark: str, *, is_set: bool) -> Text:
    """A line with a remark behind it; what is not set stands back."""
    left = Text.styled(screen.clean(text), "" if is_set else "dim")
    left.pad_right(max(2, MARGIN - left.cell_len))
    return left + Text.styled(f"# {screen.clean(remark)}", "dim")


def toml(value: Shown) -> str:
    """A value as TOML writes it, on one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | str):
        return json.dumps(value, ensure_ascii=False)
    found = plain(value)
    if isinstance(found, Mapping):
        return "{" + ", ".join(f"{json.dumps(key)} = {toml(each)}" for key, each in items(value)) + "}"
    return "[" + ", ".join(toml(each) for each in value or ()) + "]"  # type: ignore[arg-type]


def items(value: Shown) -> list[tuple[str, Any]]:
    """The entries of a table."""
    assert isinstance(value, tuple)
    return [each for each in value if isinstance(each, tuple)]


def plain(value: Shown) -> Any:
    """A value as JSON has it."""
    if not isinstance(value, tuple):
        return value
    if value and isinstance(value[0], tuple):
        return {key: plain(each) for key, each in items(value)}
    return list(value)
