"""What fastlint knows about libraries: rows, looked up by dotted name and loaded when a name is first asked for."""

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace

from fastlint.knowledge.row_file import KnowledgeError, RowFile, from_tables, read
from fastlint.knowledge.schema import AttributeRow, FunctionRow, TypeRow
from fastlint.knowledge.versions import version_of

#: The folder of the rows. A path as text: `pathlib` brings networks and addresses with it.
ROWS = os.path.join(os.path.dirname(__file__), "rows")

_LONGEST_ALIAS_CHAIN = 10
_WILDCARD = "*"
_SELF = re.compile(r"\bSelf\b")


class Knowledge:
    """The rows of all libraries. `extra` are tables of the user's own, in the same language; they win.

    A file of rows is named after the dotted prefix that it speaks for (`google.cloud.storage.toml`), or is a family
    whose prefixes are listed in `index.toml`. A file is parsed when a name below a prefix of its is first asked for.

    `versions` are those of the libraries that the program runs with, by dotted prefix, as far as they are known: rows
    that do not hold for them are left out.
    """

    def __init__(self, extra: Mapping[str, object] | None = None, versions: Mapping[str, str] | None = None) -> None:
        self._versions = versions or {}
        self._files = _index()
        self._loaded: set[str] = set()
        self._aliases: dict[str, str] = {}
        self._functions: dict[str, FunctionRow] = {}
        self._values: dict[str, str] = {}
        self._types: dict[str, TypeRow] = {}
        self._invented: set[str] = set()
        self._settled: set[str] = set()
        self._canonical: dict[str, str] = {}
        self._function_memo: dict[str, FunctionRow | None] = {}
        self._order_memo: dict[str, tuple[str, ...]] = {}
        self._method_memo: dict[tuple[str, str], FunctionRow | None] = {}
        self._special_memo: dict[tuple[str, str], FunctionRow | None] = {}
        self._extra = from_tables("configuration", extra) if extra else RowFile("configuration")
        self._merge(self._extra)
        #: the dotted names of functions, methods and classes of which the user's own rows speak
        self.own = frozenset(
            [*self._extra.functions, *self._extra.aliases]
            + [f"{name}.{method}" for name, row in self._extra.types.items() for method in row.methods]
        )
        for name in self._extra.aliases:
            self.canonical(name)  # raises where they go round in a circle

    def assume(self, versions: Mapping[str, str]) -> None:
        """Leave out the rows that do not hold for these versions, by dotted prefix, of what is loaded from now on."""
        self._versions = {**self._versions, **versions}

    def speaks_of(self, package: str) -> bool:
        """Whether there are rows for a package, or for one below it where it is a namespace."""
        own = (name for rows in (self._extra.functions, self._extra.types) for name in rows)
        name = f"{package}."
        return any(f"{prefix}.".startswith(name) or name.startswith(f"{prefix}.") for prefix in (*self._files, *own))

    def canonical(self, dotted: str) -> str:
        """The name under which a symbol has its rows: re-exports and private homes are followed."""
        known = self._canonical.get(dotted)
        if known is not None:
            return known
        name = dotted
        for _ in range(_LONGEST_ALIAS_CHAIN):
            self._load_for(name)
            further = self._step(name)
            if further is None:
                break
            name = further
        else:
            raise KnowledgeError("rows", f"[alias] {dotted}: the aliases go round in a circle", "alias", dotted)
        self._canonical[dotted] = name
        return name

    def function(self, dotted: str) -> FunctionRow | None:
        """The row of a function, or of a method named through its class (`pathlib.Path.cwd`)."""
        try:
            return self._function_memo[dotted]
        except KeyError:
            pass
        name = self.canonical(dotted)
        row = self._functions.get(name)
        if row is None and name not in self._types:
            owner, _, last = name.rpartition(".")
            if owner and self.type(owner):
                row = _of_class(self.method(owner, last), owner)
            elif not last.startswith("_"):
                row = self._function_pattern(owner, last)
        self._function_memo[dotted] = row
        return row

    def _function_pattern(self, module: str, name: str) -> FunctionRow | None:
        """What a module says of all functions in it and in its parts; `*.name` speaks of what all of them have."""
        outer = module.rpartition(".")[0]
        if outer and f"{outer}.{_WILDCARD}.{name}" in self._functions:
            return self._functions[f"{outer}.{_WILDCARD}.{name}"]
        while module:
            row = self._functions.get(f"{module}.{_WILDCARD}")
            if row is not None:
                return row
            module = module.rpartition(".")[0]
        return None

    def type(self, dotted: str) -> TypeRow | None:
        """The row of a class, without what it inherits."""
        return self._types.get(self.canonical(dotted))

    def value(self, dotted: str) -> str | None:
        """The type expression of an object: of a module (`os.environ`), or of a class (`SQLModel.metadata`)."""
        name = self.canonical(dotted)
        found = self._values.get(name)
        if found is None and name not in self._types:
            owner, _, last = name.rpartition(".")
            row = self._find_attribute(owner, last) if owner in self._types else None
            found = row.type if row is not None else None
        return found

    def method(self, type_dotted: str, name: str) -> FunctionRow | None:
        """The row of a method, of the class or inherited; failing that, what the class says of all its methods."""
        key = (type_dotted, name)
        try:
            return self._method_memo[key]
        except KeyError:
            pass
        row = self._find_method(type_dotted, name)
        if row is None and not name.startswith("_") and self._find_attribute(type_dotted, name) is None:
            row = self._find_pattern(type_dotted, name)
        self._method_memo[key] = row
        return row

    def attribute(self, type_dotted: str, name: str) -> AttributeRow | None:
        """The row of an attribute, of the class or inherited; failing that, what the class says of all attributes."""
        row = self._find_attribute(type_dotted, name)
        if row is None and not name.startswith("_") and self._find_method(type_dotted, name) is None:
            row = self._find_attribute_pattern(type_dotted, name)
        return row

    def special(self, type_dotted: str, what: str) -> FunctionRow | None:
        """The row of an operation that has no method call: a field of `TypeRow` such as `construct` or `exit`."""
        key = (type_dotted, what)
        try:
            return self._special_memo[key]
        except KeyError:
            pass
        found: FunctionRow | None = None
        for name in self.bases(type_dotted):
            row = self._types.get(name)
            if row is not None and getattr(row, what) is not None:
                found = getattr(row, what)
                break
        self._special_memo[key] = found
        return found

    def is_subclass(self, dotted: str, base: str) -> bool:
        """Whether the first class is the second or inherits from it, as far as the rows say."""
        return self.canonical(base) in self.bases(dotted)

    def bases(self, type_dotted: str) -> tuple[str, ...]:
        """The canonical names of a class and all its known bases, in the order in which they are searched."""
        name = self.canonical(type_dotted)
        known = self._order_memo.get(name)
        if known is not None:
            return known
        self._order_memo[name] = (name,)
        order = [name]
        row = self._types.get(name)
        for base in row.bases if row else ():
            order += [each for each in self.bases(base) if each not in order]
        self._order_memo[name] = tuple(order)
        return self._order_memo[name]

    def named(self, type_dotted: str) -> str:
        """The name of a class as a reader knows it: an invented kind of a real class goes by the name of that one."""
        name = self.canonical(type_dotted)
        if name not in self._invented:
            return type_dotted
        return next((each for each in self.bases(name)[1:] if each not in self._invented), type_dotted)

    @property
    def loaded_files(self) -> frozenset[str]:
        """The files of rows that have been loaded so far, without `.toml`."""
        return frozenset(self._loaded)

    def all_types(self) -> tuple[TypeRow, ...]:
        """The rows of all classes that have been loaded so far."""
        return tuple(self._types.values())

    def load_all(self) -> None:
        """Load every file of rows: for tests, and for whoever wants to list them."""
        for prefix in list(self._files):
            self._load_for(prefix)

    def _step(self, name: str) -> str | None:
        """One alias further, the longest prefix first, or None."""
        prefix = name
        while prefix:
            target = self._aliases.get(prefix)
            if target is not None and target != prefix:
                return target + name[len(prefix) :]
            prefix = prefix.rpartition(".")[0]
        return None

    def _find_method(self, type_dotted: str, name: str) -> FunctionRow | None:
        for each in self.bases(type_dotted):
            row = self._types.get(each)
            if row is not None and name in row.methods:
                return row.methods[name]
        return None

    def _find_pattern(self, type_dotted: str, name: str) -> FunctionRow | None:
        """What a class says of the methods whose names end alike (`*_async`), or of all (`*`).

        Where a class says something of all attributes, a name of which nothing is known is taken for one of those.
        """
        plain: FunctionRow | None = None
        for each in self.bases(type_dotted):
            row = self._types.get(each)
            for pattern in row.methods if row is not None else ():
                if pattern[0] == _WILDCARD and name.endswith(pattern[1:]):
                    if pattern != _WILDCARD:
                        return row.methods[pattern] if row else None
                    plain = plain or (row.methods[pattern] if row else None)
        return plain if self._find_attribute(type_dotted, _WILDCARD) is None else None

    def _find_attribute(self, type_dotted: str, name: str) -> AttributeRow | None:
        for each in self.bases(type_dotted):
            row = self._types.get(each)
            if row is not None and name in row.attributes:
                return row.attributes[name]
        return None

    def _find_attribute_pattern(self, type_dotted: str, name: str) -> AttributeRow | None:
        """What a class says of the attributes whose names end alike (`*_set`), or of all."""
        for each in self.bases(type_dotted):
            row = self._types.get(each)
            for pattern in row.attributes if row is not None else ():
                if pattern[0] == _WILDCARD and name.endswith(pattern[1:]):
                    return row.attributes[pattern] if row else None
        return None

    def _load_for(self, dotted: str) -> None:
        """Load the files that speak for a prefix of the name."""
        prefix = dotted
        while prefix and prefix not in self._settled:
            for file in self._files.get(prefix, ()):
                if file not in self._loaded:
                    self._loaded.add(file)
                    rows = read(os.path.join(ROWS, f"{file}.toml"))
                    self._merge(_of_versions(rows, self._versions) if self._versions else rows)
            self._settled.add(prefix)
            prefix = prefix.rpartition(".")[0]

    def _merge(self, rows: RowFile) -> None:
        """Take in the rows of a file; where the user's own rows say something, they win."""
        own = self._extra
        self._aliases |= rows.aliases | own.aliases
        self._functions |= rows.functions | own.functions
        self._values |= rows.values | own.values
        self._invented |= rows.invented.keys()
        for name, row in rows.types.items():
            self._types[name] = _joined(own.types[name], row) if name in own.types else row


def _of_versions(rows: RowFile, versions: Mapping[str, str]) -> RowFile:
    """The rows of a file that hold for the versions of the libraries in use."""
    version = {name: version_of(name, versions) for name in (*rows.functions, *rows.types)}
    return replace(
        rows,
        functions={name: row for name, row in rows.functions.items() if row.bounds.hold(version[name])},
        types={
            name: replace(
                row, methods={key: each for key, each in row.methods.items() if each.bounds.hold(version[name])}
            )
            for name, row in rows.types.items()
            if name not in rows.bounds or rows.bounds[name].hold(version[name])
        },
    )


def _of_class(row: FunctionRow | None, owner: str) -> FunctionRow | None:
    """The row of a method that is named through its class: there, `Self` is that class."""
    if row is None or row.returns is None or "Self" not in row.returns:
        return row
    return replace(row, returns=_SELF.sub(owner, row.returns))


def _joined(own: TypeRow, row: TypeRow) -> TypeRow:
    """A class of a library with what the user says about it on top."""
    special = (
        "construct",
        "call",
        "enter",
        "exit",
        "async_enter",
        "async_exit",
        "iterate",
        "async_iterate",
        "item",
        "get",
    )
    return replace(
        row,
        bases=own.bases or row.bases,
        infer=own.infer or row.infer,
        methods={**row.methods, **own.methods},
        attributes={**row.attributes, **own.attributes},
        **{name: getattr(own, name) or getattr(row, name) for name in special},
    )


def _index() -> dict[str, list[str]]:
    """For each dotted prefix, the files that speak for it."""
    with open(os.path.join(ROWS, "index.toml"), "rb") as file:
        families: dict[str, list[str]] = tomllib.load(file)
    stems = sorted(name.removesuffix(".toml") for name in os.listdir(ROWS) if name.endswith(".toml"))
    stems.remove("index")
    if missing := families.keys() - set(stems):
        raise KnowledgeError("index.toml", f"there is no file {min(missing)}.toml")
    files: dict[str, list[str]] = {}
    for stem in stems:
        for prefix in families.get(stem, [stem]):
            files.setdefault(prefix, []).append(stem)
    return files
