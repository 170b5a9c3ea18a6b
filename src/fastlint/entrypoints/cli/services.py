"""What the commands need from the floors below: imported when it is used, so that `--help` is quick."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from fastlint.engine import Report
    from fastlint.engine.baseline import Learned
    from fastlint.rules import RuleModule
    from fastlint.values import InspectReport, RouteReport, Settings

Progress = Callable[[str, int, int], None]


class Session(Protocol):
    """What the commands ask of the engine's session."""

    def check(self, paths: Sequence[str]) -> "Report": ...
    def read(self, path: str) -> bytes: ...
    def hold(self, path: str, data: bytes) -> None: ...
    def learn(self, paths: Sequence[str]) -> "Learned": ...
    def routes(self, paths: Sequence[str]) -> "RouteReport": ...
    def inspect(self, path: str) -> "InspectReport": ...


OpenSession = Callable[["Settings", str, "Sequence[RuleModule]", Progress | None], Session]


def open_engine(
    settings: "Settings", cwd: str, rules: "Sequence[RuleModule]", progress: Progress | None = None
) -> Session:
    """A session of the engine."""
    from fastlint import engine

    return engine.Session(settings, cwd, rules, progress)


def all_rules() -> "tuple[RuleModule, ...]":
    """The rules of this package."""
    from fastlint.rules import load_rules

    return load_rules()


@dataclass(frozen=True)
class Services:
    """The way to a session and to the rules; a test puts others here."""

    open_session: OpenSession = open_engine
    load_rules: "Callable[[], Sequence[RuleModule]]" = all_rules
