"""How a project runs pytest: the options of the nearest configuration file. Source: docs.pytest.org."""

import os
from collections.abc import Callable

from fastlint.source.project_top import find_repository
from fastlint.source.tree import Tree
from fastlint.values.testing import PytestConfig

LARGEST = 1024 * 1024

Options = dict[str, str]


class PytestConfigFinder:
    """Finds the configuration that counts for a file. Folders are read once."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._found: dict[str, PytestConfig] = {}

    def at(self, path: str) -> PytestConfig:
        """The configuration with which the tests of a file are run."""
        folder = os.path.dirname(path)
        found = self._found.get(folder)
        if found is None:
            found = self._found[folder] = self._search(folder)
        return found

    def _search(self, folder: str) -> PytestConfig:
        top = find_repository(self._tree, folder)
        while True:
            files = self._tree.list(folder).files
            for name, read in _READERS.items():
                if name in files:
                    options = read(self._tree.read(os.path.join(folder, name), LARGEST))
                    if options is not None:
                        return PytestConfig(name, options)
            parent = os.path.dirname(folder)
            if folder == top or parent == folder:
                return PytestConfig("", {})
            folder = parent


def _ini(section: str, is_always: bool) -> Callable[[str], Options | None]:
    def read(text: str) -> Options | None:
        import configparser

        parser = configparser.ConfigParser(interpolation=None, strict=False)
        try:
            parser.read_string(text)
        except configparser.Error:
            return None
        if parser.has_section(section):
            return dict(parser.items(section))
        return {} if is_always else None

    return read


def _pyproject(text: str) -> Options | None:
    import tomllib

    try:
        table = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return None
    tool = table.get("tool")
    pytest = tool.get("pytest") if isinstance(tool, dict) else None
    if not isinstance(pytest, dict):
        return None
    options = pytest.get("ini_options", pytest)
    return {key: str(value) for key, value in options.items()} if isinstance(options, dict) else None


#: In the order in which pytest looks: a pytest.ini counts even when it is empty.
_READERS: dict[str, Callable[[str], Options | None]] = {
    "pytest.toml": _pyproject,
    "pytest.ini": _ini("pytest", True),
    ".pytest.ini": _ini("pytest", True),
    "pyproject.toml": _pyproject,
    "tox.ini": _ini("pytest", False),
    "setup.cfg": _ini("tool:pytest", False),
}

#: The files that may configure pytest.
PYTEST_FILES = frozenset(_READERS)
