"""From `[tool.fastlint]` in pyproject.toml, or from fastlint.toml, to `Settings`.

The nearest file wins as a whole: files are merged only with those that they extend, and with the command line. What a
selector means is not known here; the engine judges it against the rules that exist.
"""

import os
from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any, TypeVar

from fastlint.source.setting_values import READERS, kind_of, text_of
from fastlint.values import Confidence, FailOn, Profile, Settings, SettingsError, Severity
from fastlint.values.late import dataclass
from fastlint.values.options import WrittenOptions, key_of_option

_Value = TypeVar("_Value")

#: In one folder, the first of these that holds settings wins.
CONFIG_FILES = ("fastlint.toml", ".fastlint.toml", "pyproject.toml")


#: The options that are called otherwise than their settings.
OPTIONS = {"extend-exclude": "--exclude"}

#: The key that names a file whose settings count where this one is silent.
EXTEND = "extend"

#: The keys whose tables are put together with those of the extended file, entry by entry.
TABLES = ("knowledge", "per-file-ignores", "severity")

#: The key whose tables hold the options of rules: these are put together option by option.
RULES = "rules"


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
    fail_on: FailOn | None = None
    baseline: str | None = None
    changed_since: str | None = None
    cache_dir: str | None = None


def load_settings(paths: Sequence[str], cwd: str, config: str | None = None) -> Settings:
    """The settings for a run over `paths`: those of the file `config`, or of the file nearest to what all paths share.

    Without any file: the defaults. Raises `SettingsError`.
    """
    if config is not None:
        return read_settings(os.path.abspath(os.path.join(cwd, config)))
    found = find_config(common_folder(paths, cwd))
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
    """The settings of one file, on top of those that it extends.

    Relative `src`, `python`, `baseline` and `cache-dir` come out absolute, counted from the file that names them, `src`
    with its globs expanded. A pyproject.toml without the table gives the defaults. Raises `SettingsError`.
    """
    values, origins = _read_values(path, ())
    return Settings(**values, config_file=path, origins=tuple(origins.items()))


def _read_values(path: str, extending: tuple[str, ...]) -> tuple[dict[str, Any], dict[str, str]]:
    """The values of a file by the names of fields, and the file that each key comes from."""
    is_pyproject = os.path.basename(path) == "pyproject.toml"
    table = _fastlint_table(path) if is_pyproject else _read_toml(path)
    if table is None:
        if extending:
            raise SettingsError(f"{extending[-1]}: `extend`: {path} has no table `[tool.fastlint]`")
        return {}, {}
    if not is_pyproject and "tool" in table:
        raise SettingsError(
            f"{path}: unknown key `tool`: here the keys stand at the top level, not in `[tool.fastlint]`"
        )
    values, origins = _extended(path, table[EXTEND], extending) if EXTEND in table else ({}, {})
    for key, value in table.items():
        if key == EXTEND:
            continue
        reader = READERS.get(key)
        if reader is None:
            raise SettingsError(_unknown_key(path, key))
        name = key.replace("-", "_")
        read = _placed(path, key, reader(path, key, value))
        if key == RULES:
            origins.update({key_of_option(rule, option): path for rule, option, _ in read})
            read = _in_place_of(values.get(name, ()), read)
        values[name] = tuple({**dict(values.get(name, ())), **dict(read)}.items()) if key in TABLES else read
        origins[key] = path
    return values, origins


def _extended(path: str, value: object, extending: tuple[str, ...]) -> tuple[dict[str, Any], dict[str, str]]:
    """What the file says that another one extends."""
    other = os.path.normpath(os.path.join(os.path.dirname(path), text_of(path, EXTEND, value)))
    chain = (*extending, path)
    if other in chain:
        circle = " → ".join((*chain[chain.index(other) :], other))
        raise SettingsError(f"{path}: `{EXTEND}` goes in a circle: {circle}")
    if not os.path.isfile(other):
        raise SettingsError(f"{path}: `{EXTEND}`: there is no file {value!r}")
    return _read_values(other, chain)


def _in_place_of(extended: WrittenOptions, ours: WrittenOptions) -> WrittenOptions:
    """The options of the extended file that are not set again, then ours."""
    again = {(rule, option) for rule, option, _ in ours}
    return (*(row for row in extended if row[:2] not in again), *ours)


def _placed(path: str, key: str, value: Any) -> Any:
    """A value whose paths count from the folder of its file."""
    folder = os.path.dirname(path)
    if key == "src":
        return _source_folders(path, value, folder)
    if key == "python":
        return _anchored(value, folder)
    if key in ("baseline", "cache-dir") and value:
        return os.path.normpath(os.path.join(folder, value))
    return value


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
        fail_on=_given(overrides.fail_on, settings.fail_on),
        baseline=_placed_or_none(overrides.baseline, settings.baseline, cwd),
        cache_dir=_placed_or_none(overrides.cache_dir, settings.cache_dir, cwd),
        changed_since=overrides.changed_since,
        origins=tuple({**dict(settings.origins), **_options(overrides)}.items()),
    )


def _options(overrides: Overrides) -> dict[str, str]:
    """The settings that the command line touches, each with the option that does."""
    names = [field.name for field in fields(overrides) if getattr(overrides, field.name) is not None]
    keys = [name.replace("_", "-") for name in names if name != "virtual_env"]
    return {key: OPTIONS.get(key, f"--{key}") for key in keys}


def _placed_or_none(given: str | None, otherwise: str | None, cwd: str) -> str | None:
    if given is None:
        return otherwise
    return os.path.normpath(os.path.join(cwd, given)) if given else ""


def _given(value: _Value | None, otherwise: _Value) -> _Value:
    return otherwise if value is None else value


def common_folder(paths: Sequence[str], cwd: str) -> str:
    """The folder that all paths have in common."""
    folders = []
    for given in paths:
        path = os.path.abspath(os.path.join(cwd, given))
        folders.append(path if os.path.isdir(path) else os.path.dirname(path))
    try:
        return os.path.commonpath(folders) if folders else cwd
    except ValueError:  # on different drives
        return cwd


def _read_toml(path: str) -> dict[str, Any]:
    import tomllib

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
        raise SettingsError(f"{pyproject}: `tool.fastlint` must be a table, not {kind_of(table)}")
    return table


def _unknown_key(path: str, key: str) -> str:
    where = " in `[tool.fastlint]`" if os.path.basename(path) == "pyproject.toml" else ""
    return f"{path}: unknown key `{key}`{where}{_nearest(key.lower().replace('_', '-'), (*READERS, EXTEND))}"


def _nearest(word: str, valid: Sequence[str]) -> str:
    import difflib

    close = difflib.get_close_matches(word, valid, n=1, cutoff=0.5)
    if close:
        return f"; did you mean `{close[0]}`?"
    return "; valid are " + ", ".join(f"`{name}`" for name in sorted(valid))


def _source_folders(origin: str, patterns: Sequence[str], folder: str) -> tuple[str, ...]:
    """Absolute folders for `src`, in the order given; a glob expands sorted. Raises for what matches no folder."""
    import glob

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
