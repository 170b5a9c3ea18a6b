"""The values of the configuration: how each key is read from TOML, and what is said of a value that does not fit."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from enum import Enum

from fastlint.values import Confidence, FailOn, Profile, Rows, Settings, SettingsError, Severity
from fastlint.values.late import complete
from fastlint.values.options import WrittenOptions
from fastlint.values.settings import FileSelectors, Severities
from fastlint.values.versions import release

Reader = Callable[[str, str, object], object]


def kind_of(value: object) -> str:
    if isinstance(value, bool):
        return "a boolean"
    kinds = {str: "a string", int: "an integer", float: "a number", list: "a list", tuple: "a list", dict: "a table"}
    return kinds.get(type(value), "a date or time")


def _strings(path: str, key: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise SettingsError(f"{path}: `{key}` must be a list of strings, not {kind_of(value)}")
    for item in value:
        if not isinstance(item, str):
            raise SettingsError(f"{path}: `{key}` must be a list of strings, but holds {kind_of(item)}: {item!r}")
    return tuple(value)


def _boolean(path: str, key: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise SettingsError(f"{path}: `{key}` must be true or false, not {kind_of(value)}")
    return value


def text_of(path: str, key: str, value: object) -> str:
    if not isinstance(value, str):
        raise SettingsError(f"{path}: `{key}` must be a string, not {kind_of(value)}")
    return value


def _packages(path: str, key: str, value: object) -> bool | tuple[str, ...]:
    if isinstance(value, bool):
        return value
    if not isinstance(value, list):
        raise SettingsError(f"{path}: `{key}` must be true, false or a list of strings, not {kind_of(value)}")
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
                raise SettingsError(f"{path}: `{key}`: [{name}] `{entry}` must be a string, not {kind_of(text)}")
    return tuple((name, tuple(table.items())) for name, table in value.items())


def _member(kind: type[Enum]) -> Callable[[str, str, object], Enum]:
    names = tuple(member.value for member in kind)

    def read(path: str, key: str, value: object) -> Enum:
        text = text_of(path, key, value)
        if text not in names:
            expected = ", ".join(f"`{name}`" for name in names)
            raise SettingsError(f"{path}: `{key}` must be one of {expected}, not {text!r}{_close_member(text, names)}")
        return kind(text)

    return read


def _close_member(text: str, names: Sequence[str]) -> str:
    import difflib

    close = difflib.get_close_matches(text.lower(), names, n=1, cutoff=0.5)
    return f"; did you mean `{close[0]}`?" if close else ""


def _file_selectors(path: str, key: str, value: object) -> FileSelectors:
    if not isinstance(value, dict):
        raise SettingsError(f"{path}: `{key}` must be a table of patterns with lists of rules, not {kind_of(value)}")
    for pattern in value:
        if pattern.startswith("!"):
            raise SettingsError(f"{path}: `{key}`: the pattern {pattern!r} begins with `!`, which means nothing here")
    return tuple((pattern, _strings(path, f"{key}.{pattern}", listed)) for pattern, listed in value.items())


def _severities(path: str, key: str, value: object) -> Severities:
    if not isinstance(value, dict):
        raise SettingsError(f"{path}: `{key}` must be a table of rules with their severities, not {kind_of(value)}")
    read = _member(Severity)
    return tuple((selector, Severity(read(path, f"{key}.{selector}", each))) for selector, each in value.items())


def _rule_options(path: str, key: str, value: object) -> WrittenOptions:
    if not isinstance(value, dict):
        raise SettingsError(f"{path}: `{key}` must hold tables, one a rule, not {kind_of(value)}")
    found: list[tuple[str, str, object]] = []
    for rule, table in value.items():
        if not isinstance(table, dict):
            raise SettingsError(f"{path}: `{key}.{rule}` must be a table of options, not {kind_of(table)}")
        found += [(rule, option, _frozen(each)) for option, each in table.items()] or [(rule, "", None)]
    return tuple(found)


def _frozen(value: object) -> object:
    """A value of TOML with tuples for its lists."""
    return tuple(_frozen(each) for each in value) if isinstance(value, list) else value


def _version(path: str, key: str, value: object) -> str:
    text = text_of(path, key, value)
    if not release(text):
        raise SettingsError(f'{path}: `{key}` must be a version such as "0.115", not {text!r}')
    return text


_BY_TYPE: Mapping[object, Reader] = {
    tuple[str, ...]: _strings,
    bool: _boolean,
    str | None: text_of,
    bool | tuple[str, ...]: _packages,
    Rows: _tables,
    FileSelectors: _file_selectors,
    Severities: _severities,
    WrittenOptions: _rule_options,
    FailOn: _member(FailOn),
    Profile: _member(Profile),
    Confidence: _member(Confidence),
    Severity: _member(Severity),
}

#: What no file can say.
NOT_IN_FILES = ("config_file", "virtual_env", "changed_since", "origins")

#: The keys that are read in a way of their own, whatever their type.
_BY_NAME: Mapping[str, Reader] = {
    "entry_points": _names,
    **{f"target_{package}": _version for package in ("fastapi", "starlette", "pydantic", "sqlalchemy", "python")},
}

#: The valid keys, and how each is read: derived from `Settings`, so that they cannot drift apart.
READERS: Mapping[str, Reader] = {
    field.name.replace("_", "-"): _BY_NAME.get(field.name) or _BY_TYPE[field.type]
    for field in fields(complete(Settings))
    if field.name not in NOT_IN_FILES
}
