"""Facts by path: read when they are first asked for, kept for the session."""

import logging
from collections.abc import Callable, Sequence

from fastlint.engine.directives import OWN_MARK
from fastlint.facts.definitions import ModuleFacts, ParseFailure
from fastlint.source.extract import extract
from fastlint.source.modules import ModuleResolver
from fastlint.source.packages import Packages
from fastlint.source.pytest_config import PytestConfigFinder
from fastlint.source.tree import Tree
from fastlint.source.versions import VersionFinder
from fastlint.values import PytestConfig, UnreadableFile, Versions

logger = logging.getLogger("fastlint.engine")

#: A larger file is not source that somebody wrote.
LARGEST_FILE = 20 * 1024 * 1024


def read_bytes(path: str) -> bytes:
    """The content of a file. Raises `OSError`."""
    with open(path, "rb", buffering=0) as file:
        return file.read(LARGEST_FILE + 1)


class FactLoader:
    """Finds and reads the modules of a project. `read` gives the bytes of a path and raises `OSError`.

    `targets` are the releases that the user names: package, release, setting.
    `packages` are the installed ones that are followed: what is no module of the project may be one of theirs.
    """

    packages: Packages | None = None

    def __init__(
        self,
        resolver: ModuleResolver,
        tree: Tree,
        read: Callable[[str], bytes] = read_bytes,
        targets: Sequence[tuple[str, str, str]] = (),
    ) -> None:
        self._resolver = resolver
        self._versions = VersionFinder(tree, targets)
        self._pytest = PytestConfigFinder(tree)
        self.read = read
        self._facts: dict[str, ModuleFacts | None] = {}
        self.failures: dict[str, UnreadableFile] = {}
        #: the files that hold suppression comments which name fastlint or its codes
        self.marked: set[str] = set()

    @property
    def count(self) -> int:
        """How many files were read."""
        return len(self._facts)

    def load(self, path: str) -> ModuleFacts | None:
        """The facts of a file; None where it cannot be read, which `failures` then explains."""
        if path not in self._facts:
            self._facts[path] = self._extract(path)
        return self._facts[path]

    def _extract(self, path: str) -> ModuleFacts | None:
        if self.packages is not None and self.packages.owns(path):
            return self.packages.load(path)
        try:
            data = self.read(path)
        except OSError as error:
            self.failures[path] = UnreadableFile(path, 1, 1, error.strerror or type(error).__name__)
            return None
        if len(data) > LARGEST_FILE:
            reason = f"larger than {LARGEST_FILE // 1024 // 1024} MiB"
            self.failures[path] = UnreadableFile(path, 1, 1, reason)
            return None
        facts = extract(path, data)
        if isinstance(facts, ParseFailure):
            self.failures[path] = UnreadableFile(facts.path, facts.line, facts.column, facts.reason)
            return None
        if OWN_MARK.search(data) is not None:
            self.marked.add(path)
        return facts

    def find(self, dotted: str, from_path: str) -> str | None:
        """The path of a module, package or namespace folder, as the file at `from_path` would import it."""
        if self.packages is not None and self.packages.owns(from_path):
            return self.packages.find(dotted)
        found = self._resolver.find(dotted, from_path)
        if found is not None:
            return found
        folders = self._resolver.find_folders(dotted, from_path)
        if folders:
            return folders[0]
        return self.packages.find(dotted) if self.packages is not None else None

    def package(self, path: str) -> str | None:
        """The installed package that a module belongs to; None for a module of the project."""
        return self.packages.package(path) if self.packages is not None else None

    def name(self, path: str) -> str:
        """The dotted name of the module at a path."""
        if self.packages is not None and self.packages.owns(path):
            return self.packages.name(path)
        return self._resolver.module_name(path).dotted

    def inside(self, path: str) -> str:
        """A file's path counted from the top of its project."""
        if self.packages is not None and self.packages.owns(path):
            return self.packages.inside(path)
        return self._resolver.inside(path)

    def versions(self, path: str) -> Versions:
        """The releases of its packages that the project of a file asks for."""
        return self._versions.at(path)

    def pytest_config(self, path: str) -> PytestConfig:
        """How the tests of a file are run."""
        return self._pytest.at(path)

    def children(self, path: str) -> list[tuple[str, bool]]:
        """The modules and packages directly in the package at a path."""
        if self.packages is not None and self.packages.owns(path):
            return self.packages.children(path)
        dotted = self.name(path) if path.endswith(".py") else self.name(f"{path}/__init__.py")
        names = self._resolver.submodules(dotted, path if path.endswith(".py") else f"{path}/__init__.py")
        found = []
        for name in names:
            child = self._resolver.find(f"{dotted}.{name}", path)
            found.append((name, child is not None and child.endswith("__init__.py")))
        return found
