"""What is gone or going: arguments and classes of FastAPI by release, and libraries that nobody maintains."""

import os
import tomllib
from functools import cache
from typing import Any

from fastlint.values.late import NamedTuple

_FOLDER = os.path.dirname(__file__)


class Deprecation(NamedTuple):
    """Something that warns since a release, and what to use instead."""

    since: str
    instead: str


class Interface(NamedTuple):
    """The keywords of a callable as of the release `seen`; others raise TypeError from `checked_since` on."""

    keywords: frozenset[str]
    checked_since: str
    seen: str
    deprecated: dict[str, Deprecation]


class Abandoned(NamedTuple):
    """A library without a maintainer. `is_generic`: its import name says too little by itself."""

    distribution: str
    last: str
    fault: str
    instead: str
    is_generic: bool


@cache
def interfaces() -> dict[str, Interface]:
    """The callables whose keywords are known, by dotted name."""
    return {
        name: Interface(
            frozenset(row["keywords"].split()),
            row["checked-since"],
            row["seen"],
            {keyword: Deprecation(**each) for keyword, each in row.get("deprecated", {}).items()},
        )
        for row in _read("interfaces.toml")["interface"]
        for name in row["names"]
    }


@cache
def deprecated_classes() -> dict[str, Deprecation]:
    """The deprecated classes, by dotted name."""
    return {
        name: Deprecation(row["since"], row["instead"])
        for row in _read("interfaces.toml")["deprecated-class"]
        for name in row["names"]
    }


@cache
def abandoned_libraries() -> dict[str, Abandoned]:
    """The abandoned libraries, by the name of the top-level module that they install."""
    return {
        name: Abandoned(row["distribution"], row["last"], row["fault"], row["instead"], row.get("generic", False))
        for name, row in _read("abandoned.toml").items()
    }


@cache
def _read(name: str) -> dict[str, Any]:
    with open(os.path.join(_FOLDER, name), "rb") as file:
        return tomllib.load(file)
