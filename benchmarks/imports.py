#!/usr/bin/env python3
"""Which third-party packages the code of corpora imports, the most imported first.

    python imports.py FOLDER...                  # a folder a corpus, as corpora.py unpacks them
    python imports.py FOLDER... --top 150 --json

A package counts once a file. The order is by the number of corpora that import it, then by the number of files: one
corpus of a million lines does not decide alone. Only `import` statements are read: nothing is analysed. What a library
is to the event loop is decided in src/fastlint/knowledge/decisions.toml.
"""

import argparse
import ast
import json
import sys
import warnings
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

from fastlint.knowledge.versions import library_of

#: Namespaces: what is imported from them is a module, not a name in a module.
NAMESPACES = ("google", "google.cloud", "azure", "azure.ai", "azure.mgmt", "azure.storage")


class Imported(NamedTuple):
    """A package, in how many corpora and files it is imported."""

    name: str
    corpora: int
    files: int


def main() -> int:
    """Print the packages that the files below the given folders import."""
    parser = argparse.ArgumentParser(description="The third-party packages that corpora import.")
    parser.add_argument("folders", nargs="+", type=Path, help="a folder a corpus")
    parser.add_argument("--top", type=int, default=150)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    found = most_imported(arguments.folders)[: arguments.top]
    if arguments.json:
        print(json.dumps([each._asdict() for each in found], indent=1))
    else:
        for each in found:
            print(f"{each.name:32} {each.corpora:4} {each.files:6}")
    return 0


def most_imported(folders: list[Path]) -> list[Imported]:
    """All third-party packages that the corpora in the folders import, in order."""
    files: defaultdict[str, int] = defaultdict(int)
    corpora: defaultdict[str, set[Path]] = defaultdict(set)
    for folder in folders:
        paths = sorted(folder.rglob("*.py"))
        own = _own_names(paths, folder)
        for path in paths:
            for name in {library_of(dotted) for dotted in _imports(path)}:
                if name.partition(".")[0] not in own and name.partition(".")[0] not in sys.stdlib_module_names:
                    files[name] += 1
                    corpora[name].add(folder)
    everything = [Imported(name, len(corpora[name]), count) for name, count in files.items()]
    return sorted(everything, key=lambda each: (-each.corpora, -each.files, each.name))


def _own_names(paths: list[Path], folder: Path) -> set[str]:
    """The names that mean the corpus itself: those at its top. Deeper, a folder `redis` may be about the library."""
    return {path.relative_to(folder).parts[0].removesuffix(".py") for path in paths}


def _imports(path: Path) -> Iterator[str]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(path.read_bytes())
    except (SyntaxError, ValueError, OSError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            if node.module in NAMESPACES:
                yield from (f"{node.module}.{alias.name}" for alias in node.names)
            else:
                yield node.module


if __name__ == "__main__":
    sys.exit(main())
