"""From a file to the dotted name of its module, and from a dotted name to the file that an import means by it.

Two services of a monorepo may both have an `app.main`: a dotted name means a file only together with who asks.
Paths are absolute, normalised strings.
"""

import os
import sys
from collections.abc import Iterator, Sequence

from fastlint.source.project_top import find_repository, find_top, is_project
from fastlint.source.roots import Root, Roots, is_module
from fastlint.source.skipped import is_skipped
from fastlint.source.tree import DiskTree, Tree, is_file, is_folder
from fastlint.values import Settings
from fastlint.values.late import NamedTuple

#: Imported before any user code runs, or built into the interpreter: no file of the project can take their place.
_UNSHADOWABLE = frozenset(sys.builtin_module_names) | {
    "abc",
    "codecs",
    "encodings",
    "genericpath",
    "importlib",
    "io",
    "ntpath",
    "os",
    "posixpath",
    "site",
    "stat",
}

#: How deep below the top of a project other projects are looked for, and in how many folders at most.
_SCAN_DEPTH = 4
_SCAN_FOLDERS = 2_000


class ModuleName(NamedTuple):
    """The import root of a file, and the dotted name of its module counted from there."""

    root: str
    dotted: str


class ModuleResolver:
    """Answers for one run, each found once, on demand: nothing is read before somebody asks for it.

    Nothing outside of the projects is ever found: neither the standard library nor what is installed.
    """

    def __init__(self, roots: Roots, tree: Tree, src: Sequence[str] = ()) -> None:
        self._roots = roots
        self._tree = tree
        self._src = tuple(src)
        self._names: dict[str, ModuleName] = {}
        self._found: dict[tuple[str, str], str | None] = {}
        self._projects: dict[str, tuple[str, ...]] = {}
        self._near: dict[str, tuple[str, ...]] = {}
        self._inside: dict[str, str] = {}

    def module_name(self, path: str) -> ModuleName:
        """The root and dotted name of a file, whether it exists or not."""
        known = self._names.get(path)
        if known is None:
            folder, name = os.path.split(path)
            root = self._roots.of_folder(folder).folder
            inside = os.path.relpath(folder, root)
            parts = [] if inside == os.curdir else inside.split(os.sep)
            stem = os.path.splitext(name)[0]
            if stem != "__init__" or not parts:
                parts.append(stem)
            known = self._names[path] = ModuleName(root, ".".join(parts))
        return known

    def inside(self, path: str) -> str:
        """A file's path counted from the top of its project, with forward slashes."""
        found = self._inside.get(path)
        if found is None:
            top = self._roots.boundary(os.path.dirname(path))
            found = self._inside[path] = os.path.relpath(path, top).replace(os.sep, "/")
        return found

    def find(self, dotted: str, from_path: str) -> str | None:
        """The file of the module that `import dotted` means in the file `from_path`; a package's is its `__init__.py`.

        None for what is not a module of the project: libraries, names inside of a module, namespace packages.
        Relative imports are asked by their absolute name. A package wins over a module of the same name.
        """
        folder = os.path.dirname(from_path)
        key = (dotted, folder)
        if key not in self._found:
            self._found[key] = self._search(tuple(dotted.split(".")), folder)
        return self._found[key]

    def find_folders(self, dotted: str, from_path: str) -> tuple[str, ...]:
        """The folders of a package, as `import dotted` in `from_path` means it: one, or the portions of a namespace."""
        folder = os.path.dirname(from_path)
        package = self.find(dotted, from_path)
        if package is not None:
            return (os.path.dirname(package),) if os.path.basename(package) == "__init__.py" else ()
        parts = dotted.split(".")
        if parts[0] in sys.stdlib_module_names:
            return ()
        below = (os.path.join(root, *parts) for root in self._near_roots(folder))
        return tuple(dict.fromkeys(path for path in below if is_folder(self._tree, path)))

    def shares_project(self, folder: str, path: str) -> bool:
        """Whether a folder lies in the project of a file."""
        inside = os.path.relpath(folder, self._roots.boundary(os.path.dirname(path)))
        return inside.partition(os.sep)[0] != os.pardir

    def _search(self, parts: tuple[str, ...], folder: str) -> str | None:
        if not all(parts) or parts[0] in _UNSHADOWABLE:
            return None
        own = self._roots.of_folder(folder)
        is_stdlib = parts[0] in sys.stdlib_module_names
        # A file that hides a module of the standard library is believed only where the layout is beyond doubt.
        near = ((own.folder,) if own.is_plain else ()) if is_stdlib else self._near_roots(folder)
        for root in near:
            path = self._locate(root, parts)
            if path is not None:
                return path
        if is_stdlib or self._src or any(self._owns(root, parts[0]) for root in near):
            return None
        return self._search_elsewhere(parts, folder, own)

    def _near_roots(self, folder: str) -> tuple[str, ...]:
        """The file's own root, its own folder when it is a script's, then the configured roots or the folders above."""
        found = self._near.get(folder)
        if found is None:
            found = self._near[folder] = tuple(dict.fromkeys(self._find_near_roots(folder)))
        return found

    def _find_near_roots(self, folder: str) -> list[str]:
        own = self._roots.of_folder(folder)
        found = [own.folder]
        if "__init__.py" not in self._tree.list(folder).files:
            found.append(folder)
        if self._src:
            found.extend(self._src)
        else:
            boundary = self._roots.boundary(folder)
            current = folder
            while current != boundary and os.path.dirname(current) != current:
                current = os.path.dirname(current)
                if own.is_plain and self._is_inside_package(current, own.folder):
                    continue  # `app/web/fastapi/` is `app.web.fastapi`: `import fastapi` means the library
                found.append(current)
                if is_folder(self._tree, os.path.join(current, "src")):
                    found.append(os.path.join(current, "src"))
        return found

    def _is_inside_package(self, folder: str, root: str) -> bool:
        """Whether a folder is a package below a root."""
        return folder.startswith(os.path.join(root, "")) and "__init__.py" in self._tree.list(folder).files

    def _locate(self, root: str, parts: tuple[str, ...]) -> str | None:
        folder = root
        for part in parts[:-1]:
            listing = self._tree.list(folder)
            if part not in listing.folders:
                return None
            folder = os.path.join(folder, part)
            if f"{part}.py" in listing.files and "__init__.py" not in self._tree.list(folder).files:
                return None  # the module hides the folder beside it
        listing = self._tree.list(folder)
        last = os.path.join(folder, parts[-1])
        if parts[-1] in listing.folders and "__init__.py" in self._tree.list(last).files:
            return os.path.join(last, "__init__.py")
        if f"{parts[-1]}.py" not in listing.files:
            return None
        path = f"{last}.py"
        return None if len(parts) == 1 and self._roots.means_library(path) else path

    def _owns(self, root: str, name: str) -> bool:
        """Whether a top-level name is taken here: by a module, or by a folder that has code of its own.

        Then what is not found below it is not there: another service's `app` is not ours. A folder of folders only is
        a namespace, which other roots may share.
        """
        if is_module(self._tree, root, name):
            return True
        if name not in self._tree.list(root).folders:
            return False
        return any(file.endswith(".py") for file in self._tree.list(os.path.join(root, name)).files)

    def _search_elsewhere(self, parts: tuple[str, ...], folder: str, own: Root) -> str | None:
        """The module in another project below the same top: the nearest; None when two are equally near."""
        hits: dict[str, int] = {}
        for root in self._project_roots(self._roots.boundary(folder)):
            path = None if root == own.folder else self._locate(root, parts)
            if path is not None:
                hits[path] = len(os.path.commonpath([root, folder]))
        nearest = [path for path, nearness in hits.items() if nearness == max(hits.values())]
        return nearest[0] if len(nearest) == 1 else None

    def _project_roots(self, top: str) -> tuple[str, ...]:
        roots = self._projects.get(top)
        if roots is None:
            roots = self._projects[top] = tuple(self._scan(top))
        return roots

    def _scan(self, top: str) -> Iterator[str]:
        """The roots of the projects below `top`, nearest to it first: each project's `src`, or its folder."""
        level = [top]
        visited = 0
        for _ in range(_SCAN_DEPTH):
            below: list[str] = []
            for folder in level:
                if is_project(self._tree, folder):
                    source = os.path.join(folder, "src")
                    yield source if is_folder(self._tree, source) else folder
                for name in sorted(self._tree.list(folder).folders):
                    path = os.path.join(folder, name)
                    visited += 1
                    if visited > _SCAN_FOLDERS:
                        return
                    if not name.startswith(".") and not is_skipped(name, self._tree.list(path)):
                        below.append(path)
            level = below


def find_modules(given: Sequence[str], settings: Settings, tree: Tree | None = None) -> ModuleResolver:
    """The resolver for a run over the absolute paths `given`; on disk, unless another tree is passed.

    `settings.src` overrides the search for roots. It is expected absolute, as `read_settings` makes it.
    """
    tree = tree or DiskTree()
    tops = [_project_of(tree, path) for path in given]
    return ModuleResolver(Roots(tree, tops, settings.src), tree, settings.src)


def _project_of(tree: Tree, path: str) -> str:
    """The top of the project of a path; of the whole workspace, when it is part of one."""
    top = find_top(tree, os.path.dirname(path) if is_file(tree, path) else path)
    repository = find_repository(tree, top)
    current = top
    while repository is not None and current != repository:
        current = os.path.dirname(current)
        if "[tool.uv.workspace]" in tree.read(os.path.join(current, "pyproject.toml"), 100_000):
            return current
    return top
