"""Which folders never hold the user's own code: environments, caches, version control, what builds leave behind."""

import os

from fastlint.source.tree import Listing

#: Skipped wherever they lie, unless the user names them on the command line.
ALWAYS_SKIPPED = frozenset(
    {
        "__pycache__",
        "__pypackages__",
        "node_modules",
        "site-packages",
        ".bzr",
        ".git",
        ".hg",
        ".jj",
        ".svn",
    }
)

#: Skipped unless the user sets `exclude`.
DEFAULT_EXCLUDE = frozenset(
    {
        ".cache",
        ".direnv",
        ".eggs",
        ".hypothesis",
        ".idea",
        ".ipynb_checkpoints",
        ".mypy_cache",
        ".nox",
        ".pants.d",
        ".pixi",
        ".pyenv",
        ".pytest_cache",
        ".pytype",
        ".ruff_cache",
        ".tox",
        ".venv",
        ".vscode",
        "buck-out",
    }
)

#: A folder with one of these files is an environment, or a cache (bford.info/cachedir).
MARKS = frozenset({"pyvenv.cfg", "CACHEDIR.TAG"})

#: A folder with this one is an environment of conda.
CONDA_MARK = "conda-meta"

#: Names that a build or an environment takes, but a package may take too: skipped unless they are a package.
_BUILD_NAMES = frozenset({"_build", "build", "dist", "venv"})


def is_skipped(name: str, listing: Listing, *, defaults: bool = True) -> bool:
    """Whether a folder of this name and content is none of the user's code. `defaults`: `exclude` is not set."""
    if is_skipped_by_name(name, defaults=defaults):
        return True
    if not MARKS.isdisjoint(listing.files) or CONDA_MARK in listing.folders:
        return True
    return defaults and name in _BUILD_NAMES and "__init__.py" not in listing.files


def is_skipped_by_name(name: str, *, defaults: bool = True) -> bool:
    """Whether a folder of this name is none of the user's code, whatever is in it."""
    if name in ALWAYS_SKIPPED:
        return True
    return defaults and (name in DEFAULT_EXCLUDE or os.path.splitext(name)[1] in (".egg-info", ".dist-info", ".egg"))
