"""How a project runs its tests, as plain values."""

from fastlint.values.late import NamedTuple


class PytestConfig(NamedTuple):
    """The options of pytest's configuration file. `origin` is its name, empty where there is none."""

    origin: str
    options: dict[str, str]

    def option(self, name: str) -> str:
        """An option as it is written; empty where it is not."""
        return self.options.get(name, "").strip()
