"""Import roots: the folders from which dotted names are counted, found without any configuration.

A file's root is one of the folders above it. Which one, the layout says first: the parent of the topmost package, else
the nearest folder that is a project, or `src`. But layouts lie (`backend/__init__.py` beside `from app.db import ...`;
namespace packages without any `__init__.py`), so the imports of the files around have a vote: a folder in which what
they import is really found wins over the layout.
"""

import os
import sys
from collections.abc import Iterator, Sequence

from fastlint.source.import_lines import GLANCE, ImportLine, glance
from fastlint.source.project_top import find_top, is_project
from fastlint.source.tree import Tree
from fastlint.values.late import NamedTuple

#: So many files of a folder have a vote. Roots differ by folder, not by file: a sample says it.
_SAMPLE = 24


class Root(NamedTuple):
    """An import root. `is_plain`: the layout says so too; a root that only votes speak for is less certain."""

    folder: str
    is_plain: bool


class Roots:
    """The root of every folder, decided once, on demand.

    `tops` are the tops of the projects that the user's paths lie in; no root is ever outside of them, except for a
    file that lies outside itself. `src` are the configured roots: a file below one of them has it as its root.
    """

    def __init__(self, tree: Tree, tops: Sequence[str], src: Sequence[str] = ()) -> None:
        self._tree = tree
        self._tops = tuple(sorted(set(tops), key=len))
        self._src = tuple(sorted(set(src), key=len, reverse=True))
        self._roots: dict[str, Root] = {}
        self._votes_known: dict[tuple[str, str], int] = {}
        self._glances: dict[str, tuple[ImportLine, ...]] = {}

    def of_folder(self, folder: str) -> Root:
        """The root from which the names of the modules in a folder are counted."""
        root = self._roots.get(folder)
        if root is None:
            root = self._roots[folder] = self._configured(folder) or self._decide(folder)
        return root

    def boundary(self, folder: str) -> str:
        """The top of the project that a folder belongs to: nothing above it is looked at for its sake."""
        for top in self._tops:  # the outermost first
            if _is_within(folder, top):
                return top
        return find_top(self._tree, folder)

    def _configured(self, folder: str) -> Root | None:
        for src in self._src:  # the innermost first
            if _is_within(folder, src):
                return Root(src, is_plain=True)
        return None

    def _decide(self, folder: str) -> Root:
        candidates = self._candidates(folder)
        default = self._by_layout(folder, candidates)
        votes = dict.fromkeys(candidates, 0)
        for voter in _upward(folder, self.boundary(folder)):
            for candidate in candidates:
                if _is_within(voter, candidate):
                    votes[candidate] += self._votes(voter, candidate)
        votes[candidates[-1]] = max(votes[candidates[-1]], 0)  # something must be the root
        # The most votes; then the layout; then the outermost.
        best = max(candidates, key=lambda one: (votes[one], one == default, -len(one)))
        return Root(best, is_plain=best == default or is_project(self._tree, best))

    def _votes(self, voter: str, candidate: str) -> int:
        """How many imports in a folder say that the candidate is the root, less those that say that it cannot be."""
        known = self._votes_known.get((voter, candidate))
        if known is None:
            height = 0 if voter == candidate else os.path.relpath(voter, candidate).count(os.sep) + 1
            known = 0
            for line in self._imports_in(voter):
                if line.level:
                    known -= line.level > height  # `from ..x import y` works only below the root
                else:
                    known += self._speaks_for(line, candidate)
            self._votes_known[voter, candidate] = known
        return known

    def _candidates(self, folder: str) -> tuple[str, ...]:
        """The folders that may be the root, innermost first: those from which the way down is made of identifiers."""
        found: list[str] = []
        for current in _upward(folder, self.boundary(folder)):
            found.append(current)
            if not os.path.basename(current).isidentifier():
                break
        return tuple(found)

    def _by_layout(self, folder: str, candidates: tuple[str, ...]) -> str:
        current = folder
        while current in candidates and "__init__.py" in self._tree.list(current).files:
            current = os.path.dirname(current)
        if current not in candidates:  # packages all the way up to the boundary
            return candidates[-1]
        if current != folder:
            return current
        for candidate in candidates:
            is_package = "__init__.py" in self._tree.list(candidate).files
            if is_project(self._tree, candidate) or (os.path.basename(candidate) == "src" and not is_package):
                return candidate
        return candidates[-1]

    def means_library(self, path: str) -> bool:
        """Whether a module wraps the library whose name it bears: redis.py that imports `redis`.

        Nobody imports himself, so the folder of such a module is no root: `import redis` means the library there.
        """
        name = os.path.splitext(os.path.basename(path))[0]
        lines = glance(self._tree.read(path, GLANCE))
        return any(line.level == 0 and line.module.partition(".")[0] == name for line in lines)

    def _imports_in(self, folder: str) -> tuple[ImportLine, ...]:
        lines = self._glances.get(folder)
        if lines is None:
            names = sorted(name for name in self._tree.list(folder).files if name.endswith(".py"))
            names.sort(key=lambda name: name not in ("main.py", "__init__.py", "app.py"))
            found: dict[ImportLine, None] = {}
            for name in names[:_SAMPLE]:
                found.update(dict.fromkeys(glance(self._tree.read(os.path.join(folder, name), GLANCE))))
            lines = self._glances[folder] = tuple(found)
        return lines

    def _speaks_for(self, line: ImportLine, candidate: str) -> bool:
        """Whether an absolute import finds in the candidate what it names."""
        parts = line.module.split(".")
        first = parts[0]
        if first in sys.stdlib_module_names:
            return False
        listing = self._tree.list(candidate)
        if len(parts) > 1:
            if first not in listing.folders:
                return False
            folder = candidate.removesuffix(os.sep)
            for part in parts[:-1]:
                if part not in self._tree.list(folder or os.sep).folders:
                    return False
                folder = f"{folder}{os.sep}{part}"
            return parts[-1] in self._tree.list(folder).folders or is_module(self._tree, folder, parts[-1])
        if _is_package(self._tree, candidate, first):
            return True
        if f"{first}.py" in listing.files:
            return not self.means_library(os.path.join(candidate, f"{first}.py"))
        if first not in listing.folders:
            return False
        # A folder without `__init__.py` is a package only for those who import a module from it.
        return any(is_module(self._tree, os.path.join(candidate, first), name) for name in line.names)


def _upward(folder: str, boundary: str) -> Iterator[str]:
    """The folder and those above it, the boundary included; the folder alone when it is not within the boundary."""
    current = folder
    while True:
        yield current
        if current == boundary or not _is_within(current, boundary):
            return
        current = os.path.dirname(current)


def _is_within(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder if folder.endswith(os.sep) else folder + os.sep)


def is_module(tree: Tree, folder: str, name: str) -> bool:
    """Whether a folder holds a package or module of this name."""
    return _is_package(tree, folder, name) or f"{name}.py" in tree.list(folder).files


def _is_package(tree: Tree, folder: str, name: str) -> bool:
    # The folder's listing is asked first: most names are libraries, and no disk is read for them.
    return name in tree.list(folder).folders and "__init__.py" in tree.list(os.path.join(folder, name)).files
