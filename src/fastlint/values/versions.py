"""Which releases of its packages a project may run with, as far as its files say."""

import re

from fastlint.values.late import NamedTuple

#: A release as numbers: 0.115.3 is (0, 115, 3). What follows the numbers (`rc1`) is left out.
Release = tuple[int, ...]


class Bound(NamedTuple):
    """The newest release of a package that a file allows; `is_pinned` tells that it allows no other.

    `release` is None where nothing bounds it from above; it is the first one that is *not* allowed where
    `is_exclusive`. `origin` is the file that says so.
    """

    release: Release | None
    is_exclusive: bool
    is_pinned: bool
    origin: str


class Versions:
    """The bounds by package name. What no file bounds is taken to be today's newest release, as a fresh install is."""

    def __init__(self, bounds: dict[str, Bound]) -> None:
        self._bounds = bounds

    def bound(self, package: str) -> Bound | None:
        """What is said of a package; None where no file names it."""
        return self._bounds.get(normalised(package))

    def names(self) -> frozenset[str]:
        """The packages that are named anywhere, normalised."""
        return frozenset(self._bounds)

    def is_pinned(self, package: str) -> bool:
        """Whether a file allows one release of a package only."""
        bound = self.bound(package)
        return bound is not None and bound.is_pinned

    def is_below(self, package: str, version: str) -> bool:
        """Whether the project can only run with releases of a package that are older than `version`."""
        bound = self.bound(package)
        if bound is None or bound.release is None:
            return False
        newest, wanted = _padded(bound.release, release(version))
        return newest < wanted or (bound.is_exclusive and newest == wanted)

    def told(self, package: str) -> str:
        """The release that is assumed, for a message: `0.115.3 (uv.lock)`, `newest`."""
        bound = self.bound(package)
        if bound is None or bound.release is None:
            return "newest"
        number = ".".join(map(str, bound.release))
        if bound.is_pinned:
            return f"{number} ({bound.origin})"
        return f"{'below' if bound.is_exclusive else 'up to'} {number} ({bound.origin})"


def normalised(package: str) -> str:
    """A package's name as indexes compare it. Source: packaging.python.org, "Names and normalization"."""
    return re.sub(r"[-_.]+", "-", package).lower()


def release(version: str) -> Release:
    """The numbers that a version begins with; `1!2.0` counts as 2.0. Nothing that is one gives an empty release."""
    match = re.match(r"\s*v?(?:\d+!)?(\d+(?:\.\d+)*)", version)
    return tuple(int(part) for part in match[1].split(".")) if match else ()


def _padded(left: Release, right: Release) -> tuple[Release, Release]:
    length = max(len(left), len(right))
    return left + (0,) * (length - len(left)), right + (0,) * (length - len(right))
