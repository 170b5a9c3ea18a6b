"""From `[tool.fastlint]` in pyproject.toml, or from fastlint.toml, to `Settings`.

The nearest file wins as a whole: files are never merged with each other, only with the command line. What a selector
means is not known here; the engine judges it against the rules that exist.
"""

import difflib
import glob
import os
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from enum import Enum
from typing import Any, TypeVar

from fastlint.values import Confidence, Profile, Rows, Settings, SettingsError, Severity

_Value = TypeVar("_Value")

#: In one folder, the first of these that holds settings wins.
CONFIG_FILES = ("fastlint.toml", ".fastlint.toml", "pyproject.toml")


@dataclass(frozen=True)
class Overrides:
    """What the command line asks for. None means: not said there, the file's word stands."""

    src: tuple[str, ...] | None = None
    exclude: tuple[str, ...] | None = None
    extend_exclude: tuple[str, ...] | None = None
    respect_gitignore: bool | None = None
    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] | None = None
    profile: Profile | None = None
    min_confidence: Confidence | None = None
    min_severity: Severity | None = None
    startup: bool | None = None
    python: str | None = None
    follow_packages: bool | tuple[str, ...] | None = None
    virtual_env: str | None = None


def load_settings(paths: Sequence[str], cwd: str, config: str | None = None) -> Settings:
    """The settings for a run over `paths`: those of the file `config`, or of the file nearest to what all paths share.

    Without any file: the defaults. Raises `SettingsError`.
    """
    if config is not None:
        return read_settings(os.path.abspath(os.path.join(cwd, config)))
    found = find_config(_common_folder(paths, cwd))
    return Settings() if found is None else read_settings(found)


def find_config(start: str) -> str | None:
    """The configuration file that is nearest to the folder `start`, walking up; None when there is none.

    A pyproject.toml counts only when it has a `[tool.fastlint]` table. Raises `SettingsError` for broken TOML.
    """
    folder = os.path.abspath(start)
    while True:
        for name in CONFIG_FILES:
            path = os.path.join(folder, name)
            if os.path.isfile(path) and (name != "pyproject.toml" or _fastlint_table(path) is not None):
                return path
        parent = os.path.dirname(folder)
        if parent == folder:
            return None
        folder = parent


def read_settings(path: str) -> Settings:
    """The settings of one file. Relative `src` and `python` come out absolute, `src` with its globs expanded.

    A pyproject.toml without the table gives the defaults. Raises `SettingsError`.
    """
    is_pyproject = os.path.basename(path) == "pyproject.toml"
    table = _fastlint_table(path) if is_pyproject else _read_toml(path)
    if table is None:
        return Settings(config_file=path)
    if not is_pyproject and "tool" in table:
        raise SettingsError(
            f"{path}: unknown key `tool`: here the keys stand at the top level, not in `[tool.fastlint]`"
        )
    values: dict[str, Any] = {"config_file": path}
    for key, value in table.items():
        reader = _READERS.get(key)
        if reader is None:
            raise SettingsError(_unknown_key(path, key))
        values[key.replace("-", "_")] = reader(path, key, value)
    folder = os.path.dirname(path)
    if "src" in values:
        values["src"] = _source_folders(path, values["src"], folder)
    if values.get("python"):
        values["python"] = _anchored(values["python"], folder)
    return Settings(**values)


def apply_overrides(settings: Settings, overrides: Overrides, cwd: str) -> Settings:
    """The settings with the command line on top.

    `--select` starts afresh: the file's `extend-select` and `ignore` no longer count. `--extend-select`, `--ignore` and
    `--extend-exclude` add to the file; everything else replaces what the file says. Paths are relative to `cwd`.
    """
    if overrides.select is not None:
        settings = replace(settings, select=overrides.select, extend_select=(), ignore=())
    if overrides.src is not None:
        settings = replace(settings, src=_source_folders("--src", overrides.src, cwd))
    if overrides.python is not None:
        settings = replace(settings, python=_anchored(overrides.python, cwd))
    return replace(
        settings,
        exclude=settings.exclude if overrides.exclude is None else overrides.exclude,
        extend_exclude=settings.extend_exclude + (overrides.extend_exclude or ()),
        respect_gitignore=_given(overrides.respect_gitignore, settings.respect_gitignore),
        extend_select=settings.extend_select + (overrides.extend_select or ()),
        ignore=settings.ignore + (overrides.ignore or ()),
        profile=_given(overrides.profile, settings.profile),
        min_confidence=_given(overrides.min_confidence, settings.min_confidence),
        min_severity=_given(overrides.min_severity, settings.min_severity),
        startup=_given(overrides.startup, settings.startup),
        follow_packages=_given(overrides.follow_packages, settings.follow_packages),
        virtual_env=overrides.virtual_env,
    )


def _given(value: _Value | None, otherwise: _Value) -> _Value:
    return otherwise if value is None else value


def _common_folder(paths: Sequence[str], cwd: str) -> str:
    folders = []
    for given in paths:
        path = os.path.abspath(os.path.join(cwd, given))
        folders.append(path if os.path.isdir(path) else os.path.dirname(path))
    try:
        return os.path.commonpath(folders) if folders else cwd
    except ValueError:  # on different drives
        return cwd


def _read_toml(path: str) -> dict[str, Any]:
    try:
        with open(path, "rb") as file:
            return tomllib.load(file)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path}: not valid TOML: {error}") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path}: not valid UTF-8 (byte {error.start})") from error
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read: {error.strerror or error}") from error


def _fastlint_table(pyproject: str) -> dict[str, Any] | None:
    tool = _read_toml(pyproject).get("tool", {})
    table = tool.get("fastlint") if isinstance(tool, dict) else None
    if table is not None and not isinstance(table, dict):
        raise SettingsError(f"{pyproject}: `tool.fastlint` must be a table, not {_kind(table)}")
    return table


def _unknown_key(path: str, key: str) -> str:
    where = " in `[tool.fastlint]`" if os.path.basename(path) == "pyproject.toml" else ""
    return f"{path}: unknown key `{key}`{where}{_nearest(key.lower().replace('_', '-'), tuple(_READERS))}"


def _nearest(word: str, valid: Sequence[str]) -> str:
    close = difflib.get_close_matches(word, valid, n=1, cutoff=0.5)
    if close:
        return f"; did you mean `{close[0]}`?"
    return "; valid are " + ", ".join(f"`{name}`" for name in sorted(valid))


def _kind(value: object) -> str:
    if isinstance(value, bool):
        return "a boolean"
    kinds = {str: "a string", int: "an integer", float: "a number", list: "a list", dict: "a table"}
    return kinds.get(type(value), "a date or time")


def _strings(path: str, key: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise SettingsError(f"{path}: `{key}` must be a list of strings, not {_kind(value)}")
    for item in value:
        if not isinstance(item, str):
            raise SettingsError(f"{path}: `{key}` must be a list of strings, but holds {_kind(item)}: {item!r}")
    return tuple(value)


def _boolean(path: str, key: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise SettingsError(f"{path}: `{key}` must be true or false, not {_kind(value)}")
    return value


def _string(path: str, key: str, value: object) -> str:
    if not isinstance(value, str):
        raise SettingsError(f"{path}: `{key}` must be a string, not {_kind(value)}")
    return value


def _packages(path: str, key: str, value: object) -> bool | tuple[str, ...]:
    if isinstance(value, bool):
        return value
    if not isinstance(value, list):
        raise SettingsError(f"{path}: `{key}` must be true, false or a list of strings, not {_kind(value)}")
    names = _strings(path, key, value)
    for name in names:
        if not name.isidentifier():
            raise SettingsError(f"{path}: `{key}` must hold names as they are imported, and {name!r} is none")
    return names


def _names(path: str, key: str, value: object) -> tuple[str, ...]:
    names = _strings(path, key, value)
    for name in names:
        if not all(part.replace("*", "x").isidentifier() for part in name.replace(":", ".").split(".")):
            raise SettingsError(f"{path}: `{key}` must hold dotted names such as `app.jobs.on_message`, not {name!r}")
    return names


def _tables(path: str, key: str, value: object) -> Rows:
    if not isinstance(value, dict) or not all(isinstance(table, dict) for table in value.values()):
        raise SettingsError(f"{path}: `{key}` must hold tables, a module or class each")
    for name, table in value.items():
        for entry, text in table.items():
            if not isinstance(text, str):
                raise SettingsError(f"{path}: `{key}`: [{name}] `{entry}` must be a string, not {_kind(text)}")
    return tuple((name, tuple(table.items())) for name, table in value.items())


def _member(kind: type[Enum]) -> Callable[[str, str, object], Enum]:
    names = tuple(member.value for member in kind)

    def read(path: str, key: str, value: object) -> Enum:
        text = _string(path, key, value)
        if text not in names:
            expected = ", ".join(f"`{name}`" for name in names)
            raise SettingsError(f"{path}: `{key}` must be one of {expected}, not {text!r}{_close_member(text, names)}")
        return kind(text)

    return read


def _close_member(text: str, names: Sequence[str]) -> str:
    close = difflib.get_close_matches(text.lower(), names, n=1, cutoff=0.5)
    return f"; did you mean `{close[0]}`?" if close else ""


def _source_folders(origin: str, patterns: Sequence[str], folder: str) -> tuple[str, ...]:
    """Absolute folders for `src`, in the order given; a glob expands sorted. Raises for what matches no folder."""
    found: list[str] = []
    for pattern in patterns:
        path = os.path.normpath(os.path.join(folder, pattern))
        matches = sorted(glob.glob(path)) if glob.has_magic(pattern) else [path]
        folders = [match for match in matches if os.path.isdir(match)]
        if not folders:
            raise SettingsError(f"{origin}: `src`: there is no folder {pattern!r}")
        found.extend(folders)
    return tuple(dict.fromkeys(found))


def _anchored(value: str, folder: str) -> str:
    """The absolute path, when something is there; else the value as it is (a name such as `python3.12`)."""
    path = os.path.normpath(os.path.join(folder, value))
    return path if os.path.exists(path) else value


_Reader = Callable[[str, str, object], object]

_BY_TYPE: Mapping[object, _Reader] = {
    tuple[str, ...]: _strings,
    bool: _boolean,
    str | None: _string,
    bool | tuple[str, ...]: _packages,
    Rows: _tables,
    Profile: _member(Profile),
    Confidence: _member(Confidence),
    Severity: _member(Severity),
}

#: What no file can say.
_NOT_IN_FILES = ("config_file", "virtual_env")

#: The keys that are read in a way of their own, whatever their type.
_BY_NAME: Mapping[str, _Reader] = {"entry_points": _names}

#: The valid keys, and how each is read: derived from `Settings`, so that they cannot drift apart.
_READERS: Mapping[str, _Reader] = {
    field.name.replace("_", "-"): _BY_NAME.get(field.name) or _BY_TYPE[field.type]
    for field in fields(Settings)
    if field.name not in _NOT_IN_FILES
}
