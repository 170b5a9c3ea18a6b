"""The settings of a run as a report shows them."""

from fastlint.values.late import NamedTuple

#: What TOML can say, as plain values: tables are tuples of pairs.
Shown = bool | int | str | tuple[str | int, ...] | tuple[tuple[str, object], ...] | None


class SettingRow(NamedTuple):
    """One setting: its key, its value, where the value comes from (empty: the default), and what it is about."""

    key: str
    value: Shown
    origin: str
    about: str


class VersionRow(NamedTuple):
    """The release of a package that is assumed, as far as files tell, and who says so."""

    package: str
    release: str
    origin: str


class EffectiveSettings(NamedTuple):
    """All settings of a run, and the releases that its rules assume. `config_file` is empty where none is read."""

    config_file: str
    settings: tuple[SettingRow, ...]
    versions: tuple[VersionRow, ...]
