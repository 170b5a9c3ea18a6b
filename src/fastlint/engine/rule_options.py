"""The options of rules: what the user writes, held against what the rules declare."""

import os
import re
from collections.abc import Iterable, Sequence

from fastlint.engine.selection import nearest
from fastlint.rule import Option, Rule
from fastlint.source.setting_values import kind_of
from fastlint.source.toml_place import line_of_key
from fastlint.values import Settings, SettingsError
from fastlint.values.options import KINDS, OptionValue, key_of_option


def options_of(rules: Sequence[Rule], settings: Settings) -> tuple[object, ...]:
    """An instance of each class of options of which the user sets any. Raises `SettingsError`."""
    if not settings.rules:
        return ()
    values = set_options(rules, settings)
    found = []
    for rule in rules:
        own = {option.field: values[rule, option][0] for option in rule.declared if (rule, option) in values}
        if rule.options is not None and own:
            found.append(rule.options(**own))
    return tuple(found)


def set_options(rules: Sequence[Rule], settings: Settings) -> dict[tuple[Rule, Option], tuple[OptionValue, str]]:
    """The options that the user sets, each with its value and the key under which it is written.

    Of two files that set an option the nearer one counts. Raises `SettingsError`.
    """
    known = {word: rule for rule in rules for word in (rule.code, rule.name)}
    found: dict[tuple[Rule, Option], tuple[OptionValue, str]] = {}
    for word, name, value in settings.rules:
        key = key_of_option(word, name)
        rule = known.get(word)
        if rule is None:
            raise _error(settings, key, key_of_option(word, ""), f"no rule has this code or name{_near(word, rules)}")
        declared = {option.name: option for option in rule.declared}
        if not declared:
            raise _error(settings, key, key_of_option(word, ""), "this rule has no options")
        if not name:
            continue
        option = declared.get(name)
        if option is None:
            raise _error(settings, key, key, f"unknown option{_near_option(name, declared)}")
        fault = fault_of(option, value)
        if fault:
            raise _error(settings, key, key, fault)
        before = found.get((rule, option))
        if before is not None and settings.origin(before[1]) == settings.origin(key):
            raise _error(settings, key, key, f"this is `{before[1]}`, which is set already")
        found[rule, option] = (value, key)  # type: ignore[assignment]
    return found


def fault_of(option: Option, value: object) -> str:
    """What is wrong with a value, as the rest of a message; empty where it fits."""
    kind = KINDS[option.kind]
    if isinstance(option.default, tuple):
        if not isinstance(value, tuple):
            return f"must be {kind}, not {kind_of(value)}"
        return next((fault for each in value if (fault := _fault_of_item(option, each))), "")
    if type(value) is not (bool if option.kind is bool else int):
        return f"must be {kind}, not {kind_of(value)}"
    if option.least is not None and isinstance(value, int) and value < option.least:
        return f"must be at least {option.least}, not {value}"
    return ""


def _fault_of_item(option: Option, item: object) -> str:
    """The same of an item of a list."""
    if type(item) is not (str if option.kind == tuple[str, ...] else int):
        return f"must be {KINDS[option.kind]}, but holds {kind_of(item)}: {item!r}"
    if option.form is not None and isinstance(item, str) and not re.fullmatch(option.form.pattern, item):
        return f"must hold {option.form.said}, not {item!r}"
    return ""


def _near(word: str, rules: Sequence[Rule]) -> str:
    near = nearest(word, rules)
    return f"; did you mean `{near}`?" if near in {each for rule in rules for each in (rule.code, rule.name)} else ""


def _near_option(name: str, declared: Iterable[str]) -> str:
    import difflib

    close = difflib.get_close_matches(name.lower().replace("_", "-"), declared, n=1, cutoff=0.5)
    return f"; did you mean `{close[0]}`?" if close else "; valid are " + ", ".join(f"`{each}`" for each in declared)


def _error(settings: Settings, key: str, shown: str, fault: str) -> SettingsError:
    """An error about an option, or about all of its table, with the file and line in front where it has one."""
    path = settings.origin(key)
    if path is None:
        return SettingsError(f"`{shown}`: {fault}")
    line = line_of_key(path, in_file(path, shown))
    return SettingsError(f"{path}:{line}: `{shown}`: {fault}" if line else f"{path}: `{shown}`: {fault}")


def in_file(path: str, key: str) -> str:
    """A key as it is called in a configuration file."""
    return f"tool.fastlint.{key}" if os.path.basename(path) == "pyproject.toml" else key
