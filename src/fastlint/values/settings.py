"""The configuration of a run, as plain values. Reading it from files is `source.settings`."""

from dataclasses import dataclass

from fastlint.values.diagnostic import Confidence, Severity

#: Tables of rows, each with its name and its entries, in the language of docs/extending-knowledge.md.
Rows = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


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
    min_confidence: Confidence = Confidence.MEDIUM
    min_severity: Severity = Severity.INFO
    #: Whether blocking calls that only delay the start of the application are reported.
    startup: bool = False
    #: What the user teaches about libraries.
    knowledge: Rows = ()
    python: str | None = None
    config_file: str | None = None
