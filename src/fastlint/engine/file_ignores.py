"""`per-file-ignores` and `severity`: what the configuration says of rules beyond whether they run."""

import os
from collections.abc import Sequence

from fastlint.engine.selection import demand_known, reaches
from fastlint.rule import Rule
from fastlint.source.ignored import Patterns, configured_patterns
from fastlint.values import Diagnostic, Settings


class FileIgnores:
    """Which rules are not asked about a file. Patterns count from the folder of the configuration file, or from `cwd`.

    Raises `SettingsError` for a pattern or a selector that means nothing.
    """

    def __init__(self, settings: Settings, rules: Sequence[Rule], cwd: str) -> None:
        label = settings.said("per-file-ignores")
        folder = os.path.dirname(settings.config_file) if settings.config_file else cwd
        self._entries: list[tuple[Patterns, frozenset[str]]] = []
        for pattern, selectors in settings.per_file_ignores:
            demand_known(f"{label}: {pattern!r}", selectors, rules)
            codes = frozenset(rule.code for rule in rules if any(reaches(each, rule) for each in selectors))
            self._entries.append((configured_patterns(folder, label, (pattern,)), codes))
        self._found: dict[str, frozenset[str]] = {}

    def codes(self, path: str) -> frozenset[str]:
        """The codes of the rules that are ignored in the file at an absolute path."""
        found = self._found.get(path)
        if found is None:
            matching = (codes for patterns, codes in self._entries if _covers(patterns, path))
            found = self._found[path] = frozenset().union(*matching)
        return found


def _covers(patterns: Patterns, path: str) -> bool:
    """Whether a pattern speaks of a file, or of a folder that it lies in."""
    if patterns.verdict(path, is_folder=False):
        return True
    folder = os.path.dirname(path)
    while folder != os.path.dirname(folder):
        if patterns.verdict(folder, is_folder=True):
            return True
        folder = os.path.dirname(folder)
    return False


class OwnSeverities:
    """The severities that the user gives to rules; the narrowest selector counts.

    Raises `SettingsError` for a selector that means nothing.
    """

    def __init__(self, settings: Settings, rules: Sequence[Rule]) -> None:
        demand_known(settings.said("severity"), [selector for selector, _ in settings.severity], rules)
        self._by_code = {}
        for rule in rules:
            reached = [(reaches(selector, rule), severity) for selector, severity in settings.severity]
            reached = [each for each in reached if each[0]]
            if reached:
                self._by_code[rule.code] = max(reached, key=lambda each: each[0])[1]

    def of(self, diagnostic: Diagnostic) -> Diagnostic:
        """The diagnostic with the severity that the user wants."""
        severity = self._by_code.get(diagnostic.code)
        return diagnostic if severity is None else diagnostic._replace(severity=severity)
