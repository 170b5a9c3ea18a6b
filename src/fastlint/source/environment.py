"""The environment of a project: where its packages are installed, and in which versions.

It is found by its layout alone; no code of it runs. Only an interpreter that the user names himself, and that belongs
to no environment with a `pyvenv.cfg`, is asked where its packages are.
"""

import json
import os
import re
import sys
from collections.abc import Iterator, Sequence

from fastlint.values import SettingsError
from fastlint.values.late import NamedTuple, pattern

#: The names of a folder beside the code that holds an environment.
FOLDERS = (".venv", "venv")

MARK = "pyvenv.cfg"

#: How long an interpreter may take to say where its packages are.
PATIENCE = 20

_ASKED = "import json, sys; print(json.dumps([p for p in sys.path if p.endswith(('site-packages', 'dist-packages'))]))"
_INFO = pattern(r"(?P<name>.+?)-(?P<version>[^-]+)\.dist-info")


class Environment(NamedTuple):
    """Where packages are installed: `folders` are searched in order, as Python does; the first is `site-packages`."""

    folders: tuple[str, ...]

    def version(self, package: str) -> str | None:
        """The version of the distribution that brings an importable package; None where that cannot be seen."""
        return next((version for name, version, _ in self._brought(package)), None)

    def _brought(self, package: str) -> Iterator[tuple[str, str, str]]:
        """The distributions that bring a package, with their versions: that of the same name first."""
        for folder in self.folders:
            found = list(_distributions(folder))
            found.sort(key=lambda each: each[0] != _normal(package))
            for name, version, info in found:
                if name == _normal(package) or package in _top_level(info):
                    yield name, version, info


def find_environment(python: str | None, virtual_env: str | None, tops: Sequence[str]) -> Environment | None:
    """The environment of a project, or None.

    `python` is what the user names: a folder, an interpreter, or the name of one; `virtual_env` is the environment that
    is active; `tops` are the folders beside which one may lie. Raises `SettingsError` where `python` leads nowhere.
    """
    if python is not None:
        found = _named(python)
        if found is None:
            raise SettingsError(f"`python`: there is no environment with packages at {python!r}")
        return found
    for folder in [virtual_env] if virtual_env else []:
        if found := _of_folder(folder):
            return found
    for top in tops:
        for name in FOLDERS:
            folder = os.path.join(top, name)
            if os.path.isfile(os.path.join(folder, MARK)) and (found := _of_folder(folder)):
                return found
    return None


def _named(python: str) -> Environment | None:
    if os.path.isdir(python):
        return _of_folder(python)
    import shutil

    interpreter = python if os.path.isfile(python) else shutil.which(python)
    if interpreter is None:
        return None
    # Not `realpath`: the interpreter of an environment is a link to that of the system.
    folder = os.path.dirname(os.path.dirname(os.path.abspath(interpreter)))
    if os.path.isfile(os.path.join(folder, MARK)):
        return _of_folder(folder)
    return _asked(interpreter)


def _asked(interpreter: str) -> Environment | None:
    """Where an interpreter says that its packages are. `-I`: it looks neither at the project nor at variables."""
    import subprocess  # slow to import, and seldom needed

    command = [interpreter, "-I", "-c", _ASKED]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=True, cwd=os.sep)
        folders = [str(folder) for folder in json.loads(answer.stdout)]
    except (OSError, subprocess.SubprocessError, ValueError):
        return None
    return _with_links(folders)


def _of_folder(folder: str) -> Environment | None:
    """The environment in a folder, by its layout."""
    found = [os.path.join(folder, "Lib", "site-packages")] if sys.platform == "win32" else []
    for library in ("lib", "lib64"):
        below = os.path.join(folder, library)
        try:
            names = sorted(os.listdir(below), reverse=True)
        except OSError:
            continue
        found += [os.path.join(below, name, "site-packages") for name in names if name.startswith(("python", "pypy"))]
    return _with_links([path for path in found if os.path.isdir(path)])


def _with_links(folders: Sequence[str]) -> Environment | None:
    """The folders, and those that their `.pth` files add: editable installations. Lines of code are not executed."""
    found: dict[str, None] = {}
    for folder in folders:
        real = os.path.realpath(folder)
        found[real] = None
        for line in _links(real):
            added = os.path.normpath(os.path.join(real, line))
            if os.path.isdir(added):
                found[added] = None
    return Environment(tuple(found)) if found else None


def _links(folder: str) -> Iterator[str]:
    try:
        names = sorted(name for name in os.listdir(folder) if name.endswith(".pth"))
    except OSError:
        return
    for name in names:
        try:
            with open(os.path.join(folder, name), encoding="utf-8", errors="replace") as file:
                lines = file.read().splitlines()
        except OSError:
            continue
        yield from (
            line.strip() for line in lines if line.strip() and not line.startswith(("#", "import ", "import\t"))
        )


def _distributions(folder: str) -> Iterator[tuple[str, str, str]]:
    """The distributions in a folder: normalised name, version, and the folder that describes it."""
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return
    for name in names:
        match = _INFO.fullmatch(name)
        if match is not None:
            yield _normal(match["name"]), match["version"], os.path.join(folder, name)


def _top_level(info: str) -> set[str]:
    """What a distribution lets one import: the first parts of the paths that it installed."""
    try:
        with open(os.path.join(info, "RECORD"), encoding="utf-8", errors="replace") as file:
            paths = [line.partition(",")[0] for line in file]
    except OSError:
        return set()
    return {path.partition("/")[0].removesuffix(".py") for path in paths if path.endswith(".py")}


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
