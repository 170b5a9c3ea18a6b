"""The configuration of a run, as plain values. Reading it from files is `source.settings`."""

from dataclasses import dataclass
from enum import Enum

from fastlint.values.diagnostic import Confidence, Severity

#: Tables of rows, each with its name and its entries, in the language of docs/extending-knowledge.md.
Rows = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


class Profile(Enum):
    """How much is reported where no `select` says it: each profile holds the rules of those before it."""

    DEFAULT = "default"  # what matters: a maintainer would want to know of every finding
    STRICT = "strict"  # conventions too
    ALL = "all"  # everything, opt-in rules too

    def holds(self, other: "Profile") -> bool:
        """Whether the rules of the other profile belong to this one."""
        order = tuple(Profile)
        return order.index(other) <= order.index(self)


class SettingsError(Exception):
    """The configuration cannot be used; the message names the file, the key and, where there is one, the cure."""


@dataclass(frozen=True)
class Settings:
    """What `[tool.fastlint]` and the command line ask for. Selectors are codes, prefixes, names, families or `ALL`."""

    src: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    extend_exclude: tuple[str, ...] = ()
    respect_gitignore: bool = True
    select: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    profile: Profile = Profile.DEFAULT
    min_confidence: Confidence = Confidence.MEDIUM
    min_severity: Severity = Severity.INFO
    #: Whether a suppression comment must say why, after `--`.
    require_reason: bool = False
    #: Whether blocking calls that only delay the start of the application are reported.
    startup: bool = False
    #: What the user teaches about libraries.
    knowledge: Rows = ()
    #: Functions that the event loop calls, though nothing that is read says so: dotted names, `*` for any part of one.
    entry_points: tuple[str, ...] = ()
    #: Installed packages to look into, by the name they are imported by; True: all of which nothing is known.
    follow_packages: bool | tuple[str, ...] = False
    python: str | None = None
    #: The environment that is active: where packages are looked for when `python` names none. No file can say it.
    virtual_env: str | None = None
    config_file: str | None = None
