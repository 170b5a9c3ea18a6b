"""The configuration of a run, as plain values. Reading it from files is `source.settings`."""

from dataclasses import field
from enum import Enum

from fastlint.values.diagnostic import Confidence, Severity
from fastlint.values.late import dataclass
from fastlint.values.options import WrittenOptions

#: Tables of rows, each with its name and its entries, in the language of docs/extending-knowledge.md.
Rows = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


#: Selectors of rules by the pattern of the files in which they are ignored.
FileSelectors = tuple[tuple[str, tuple[str, ...]], ...]

#: The severity that a user gives to the rules of a selector.
Severities = tuple[tuple[str, Severity], ...]


class FailOn(Enum):
    """The mildest finding with which a check fails."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    NEVER = "never"

    def fails(self, severity: Severity) -> bool:
        """Whether a finding of that severity makes a check fail."""
        return self is not FailOn.NEVER and severity.rank >= Severity(self.value).rank


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
    #: Rules that are not asked about the files of a pattern.
    per_file_ignores: FileSelectors = ()
    profile: Profile = Profile.DEFAULT
    #: Other severities than those of the rules.
    severity: Severities = ()
    #: The options of rules; of two that speak of the same one, the later counts.
    rules: WrittenOptions = ()
    min_confidence: Confidence = Confidence.MEDIUM
    min_severity: Severity = Severity.INFO
    #: Whether a suppression comment must say why, after `--`.
    require_reason: bool = False
    #: The mildest finding with which the exit code is 1.
    fail_on: FailOn = FailOn.INFO
    #: The file of known findings; None: the one that is found by its name; empty: none.
    baseline: str | None = None
    #: The releases that are taken to be installed, whatever lock files and requirements say.
    target_fastapi: str | None = None
    target_starlette: str | None = None
    target_pydantic: str | None = None
    target_sqlalchemy: str | None = None
    target_python: str | None = None
    #: Whether blocking calls that only delay the start of the application are reported.
    startup: bool = False
    #: What the user teaches about libraries.
    knowledge: Rows = ()
    #: Functions that the event loop calls, though nothing that is read says so: dotted names, `*` for any part of one.
    entry_points: tuple[str, ...] = ()
    #: Installed packages to look into, by the name they are imported by; True: all of which nothing is known.
    follow_packages: bool | tuple[str, ...] = False
    python: str | None = None
    #: The folder of the cache; None: `.fastlint_cache` beside the configuration; empty: no cache.
    cache_dir: str | None = None
    #: The environment that is active: where packages are looked for when `python` names none. No file can say it.
    virtual_env: str | None = None
    config_file: str | None = None
    #: Only findings on lines that have changed since this revision. No file can say it.
    changed_since: str | None = None
    #: Where each setting that is no default comes from: its key, and a file or an option.
    origins: tuple[tuple[str, str], ...] = field(default=(), compare=False)

    def origin(self, key: str) -> str | None:
        """Where a setting comes from: a file, or an option of the command line; None for a default."""
        return dict(self.origins).get(key)

    def said(self, key: str) -> str:
        """A setting as messages name it: `path: key`, or the option."""
        origin = self.origin(key)
        if origin is None or origin.startswith("--"):
            return origin or f"`{key}`"
        return f"{origin}: `{key}`"

    @property
    def targets(self) -> tuple[tuple[str, str, str], ...]:
        """The releases that the user names: package, release, setting."""
        return tuple(
            (key.removeprefix("target-"), value, key)
            for key, value in (
                ("target-fastapi", self.target_fastapi),
                ("target-starlette", self.target_starlette),
                ("target-pydantic", self.target_pydantic),
                ("target-sqlalchemy", self.target_sqlalchemy),
                ("target-python", self.target_python),
            )
            if value is not None
        )
