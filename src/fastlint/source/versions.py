"""The releases of its packages that a project asks for: lock files first, then requirements, then pyproject.toml.

A lock file of any folder from the asking file up to the top of its repository is worth more than a range: a workspace
has one lock for all its members. What cannot be parsed says nothing here.
"""

import json
import os
import re
from collections.abc import Iterator, Sequence
from typing import Any

from fastlint.source.project_top import find_repository
from fastlint.source.tree import Tree
from fastlint.values.late import pattern
from fastlint.values.versions import Bound, Release, Versions, normalised, release

#: uv, poetry, pdm and PEP 751 write `name` and `version` on two lines that follow each other.
LOCK_FILES = ("uv.lock", "poetry.lock", "pdm.lock", "pylock.toml")
PIPENV_LOCK = "Pipfile.lock"
REQUIREMENTS = pattern(r"(?:.*[-_.])?requirements?(?:[-_.].*)?\.(?:txt|in)|constraints.*\.txt")
REQUIREMENTS_FOLDER = "requirements"

LARGEST_LOCK = 20 * 1024 * 1024
LARGEST_TABLE = 1024 * 1024

_LOCKED = pattern(r'^name = "(?P<name>[^"]+)"\nversion = "(?P<version>[^"]+)"', re.MULTILINE)
_REQUIREMENT = pattern(
    r"\s*(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[[^\]]*\])?\s*\(?(?P<specifier>(?:[<>=!~]=?=?\s*[^\s,;#)]+\s*,?\s*)*)"
)
_CLAUSE = pattern(r"(?P<operator>===|[<>=!~]=|[<>])\s*(?P<version>[^\s,;]+)")


class VersionFinder:
    """Finds the versions that count for a file. Folders are read once.

    `targets` are what the user says instead: package, release, and the setting that says it.
    """

    def __init__(self, tree: Tree, targets: Sequence[tuple[str, str, str]] = ()) -> None:
        self._tree = tree
        self._targets = {
            normalised(package): Bound(release(version), False, True, setting) for package, version, setting in targets
        }
        self._found: dict[str, Versions] = {}
        self._said: dict[str, tuple[dict[str, Bound], ...]] = {}

    def at(self, path: str) -> Versions:
        """The versions that count for the file at a path."""
        folder = os.path.dirname(path)
        found = self._found.get(folder)
        if found is None:
            found = self._found[folder] = self._collect(folder)
        return found

    def _collect(self, folder: str) -> Versions:
        top = find_repository(self._tree, folder)
        folders = [folder]
        while folders[-1] != top and os.path.dirname(folders[-1]) != folders[-1]:
            if top is None and any(self._sayings(folders[-1])):
                break  # outside of a repository, the nearest folder that says anything is the last one
            folders.append(os.path.dirname(folders[-1]))
        bounds = dict(self._targets)
        for rank in range(3):
            for each in folders:
                for name, bound in self._sayings(each)[rank].items():
                    bounds.setdefault(name, bound)
        return Versions(bounds)

    def _sayings(self, folder: str) -> tuple[dict[str, Bound], ...]:
        """What a folder's lock files, its requirements and its pyproject.toml say."""
        said = self._said.get(folder)
        if said is None:
            files = self._tree.list(folder).files
            said = self._said[folder] = (
                self._locked(folder, files),
                self._required(folder, files),
                self._declared(folder) if "pyproject.toml" in files else {},
            )
        return said

    def _locked(self, folder: str, files: frozenset[str]) -> dict[str, Bound]:
        bounds: dict[str, Bound] = {}
        for name in LOCK_FILES:
            if name in files:
                text = self._tree.read(os.path.join(folder, name), LARGEST_LOCK).replace("\r\n", "\n")
                for locked in _LOCKED.finditer(text):
                    bounds.setdefault(normalised(locked["name"]), _pinned(locked["version"], name))
        if PIPENV_LOCK in files:
            for package, version in _pipenv(self._tree.read(os.path.join(folder, PIPENV_LOCK), LARGEST_LOCK)):
                bounds.setdefault(normalised(package), _pinned(version, PIPENV_LOCK))
        return bounds

    def _required(self, folder: str, files: frozenset[str]) -> dict[str, Bound]:
        names = [name for name in sorted(files) if REQUIREMENTS.fullmatch(name)]
        if REQUIREMENTS_FOLDER in self._tree.list(folder).folders:
            inner = self._tree.list(os.path.join(folder, REQUIREMENTS_FOLDER)).files
            names += [f"{REQUIREMENTS_FOLDER}/{name}" for name in sorted(inner) if name.endswith((".txt", ".in"))]
        bounds: dict[str, Bound] = {}
        for name in names:
            for line in self._tree.read(os.path.join(folder, name), LARGEST_TABLE).splitlines():
                _keep(bounds, requirement(line, name))
        return bounds

    def _declared(self, folder: str) -> dict[str, Bound]:
        import tomllib

        try:
            table = tomllib.loads(self._tree.read(os.path.join(folder, "pyproject.toml"), LARGEST_TABLE))
        except (tomllib.TOMLDecodeError, RecursionError):
            return {}
        bounds: dict[str, Bound] = {}
        for line in _requirement_lines(table):
            _keep(bounds, requirement(line, "pyproject.toml"))
        for package, constraint in _poetry(table):
            _keep(bounds, (normalised(package), _poetry_bound(constraint)))
        return bounds


def requirement(line: str, origin: str) -> tuple[str, Bound] | None:
    """The package and bound of a requirement such as `fastapi[standard]>=0.115,<0.120 ; python_version > "3.9"`."""
    if line.lstrip().startswith(("-", "#")):
        return None
    match = _REQUIREMENT.match(line)
    if match is None or "://" in line.partition(";")[0].partition("#")[0]:
        return None
    return normalised(match["name"]), _bound(match["specifier"], origin)


def _bound(specifier: str, origin: str) -> Bound:
    """The upper bound of a version specifier, the lowest where it has several. Source: PEP 440."""
    upper = Bound(None, False, False, origin)
    for clause in _CLAUSE.finditer(specifier):
        operator, version = clause["operator"], clause["version"]
        numbers = release(version)
        if not numbers:
            continue
        if operator in ("==", "===") and not version.endswith("*"):
            return Bound(numbers, False, True, origin)
        if operator == "==":
            found = Bound(_raised(numbers), True, False, origin)
        elif operator == "~=" and len(numbers) > 1:
            found = Bound(_raised(numbers[:-1]), True, False, origin)
        elif operator in ("<", "<="):
            found = Bound(numbers, operator == "<", False, origin)
        else:
            continue
        if upper.release is None or (found.release or ()) < upper.release:
            upper = found
    return upper


def _poetry_bound(constraint: str) -> Bound:
    """The upper bound of poetry's `^1.2`, `~1.2`, `1.2.*` and plain `1.2`. Source: python-poetry.org, dependencies."""
    text, origin = constraint.strip(), "pyproject.toml"
    numbers = release(text.lstrip("^~= "))
    if not numbers or "||" in text:
        return Bound(None, False, False, origin)
    if text.startswith("^"):
        first = next((index for index, number in enumerate(numbers) if number), len(numbers) - 1)
        return Bound(_raised(numbers[: first + 1]), True, False, origin)
    if text.startswith("~") and not text.startswith("~="):
        return Bound(_raised(numbers[:2]), True, False, origin)
    if text[0].isdigit():
        return Bound(_raised(numbers), True, False, origin) if "*" in text else Bound(numbers, False, True, origin)
    return _bound(text, origin)


def _raised(numbers: Release) -> Release:
    return (*numbers[:-1], numbers[-1] + 1)


def _pinned(version: str, origin: str) -> Bound:
    return Bound(release(version) or None, False, True, origin)


def _keep(bounds: dict[str, Bound], found: tuple[str, Bound] | None) -> None:
    """A requirement that bounds wins over one that does not; else the first one stands."""
    if found is None:
        return
    name, bound = found
    before = bounds.get(name)
    if before is None or (before.release is None and bound.release is not None):
        bounds[name] = bound


def _pipenv(text: str) -> Iterator[tuple[str, str]]:
    try:
        sections = json.loads(text)
    except (ValueError, RecursionError):
        return
    for name in ("default", "develop"):
        section = sections.get(name) if isinstance(sections, dict) else None
        for package, entry in section.items() if isinstance(section, dict) else ():
            version = entry.get("version") if isinstance(entry, dict) else None
            if isinstance(version, str):
                yield package, version.lstrip("=")


def _requirement_lines(table: dict[str, Any]) -> Iterator[str]:
    """The requirements of `[project]`, its extras and the dependency groups."""
    project = table.get("project")
    if isinstance(project, dict):
        yield from _texts(project.get("dependencies"))
        extras = project.get("optional-dependencies")
        for group in extras.values() if isinstance(extras, dict) else ():
            yield from _texts(group)
    groups = table.get("dependency-groups")
    for group in groups.values() if isinstance(groups, dict) else ():
        yield from _texts(group)


def _poetry(table: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The packages of `[tool.poetry]` and its groups, with their constraints."""
    tool = table.get("tool")
    poetry = tool.get("poetry") if isinstance(tool, dict) else None
    if not isinstance(poetry, dict):
        return
    groups = poetry.get("group")
    tables = [poetry, *(groups.values() if isinstance(groups, dict) else ())]
    for each in tables:
        dependencies = each.get("dependencies") if isinstance(each, dict) else None
        for package, entry in dependencies.items() if isinstance(dependencies, dict) else ():
            version = entry.get("version") if isinstance(entry, dict) else entry
            if isinstance(version, str):
                yield package, version


def _texts(value: object) -> Iterator[str]:
    for item in value if isinstance(value, list) else ():
        if isinstance(item, str):
            yield item
