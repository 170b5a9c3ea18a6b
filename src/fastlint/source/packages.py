"""Installed packages that the user wants followed: their modules, found by layout, as facts."""

import os
import sys
from collections.abc import Callable

from fastlint.facts.definitions import ModuleFacts, ParseFailure
from fastlint.source.environment import Environment
from fastlint.source.extract import extract
from fastlint.source.package_cache import PackageCache
from fastlint.source.tree import Tree, is_folder

#: So many files of packages are read in a run; what lies beyond stays unknown.
MOST_FILES = 4_000

#: A larger file is data in the shape of Python.
LARGEST_FILE = 1_000_000


class Packages:
    """The modules of packages. `follows` tells whether a top-level name is to be followed."""

    def __init__(
        self, environment: Environment, follows: Callable[[str], bool], tree: Tree, cache: PackageCache | None = None
    ) -> None:
        self._environment = environment
        self._follows = follows
        self._tree = tree
        self._cache = cache
        self._found: dict[str, str | None] = {}
        self._homes: dict[str, tuple[str, str]] = {}  # the path of a module: the folder it was found below, its name
        self._versions: dict[str, str | None] = {}
        self.count = 0

    def find(self, dotted: str) -> str | None:
        """The file of a module or package, or the folder of a namespace; None for what is not followed."""
        if dotted not in self._found:
            self._found[dotted] = self._search(dotted)
        return self._found[dotted]

    def owns(self, path: str) -> bool:
        """Whether a path is that of a module that was found here."""
        return path in self._homes

    def package(self, path: str) -> str | None:
        """The top-level name of the package that a module belongs to."""
        home = self._homes.get(path)
        return home[1].partition(".")[0] if home is not None else None

    def name(self, path: str) -> str:
        """The dotted name of a module that was found here."""
        return self._homes[path][1]

    def inside(self, path: str) -> str:
        """A module's path counted from the folder that packages are installed in."""
        return os.path.relpath(path, self._homes[path][0]).replace(os.sep, "/")

    def load(self, path: str) -> ModuleFacts | None:
        """The facts of a module, kept from an earlier run or made now; None where that cannot be."""
        if self.count >= MOST_FILES:
            return None
        self.count += 1
        package = self.name(path).partition(".")[0]
        version = self._version(package)
        if self._cache is not None and version is not None:
            facts = self._cache.get(package, version, path)
            if facts is not None:
                return facts
        try:
            if os.path.getsize(path) > LARGEST_FILE:
                return None
            with open(path, "rb") as file:
                found = extract(path, file.read())
        except OSError:
            return None
        if isinstance(found, ParseFailure):
            return None
        if self._cache is not None and version is not None:
            self._cache.put(package, version, path, found)
        return found

    def _version(self, package: str) -> str | None:
        if package not in self._versions:
            self._versions[package] = self._environment.version(package)
        return self._versions[package]

    def _search(self, dotted: str) -> str | None:
        parts = dotted.split(".")
        if not all(parts) or parts[0] in sys.stdlib_module_names or not self._follows(parts[0]):
            return None
        namespace = None
        for home in self._environment.folders:
            folder = os.path.join(home, *parts[:-1])
            listing = self._tree.list(folder)
            path = os.path.join(folder, parts[-1])
            if parts[-1] in listing.folders:
                if "__init__.py" in self._tree.list(path).files:
                    return self._at(os.path.join(path, "__init__.py"), home, dotted)
                namespace = namespace or (path, home)
            if f"{parts[-1]}.py" in listing.files:
                return self._at(f"{path}.py", home, dotted)
        if namespace is not None and is_folder(self._tree, namespace[0]):
            return self._at(*namespace, dotted)
        return None

    def _at(self, path: str, home: str, dotted: str) -> str:
        self._homes[path] = (home, dotted)
        return path
