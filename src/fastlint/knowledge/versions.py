"""Versions of libraries, and which releases have what a row speaks of."""

import sys
from collections.abc import Mapping

from fastlint.values.late import NamedTuple, pattern
from fastlint.values.versions import Release, release

#: The name under which the version of Python itself stands among the versions of libraries.
PYTHON = "python"

_NUMBERS = pattern(r"\d+(?:\.\d+)*")


class Bounds(NamedTuple):
    """The releases that have something: from `since` on, before `until`; None is no bound."""

    since: str | None = None
    until: str | None = None

    def hold(self, version: str | None) -> bool:
        """Whether a release has it. Of an unknown version everything is believed."""
        if version is None:
            return True
        key = _key(version)
        return not (
            (self.since is not None and key < _key(self.since)) or (self.until is not None and key >= _key(self.until))
        )


EVERY = Bounds()


def _key(version: str) -> Release:
    """What releases are compared by: 3.0 and 3 are the same."""
    numbers = release(version)
    while numbers and not numbers[-1]:
        numbers = numbers[:-1]
    return numbers


def is_version(text: str) -> bool:
    """Whether this is the number of a release, as it stands in a bound."""
    return _NUMBERS.fullmatch(text) is not None


def version_of(dotted: str, versions: Mapping[str, str]) -> str | None:
    """The version of the library to which a dotted name belongs: that of the longest prefix that is listed."""
    prefix = dotted
    while prefix:
        if prefix in versions:
            return versions[prefix]
        prefix = prefix.rpartition(".")[0]
    return versions.get(PYTHON) if dotted.partition(".")[0] in sys.stdlib_module_names else None


#: Namespaces below which each name is a library of its own, and how many parts its name has.
_NAMESPACES = {"google": 2, "google.cloud": 3, "azure": 2, "azure.ai": 3, "azure.mgmt": 3, "azure.storage": 3}


def library_of(dotted: str) -> str:
    """The library to which a dotted name belongs, by the name under which it is imported: `google.cloud.storage`."""
    parts = dotted.split(".")
    length = 1
    while ".".join(parts[:length]) in _NAMESPACES and length < len(parts):
        length = _NAMESPACES[".".join(parts[:length])]
    return ".".join(parts[:length])
