"""One file of rows: from TOML tables to functions, values, types and aliases under their full dotted names."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import field, replace

from fastlint.knowledge.row_text import (
    RowError,
    absolute,
    attribute_row,
    function_row,
    infer_rows,
    is_attribute,
    type_text,
    version,
)
from fastlint.knowledge.schema import AttributeRow, FunctionRow, Infer, TypeRow
from fastlint.knowledge.versions import EVERY, Bounds
from fastlint.values.late import dataclass


class KnowledgeError(Exception):
    """A row is wrong; the message names the file, the section and the key. `reason` is the message without the file."""

    def __init__(self, file: str, reason: str, section: str = "", key: str | None = None) -> None:
        super().__init__(f"{file}: {reason}")
        self.reason = reason
        self.section = section
        self.key = key


@dataclass()
class RowFile:
    """What one file says. `packages` are the distributions in which the names can be looked up."""

    name: str
    source: str = ""  # where the facts are from
    packages: tuple[str, ...] = ()
    setup: str = ""  # code that must run before the packages can be looked into
    older: tuple[str, ...] = ()  # names that only older releases have
    functions: dict[str, FunctionRow] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    types: dict[str, TypeRow] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    invented: dict[str, str] = field(default_factory=dict)  # classes without a public name, and what they stand for
    dynamic: dict[str, str] = field(default_factory=dict)  # classes that get their methods at run time, and from what
    unverified: dict[str, str] = field(default_factory=dict)  # names that the real package does not show, and why
    bounds: dict[str, Bounds] = field(default_factory=dict)  # modules and classes that not all releases have
    proofs: dict[str, str] = field(default_factory=dict)  # expressions, and the type that each must give


#: What a class says under the name of a special method, and where `TypeRow` keeps it.
SPECIAL = {
    "__init__": "construct",
    "__call__": "call",
    "__enter__": "enter",
    "__exit__": "exit",
    "__aenter__": "async_enter",
    "__aexit__": "async_exit",
    "__iter__": "iterate",
    "__aiter__": "async_iterate",
    "__getitem__": "item",
    "__get__": "get",
}


#: Keys of a table that are no names. `__stands_for__` says that a class is invented: what it stands for has no name;
#: `__dynamic__` says that the class gets its methods at run time: they cannot be seen on it. `__since__` and
#: `__until__` are the releases that have what the table speaks of.
_NOT_A_NAME = ("__twin__", "__stands_for__", "__dynamic__", "__since__", "__until__")


_KEYS = "`source`, `packages`, `setup`, `older`, `[alias]`, `[unverified]`, `[proofs]`"


def read(path: str | os.PathLike[str]) -> RowFile:
    """The rows of a file. Raises `KnowledgeError`."""
    name = os.path.basename(path)
    try:
        with open(path, "rb") as file:
            tables = tomllib.load(file)
    except tomllib.TOMLDecodeError as error:
        raise KnowledgeError(name, str(error)) from error
    return from_tables(name, tables)


def from_tables(name: str, tables: Mapping[str, object]) -> RowFile:
    """The rows of tables that are already parsed; `name` stands in error messages."""
    rows = RowFile(name)
    for section, content in tables.items():
        try:
            _section(section, content, rows)
        except RowError as error:
            raise KnowledgeError(name, f"[{section}] {error}", section, error.key) from error
    return rows


def _section(section: str, content: object, rows: RowFile) -> None:
    if section in ("source", "setup") and isinstance(content, str):
        setattr(rows, section, content)
    elif section == "unverified" and isinstance(content, dict):
        rows.unverified.update(_notes(content))
    elif section == "proofs" and isinstance(content, dict):
        rows.proofs.update((text, type_text(str(given), "")) for text, given in content.items())
    elif section in ("packages", "older") and isinstance(content, list):
        setattr(rows, section, tuple(str(each) for each in content))
    elif not isinstance(content, dict):
        raise RowError(f"unknown key; there are {_KEYS}, and a table a module or class")
    elif section == "alias":
        _aliases(content, rows)
    else:
        modules, colon, classes = section.partition(":")
        for module in modules.split():
            if not colon:
                _module(module, content, rows)
            elif classes:
                _types(module, classes.split(), content, rows)


def _notes(content: Mapping[str, object]) -> dict[str, str]:
    """Texts about dotted names; a key may be several, separated by spaces, or `module: NAME NAME`."""
    notes: dict[str, str] = {}
    for left, text in content.items():
        if not isinstance(text, str):
            raise RowError(f"{left}: this must be a string")
        module, colon, names = left.partition(":")
        for name in (f"{module}.{each}" for each in names.split()) if colon else left.split():
            notes[name] = text
    return notes


def _bounds(content: Mapping[str, object]) -> Bounds:
    """The releases that have what a table speaks of."""
    since, until = content.get("__since__"), content.get("__until__")
    return Bounds(version(str(since)) if since else None, version(str(until)) if until else None)


def _aliases(content: Mapping[str, object], rows: RowFile) -> None:
    for left, right in content.items():
        if not isinstance(right, str):
            raise RowError(f"{left}: the canonical name must be a string")
        module, colon, names = left.partition(":")
        for name in names.split() if colon else ("",):
            tail = f".{name}" if name else ""
            rows.aliases[module.strip() + tail] = right + tail


def _entries(content: Mapping[str, object]) -> list[tuple[str, str]]:
    """Each name with its text, groups of names taken apart. A `__twin__` is given to all rows that lack one."""
    twin = content.get("__twin__")
    entries: dict[str, str] = {}
    for names, text in content.items():
        if names in _NOT_A_NAME:
            continue
        if not isinstance(text, str):
            raise RowError(f"{names}: a row is a string", names)
        for name in names.split():
            if name in entries:
                raise RowError(f"{name}: there are two rows of this name", name)
            entries[name] = text
    if twin is not None and not isinstance(twin, str):
        raise RowError("__twin__ must be a string")
    return list(entries.items())


def _module(module: str, content: Mapping[str, object], rows: RowFile) -> None:
    twin, bounds = content.get("__twin__"), _bounds(content)
    cache: dict[str, FunctionRow] = {}
    for name, text in _entries(content):
        try:
            if is_attribute(text):
                rows.values[f"{module}.{name}"] = type_text(text[1:], module)
            else:
                if text not in cache:
                    cache[text] = _with_table(function_row(text, module), twin, bounds)
                rows.functions[f"{module}.{name}"] = cache[text]
        except RowError as error:
            raise RowError(f"{name}: {error}", name) from error


def _types(module: str, names: list[str], content: Mapping[str, object], rows: RowFile) -> None:
    row = _type(module, content)
    for name in names:
        dotted = f"{module}.{name}"
        if dotted in rows.types:
            raise RowError(f"there are two tables for {dotted}")
        if (bounds := _bounds(content)) != EVERY:
            rows.bounds[dotted] = bounds
        if "__dynamic__" in content:
            rows.dynamic[dotted] = str(content["__dynamic__"])
        if "__stands_for__" in content:
            rows.invented[dotted] = str(content["__stands_for__"])
        rows.types[dotted] = replace(row, name=dotted)


def _type(module: str, content: Mapping[str, object]) -> TypeRow:
    """The row of a class that has no name yet."""
    twin, bounds = content.get("__twin__"), _bounds(content)
    bases: tuple[str, ...] = ()
    infer: Mapping[str, Infer] = {}
    special: dict[str, FunctionRow] = {}
    methods: dict[str, FunctionRow] = {}
    attributes: dict[str, AttributeRow] = {}
    cache: dict[str, FunctionRow] = {}
    for name, text in _entries(content):
        try:
            if name == "__bases__":
                bases = tuple(absolute(base, module) for base in text.split())
            elif name == "__infer__":
                infer = infer_rows(text, module)
            elif is_attribute(text):
                attributes[name.removeprefix(".")] = attribute_row(text, module)
            else:
                if text not in cache:
                    cache[text] = _with_table(function_row(text, module), twin, bounds)
                if name in SPECIAL:
                    special[SPECIAL[name]] = cache[text]
                else:
                    methods[name] = cache[text]
        except RowError as error:
            raise RowError(f"{name}: {error}", name) from error
    return TypeRow("", bases, infer, methods=methods, attributes=attributes, **special)


def _with_table(row: FunctionRow, twin: object, bounds: Bounds) -> FunctionRow:
    """The row with what its table says of all its rows."""
    if isinstance(twin, str) and row.blocks and not row.twin:
        row = replace(row, twin=twin)
    return replace(row, bounds=bounds) if bounds != EVERY and row.bounds == EVERY else row
