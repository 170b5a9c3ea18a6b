"""Facts by path: read when they are first asked for, kept for the session."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from fastlint.engine.directives import OWN_MARK
from fastlint.engine.parallel import Made, Task, extract_all
from fastlint.facts.definitions import ModuleFacts, ParseFailure
from fastlint.source.extract import extract, is_package
from fastlint.source.fact_cache import FactCache, key_of, packed_facts, unpacked_facts
from fastlint.source.modules import ModuleResolver
from fastlint.source.pytest_config import PytestConfigFinder
from fastlint.source.tree import Listing, Tree
from fastlint.source.versions import VersionFinder
from fastlint.values import PytestConfig, UnreadableFile, Versions

if TYPE_CHECKING:
    from fastlint.source.packages import Packages

#: A larger file is not source that somebody wrote.
LARGEST_FILE = 20 * 1024 * 1024

#: As many bytes of a file tell that it is too large.
MOST_READ = LARGEST_FILE + 1


def read_bytes(path: str) -> bytes:
    """The content of a file. Raises `OSError`."""
    with open(path, "rb", buffering=0) as file:
        return file.read(MOST_READ)


class FactLoader:
    """Finds and reads the modules of a project. `read` gives the bytes of a path and raises `OSError`.

    `targets` are the releases that the user names: package, release, setting.
    `packages` are the installed ones that are followed: what is no module of the project may be one of theirs.
    `cache` has the facts of files that were read before.
    """

    packages: Packages | None = None

    def __init__(
        self,
        resolver: ModuleResolver,
        tree: Tree,
        read: Callable[[str], bytes] = read_bytes,
        targets: Sequence[tuple[str, str, str]] = (),
        cache: FactCache | None = None,
    ) -> None:
        self._resolver = resolver
        self._tree = tree
        self._versions = VersionFinder(tree, targets)
        self._pytest = PytestConfigFinder(tree)
        self.read = read
        self._cache = cache
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
            if self.packages is not None and self.packages.owns(path):
                self._facts[path] = self.packages.load(path)
            else:
                task = self._task(path)
                self._facts[path] = None if task is None else self._known(task) or self._extract(task)
        return self._facts[path]

    def load_all(self, paths: Sequence[str], jobs: int, tell: Callable[[int], None] = lambda done: None) -> None:
        """Read these files in up to `jobs` processes, where that is worth it. `tell` hears how many are read."""
        tasks = []
        done = 0
        for path in paths:
            if path not in self._facts:
                task = self._task(path)
                self._facts[path] = None if task is None else self._known(task)
                if task is not None and self._facts[path] is None:
                    tasks.append(task)
                    continue
            done += 1
            tell(done)
        for task, made in extract_all(tasks, jobs):
            self._take(task, made)
            done += 1
            tell(done)

    def _take(self, task: Task, made: Made) -> None:
        """What another process made of a file, if it did."""
        if isinstance(made, ParseFailure):
            self._failed(made)
        elif made is None:
            self._facts[task.path] = self._extract(task)
        else:
            self._facts[task.path] = unpacked_facts(made, task.path)
            if self._cache is not None and task.key is not None:
                self._cache.put(task.key, made)

    def _task(self, path: str) -> Task | None:
        """What is to be read of a file; None where it cannot be."""
        data = self._content(path)
        if data is None:
            return None
        return Task(path, data, None if self._cache is None else key_of(data, is_package(path)))

    def _content(self, path: str) -> bytes | None:
        """What is in a file, unless it is no source."""
        try:
            data = self.read(path)
        except OSError as error:
            self.failures[path] = UnreadableFile(path, 1, 1, error.strerror or type(error).__name__)
            return None
        if len(data) > LARGEST_FILE:
            reason = f"larger than {LARGEST_FILE // 1024 // 1024} MiB"
            self.failures[path] = UnreadableFile(path, 1, 1, reason)
            return None
        if OWN_MARK.search(data) is not None:
            self.marked.add(path)
        return data

    def _known(self, task: Task) -> ModuleFacts | None:
        """The facts of a file as an earlier run found them."""
        return None if self._cache is None or task.key is None else self._cache.get(task.key, task.path)

    def _extract(self, task: Task) -> ModuleFacts | None:
        facts = extract(task.path, task.data)
        if isinstance(facts, ParseFailure):
            self._failed(facts)
            return None
        if self._cache is not None and task.key is not None:
            packed = packed_facts(facts)
            if packed is not None:
                self._cache.put(task.key, packed)
        return facts

    def _failed(self, failure: ParseFailure) -> None:
        self.failures[failure.path] = UnreadableFile(failure.path, failure.line, failure.column, failure.reason)
        self.marked.discard(failure.path)

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

    def folders(self, path: str) -> tuple[str, ...]:
        """The folders of the package at a path: one, or the portions of a namespace."""
        inside = path if path.endswith(".py") else os.path.join(path, "__init__.py")
        found: tuple[str, ...] = ()
        if inside != path and not (self.packages is not None and self.packages.owns(path)):
            found = self._resolver.find_folders(self.name(inside), inside)
        return tuple(each.replace(os.sep, "/") for each in found or (os.path.dirname(inside),))

    def listing(self, folder: str, from_path: str) -> tuple[list[str], list[str]]:
        """The names of the files and of the folders in a folder of the project of a file, sorted."""
        folder = os.path.normpath(folder)
        found = self._tree.list(folder) if self._resolver.shares_project(folder, from_path) else Listing()
        return sorted(found.files), sorted(found.folders)

    def located(self, text: str, from_path: str) -> str | None:
        """The path of a file of the project of another file; None where there is none."""
        path = os.path.normpath(text)
        return path if os.path.basename(path) in self.listing(os.path.dirname(path), from_path)[0] else None
