"""The modules of the project: found by dotted name, loaded on demand, each with the scope of its names."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Protocol

from fastlint.facts import statements as st
from fastlint.facts.definitions import FunctionFact, ModuleFacts
from fastlint.facts.expressions import Attribute, Constant, Display, Expression, Name, dotted
from fastlint.project.execution.abstract import Class, Function, ModuleValue, Scope
from fastlint.values import PytestConfig, Versions

if TYPE_CHECKING:
    from fastlint.project.execution.abstract import Value


class Loader(Protocol):
    """Where facts come from: the engine's session, on disk or in memory."""

    def find(self, dotted: str, from_path: str) -> str | None:
        """The path of the module or package of that dotted name, as the file at `from_path` would import it."""

    def name(self, path: str) -> str:
        """The dotted name of the module at a path."""

    def inside(self, path: str) -> str:
        """A file's path counted from the top of its project, with forward slashes."""

    def load(self, path: str) -> ModuleFacts | None:
        """The facts of a file; None where it cannot be read."""

    def package(self, path: str) -> str | None:
        """The installed package that a module belongs to; None for a module of the project."""

    def versions(self, path: str) -> Versions:
        """The releases of its packages that the project of a file asks for."""

    def pytest_config(self, path: str) -> PytestConfig:
        """How the tests of a file are run."""

    def folders(self, path: str) -> tuple[str, ...]:
        """The folders of the package whose `__init__` or folder is at a path: one, or the portions of a namespace.

        Here and below, folders are written with forward slashes.
        """

    def listing(self, folder: str, from_path: str) -> tuple[list[str], list[str]]:
        """The names of the files and of the folders in a folder, sorted; none outside of the project of a file."""

    def located(self, text: str, from_path: str) -> str | None:
        """The path of a file of the project of another file, given with forward slashes; None where there is none."""


class State(Enum):
    NEW = 0
    RUNNING = 1
    DONE = 2


class Module:
    """A module of the project. A namespace package has no facts; its path is that of the folder."""

    __slots__ = (
        "awaited",
        "defined",
        "facts",
        "fillers",
        "global_writers",
        "is_package",
        "name",
        "path",
        "scope",
        "stars",
        "state",
        "value",
    )

    def __init__(self, name: str, path: str, facts: ModuleFacts | None) -> None:
        self.name = name
        self.path = path
        self.facts = facts
        self.is_package = facts is None or facts.is_package
        self.scope = Scope(self, None)
        self.stars: list[str] = []
        #: names imported from a module that had not come to them yet: from which module, and under which name
        self.awaited: dict[str, tuple[Module, str]] = {}
        self.state = State.NEW
        self.value: Value = ModuleValue(self)
        self.global_writers: dict[str, list[FunctionFact]] = {}
        self.fillers: dict[str, list[FunctionFact]] = {}
        self.defined: frozenset[str] = frozenset() if facts is None else frozenset(defined_names(facts.body))
        if facts is not None:
            for fact in facts.functions:
                for written in fact.global_names:
                    self.global_writers.setdefault(written, []).append(fact)
                for filled in fact.fills & self.defined:
                    self.fillers.setdefault(filled, []).append(fact)

    def __repr__(self) -> str:
        return f"Module({self.name})"

    def absolute(self, target: str, level: int) -> str | None:
        """The absolute dotted name that a relative import of this module means; None if it leaves the package."""
        if level == 0:
            return target
        parts = self.name.split(".")
        drop = level - 1 if self.is_package else level
        if drop > len(parts):
            return None
        base = parts[: len(parts) - drop]
        return ".".join([*base, target] if target else base)


class Modules:
    """All modules of the project that were asked for so far."""

    def __init__(self, loader: Loader) -> None:
        self.loader = loader
        self.by_path: dict[str, Module] = {}
        self._found: dict[tuple[str, str], Module | None] = {}
        self.functions: dict[int, Function] = {}
        self.classes: dict[tuple[int, int], Class] = {}
        #: which functions assign an attribute of that name on something that is not their first parameter
        self.storing: dict[str, list[tuple[Module, FunctionFact]]] = {}

    def at(self, path: str) -> Module | None:
        """The module at a path; None where the file cannot be read."""
        if path in self.by_path:
            return self.by_path[path]
        facts = self.loader.load(path)
        if facts is None:
            return None
        module = Module(self.loader.name(path), path, facts)
        self.by_path[path] = module
        for fact in facts.functions:
            for name in fact.stores:
                self.storing.setdefault(name, []).append((module, fact))
        return module

    def find(self, dotted: str, from_module: Module) -> Module | None:
        """The module of the project that `import dotted` means in a module; None where it is not the project's."""
        folder = from_module.path.rpartition("/")[0]
        key = (dotted, folder)
        if key in self._found:
            return self._found[key]
        path = self.loader.find(dotted, from_module.path)
        module: Module | None = None
        if path is not None:
            if path.endswith(".py"):
                module = self.at(path)
            elif path in self.by_path:
                module = self.by_path[path]
            else:
                module = self.by_path[path] = Module(dotted, path, None)
        self._found[key] = module
        return module

    def function(self, fact: FunctionFact, module: Module) -> Function:
        """The one `Function` of a fact."""
        found = self.functions.get(id(fact))
        if found is None:
            found = self.functions[id(fact)] = Function(fact, module, is_stub(fact))
        return found

    def enclosing(self, function: Function) -> Function | None:
        """The function in which another is defined, if there is one."""
        fact, facts = function.fact, function.module.facts
        name = fact.qualname.rpartition(".<locals>.")[0]
        for outer in facts.functions if facts is not None and name else ():
            if outer.qualname == name and outer.line <= fact.line <= outer.end_line:
                return self.function(outer, function.module)
        return None


def is_test_file(path: str) -> bool:
    """Whether a file, its path counted from the top of the project, is named or placed as tests are."""
    *folders, name = path.split("/")
    stem = name.removesuffix(".py")
    return (
        stem == "conftest"
        or stem.startswith("test_")
        or stem.endswith("_test")
        or not {"test", "tests"}.isdisjoint(folders)
    )


def is_stub(fact: FunctionFact) -> bool:
    """Whether the body does nothing: `...`, `pass`, a docstring, or only `raise NotImplementedError`."""
    if fact.is_lambda or fact.is_generator:
        return False
    for statement in fact.body:
        if isinstance(statement, st.Raise):
            value = statement.value
            callee = getattr(value, "callee", value)
            name = callee.id if isinstance(callee, Name) else callee.name if isinstance(callee, Attribute) else ""
            if name == "NotImplementedError":
                continue
        return False
    return True


def static_all(facts: ModuleFacts) -> tuple[str, ...] | None:
    """The names in a module's literal `__all__`, or None."""
    for statement in facts.body:
        if isinstance(statement, st.Assign) and statement.targets == (Name("__all__"),):
            value: Expression | None = statement.value
            if isinstance(value, Display):
                return tuple(
                    element.value
                    for element in value.elements
                    if isinstance(element, Constant) and isinstance(element.value, str)
                )
    return None


def defining_statement(block: st.Block, name: str) -> st.Statement | None:
    """The top-level `def`, `class` or assignment that binds a name in a block, also below `if` and `try`."""
    for statement in block:
        match statement:
            case st.FunctionDef(function) if function.name == name:
                return statement
            case st.ClassDef(fact) if fact.name == name:
                return statement
            case st.Assign(targets) if Name(name) in targets:
                return statement
            case st.ImportFrom(names=names) if any(bound == name for _, bound in names):
                return statement
            case st.Import(bound=bound) if bound == name:
                return statement
            case st.If(_, body, orelse):
                found = defining_statement(body, name) or defining_statement(orelse, name)
                if found:
                    return found
            case st.Try(body, handlers):
                found = defining_statement(body, name)
                for handler in handlers:
                    found = found or defining_statement(handler.body, name)
                if found:
                    return found
    return None


def defined_names(block: st.Block) -> set[str]:
    """The names that `defining_statement` finds in a block."""
    names: set[str] = set()
    for statement in block:
        match statement:
            case st.FunctionDef(function):
                names.add(function.name)
            case st.ClassDef(fact):
                names.add(fact.name)
            case st.Assign(targets):
                names.update(target.id for target in targets if isinstance(target, Name))
            case st.If(_, body, orelse):
                names |= defined_names(body) | defined_names(orelse)
            case st.Try(body, handlers):
                names |= defined_names(body)
                for handler in handlers:
                    names |= defined_names(handler.body)
    return names


def assigned_names(block: st.Block) -> set[str]:
    """The plain names that a block assigns, loops and branches included, nested definitions not."""
    names: set[str] = set()
    _gather(block, names)
    return names


def assigned_places(block: st.Block) -> set[str]:
    """The names and attributes that a block assigns (`a.b.c`), wherever in it, nested definitions not."""
    found: set[str] = set()

    def look(part: object) -> None:
        if isinstance(part, st.FunctionDef | st.ClassDef):
            return
        if isinstance(part, st.Assign):
            found.update(place for target in part.targets if (place := dotted(target)))
        if isinstance(part, tuple):
            for inner in part:
                if isinstance(inner, tuple):
                    look(inner)

    look(block)
    return found


def _gather(block: st.Block, names: set[str]) -> None:
    for statement in block:
        match statement:
            case st.Assign(targets):
                for target in targets:
                    _gather_target(target, names)
            case st.Augment(target):
                _gather_target(target, names)
            case st.If(_, body, orelse) | st.While(_, body, orelse):
                _gather(body, names)
                _gather(orelse, names)
            case st.For(target, _, body, orelse):
                _gather_target(target, names)
                _gather(body, names)
                _gather(orelse, names)
            case st.With(items, body):
                for item in items:
                    if item.target is not None:
                        _gather_target(item.target, names)
                _gather(body, names)
            case st.Try(body, handlers, orelse, final):
                _gather(body, names)
                for handler in handlers:
                    _gather(handler.body, names)
                _gather(orelse, names)
                _gather(final, names)
            case st.Match(_, cases):
                for case in cases:
                    _gather(case.body, names)


def _gather_target(target: Expression, names: set[str]) -> None:
    if isinstance(target, Name):
        names.add(target.id)
    elif isinstance(target, Display):
        for element in target.elements:
            _gather_target(element, names)
