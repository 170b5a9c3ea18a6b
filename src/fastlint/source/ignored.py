"""Patterns in the language of .gitignore, and what they say about a path."""

import os
from typing import TYPE_CHECKING

from fastlint.values import SettingsError

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


class Patterns:
    """Patterns that are anchored at one folder."""

    def __init__(self, folder: str, lines: tuple[str, ...]) -> None:
        self._prefix = os.path.join(folder, "")
        self._spec = _specification(lines)
        # `logs/**` ignores all that is in `logs`, but not `logs` itself: a later `!logs/kept.py` still counts.
        self._inside_only = frozenset(index for index, line in enumerate(lines) if line.rstrip().endswith("/**"))

    def verdict(self, path: str, *, is_folder: bool) -> bool | None:
        """True: ignored. False: expressly not ignored (`!`). None: not spoken of, or outside of the anchor."""
        if not path.startswith(self._prefix):
            return None
        inside = path[len(self._prefix) :].replace(os.sep, "/")
        result = self._spec.check_file(inside + "/" if is_folder else inside)
        if is_folder and result.include and result.index in self._inside_only:
            return self._spec.check_file(inside).include
        return result.include


def patterns_in(path: str, text: str) -> Patterns | None:
    """The patterns of the .gitignore file at a path, anchored at its folder; None when it says nothing."""
    folder = os.path.dirname(path)
    if path.endswith(os.path.join(".git", "info", "exclude")):
        folder = os.path.dirname(os.path.dirname(folder))
    lines = _usable(text.splitlines())
    return Patterns(folder, lines) if lines else None


def configured_patterns(folder: str, label: str, lines: tuple[str, ...]) -> Patterns:
    """The patterns of a setting, which `label` names. Raises `SettingsError` for a pattern that means nothing."""
    for line in lines:
        if not _is_pattern(line):
            raise SettingsError(f"{label}: {line!r} is not a pattern in the language of .gitignore")
    return Patterns(folder, lines)


def _usable(lines: list[str]) -> tuple[str, ...]:
    """The lines that mean something. Git passes over a broken pattern, and so do we."""
    return tuple(line for line in lines if not line.startswith("#") and _is_pattern(line))


def _is_pattern(line: str) -> bool:
    if not line.strip():
        return False
    try:
        _specification((line,))
    except ValueError:
        return False
    return True


def _specification(lines: tuple[str, ...]) -> "GitIgnoreSpec":
    from pathspec import GitIgnoreSpec  # a tenth of the time that it takes to start, where nothing is ignored

    return GitIgnoreSpec.from_lines(lines)
