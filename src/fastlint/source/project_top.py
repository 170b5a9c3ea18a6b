"""Where a project begins: the folder that fastlint never looks beyond."""

import os

from fastlint.source.tree import Tree

#: A folder with one of these files is a project of its own.
PROJECT_FILES = frozenset({"pyproject.toml", "setup.cfg", "setup.py"})

#: A folder with one of these (a folder, or for git worktrees and submodules a file) is a repository.
REPOSITORY_MARKS = frozenset({".bzr", ".git", ".hg", ".jj"})


def is_project(tree: Tree, folder: str) -> bool:
    """Whether the folder is the top of a project or of a repository."""
    listing = tree.list(folder)
    return not (
        PROJECT_FILES.isdisjoint(listing.files)
        and REPOSITORY_MARKS.isdisjoint(listing.folders)
        and REPOSITORY_MARKS.isdisjoint(listing.files)
    )


def find_top(tree: Tree, folder: str) -> str:
    """The top of the project that a folder belongs to: the nearest marked one upward.

    Where none is marked: the working directory, if the folder lies in it; else what holds the outermost package.
    """
    current = folder
    while True:
        if is_project(tree, current):
            return current
        parent = os.path.dirname(current)
        if parent == current:
            return _unmarked_top(tree, folder)
        current = parent


def _unmarked_top(tree: Tree, folder: str) -> str:
    if tree.home and (folder == tree.home or folder.startswith(tree.home.rstrip(os.sep) + os.sep)):
        return tree.home
    while "__init__.py" in tree.list(folder).files and os.path.dirname(folder) != folder:
        folder = os.path.dirname(folder)
    return folder


def find_repository(tree: Tree, folder: str) -> str | None:
    """The top of the repository that a folder lies in; None when it lies in none."""
    current = folder
    while True:
        listing = tree.list(current)
        if not (REPOSITORY_MARKS.isdisjoint(listing.folders) and REPOSITORY_MARKS.isdisjoint(listing.files)):
            return current
        parent = os.path.dirname(current)
        if parent == current:
            return None
        current = parent
