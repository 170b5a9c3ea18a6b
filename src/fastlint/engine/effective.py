"""The settings of a run, each with where it comes from, and the releases that the rules assume."""

import os
from collections.abc import Sequence
from dataclasses import fields
from enum import Enum

from fastlint.engine.rule_options import in_file, set_options
from fastlint.rule import Rule
from fastlint.source.baseline_file import baseline_path
from fastlint.source.discovery import shown
from fastlint.source.setting_schema import ABOUT
from fastlint.source.settings import RULES, common_folder
from fastlint.source.toml_place import line_of_key, line_of_setting
from fastlint.source.tree import DiskTree
from fastlint.source.versions import VersionFinder
from fastlint.values import Settings
from fastlint.values.effective import EffectiveSettings, SettingRow, Shown, VersionRow
from fastlint.values.options import key_of_option

#: The packages whose releases rules are gated by.
PACKAGES = ("fastapi", "starlette", "pydantic", "sqlalchemy", "python")

#: The origin of what no file bounds.
UNBOUND = "no file bounds it"


def effective(settings: Settings, paths: Sequence[str], cwd: str, rules: Sequence[Rule]) -> EffectiveSettings:
    """What counts for a run of the rules over the paths; each option of a rule is a row. Raises `SettingsError`."""
    known = {field.name.replace("_", "-"): field.name for field in fields(settings)}
    rows = tuple(
        _with_baseline(
            SettingRow(key, _shown(getattr(settings, known[key])), _origin(settings, key, cwd), about),
            settings,
            paths,
            cwd,
        )
        for key, about in ABOUT.items()
        if key in known and key != RULES
    )
    rows += _options(settings, cwd, rules)
    config = shown(settings.config_file, cwd) if settings.config_file else ""
    return EffectiveSettings(config, rows, assumed(settings, common_folder(paths, cwd)))


def _options(settings: Settings, cwd: str, rules: Sequence[Rule]) -> tuple[SettingRow, ...]:
    """The options of the rules."""
    values = set_options(rules, settings)
    rows = []
    for rule in rules:
        for option in rule.declared:
            value, key = values.get((rule, option), (option.default, ""))
            origin = _origin(settings, key, cwd) if key else ""
            rows.append(SettingRow(key_of_option(rule.name, option.name), _shown(value), origin, option.about))
    return tuple(rows)


def _with_baseline(row: SettingRow, settings: Settings, paths: Sequence[str], cwd: str) -> SettingRow:
    """The row; that of a baseline which nobody names, but which is there, with the file that counts."""
    if row.key != "baseline" or settings.baseline is not None:
        return row
    found = baseline_path(settings, paths, cwd)
    return row._replace(value=shown(found, cwd), origin="found by its name") if found else row


def assumed(settings: Settings, folder: str) -> tuple[VersionRow, ...]:
    """The releases that count for the files in a folder; Python only where anybody names it."""
    versions = VersionFinder(DiskTree(), settings.targets).at(os.path.join(folder, "main.py"))
    rows = []
    for package in PACKAGES:
        bound = versions.bound(package)
        if bound is not None and bound.release is not None:
            rows.append(VersionRow(package, versions.told(package).partition(" (")[0], bound.origin))
        elif package != "python":
            rows.append(VersionRow(package, "newest", UNBOUND if bound is None else bound.origin))
    return tuple(rows)


def _origin(settings: Settings, key: str, cwd: str) -> str:
    """The file and line, or the option; empty for a default."""
    origin = settings.origin(key)
    if origin is None or origin.startswith("--"):
        return origin or ""
    return f"{shown(origin, cwd)}:{line}" if (line := _line(origin, key)) else shown(origin, cwd)


def _line(path: str, key: str) -> int | None:
    """The line of a key in a file, where it is written plainly."""
    if key.startswith(f"{RULES}."):
        return line_of_key(path, in_file(path, key))
    table = "tool.fastlint" if os.path.basename(path) == "pyproject.toml" else ""
    return line_of_setting(path, table, key)


def _shown(value: object) -> Shown:
    if isinstance(value, Enum):
        return str(value.value)
    if value == ():
        return None
    if isinstance(value, tuple) and isinstance(value[0], tuple):
        return tuple((str(name), _shown(each)) for name, each in value)
    if isinstance(value, tuple):
        return tuple(each if isinstance(each, int) else str(each) for each in value)
    assert value is None or isinstance(value, bool | int | str)
    return value
