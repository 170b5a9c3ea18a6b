"""What the commands need from the floors below: imported when it is used, so that `--help` is quick."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from fastlint.engine import Report
    from fastlint.engine.answers import Answers
    from fastlint.engine.baseline import Learned
    from fastlint.rules import RuleModule
    from fastlint.source.cache_folder import CacheFolder
    from fastlint.source.observations import Observer
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


class OpenSession(Protocol):
    """The way to a session. `jobs` is the number of processes that it may use; `observer` is told what it sees."""

    def __call__(
        self,
        settings: "Settings",
        cwd: str,
        rules: "Sequence[RuleModule]",
        progress: Progress | None = None,
        *,
        jobs: int = 1,
        observer: "Observer | None" = None,
    ) -> Session: ...


def open_engine(
    settings: "Settings",
    cwd: str,
    rules: "Sequence[RuleModule]",
    progress: Progress | None = None,
    *,
    jobs: int = 1,
    observer: "Observer | None" = None,
) -> Session:
    """A session of the engine, with the cache that the settings want."""
    from fastlint import engine
    from fastlint.source.fact_cache import fact_cache

    facts = fact_cache(settings, cwd)
    return engine.Session(settings, cwd, rules, progress, jobs=jobs, facts=facts, observer=observer)


def open_answers(
    settings: "Settings", cwd: str, paths: "Sequence[str]", *, with_fingerprints: bool
) -> "Answers | None":
    """What earlier runs reported; None where the settings want no cache, or where more than the project decides."""
    from fastlint.source.cache_folder import cache_folder

    folder = cache_folder(settings, cwd)
    if folder is None or settings.changed_since is not None or settings.follow_packages:
        return None
    from fastlint.engine.answers import Answers

    return Answers(folder, settings, cwd, paths, with_fingerprints=with_fingerprints)


def cache_of(cwd: str, given: str | None) -> "CacheFolder | None":
    """The cache of the project in a folder, or the one that the user names; None where the settings want none."""
    from fastlint.source.cache_folder import cache_folder
    from fastlint.source.settings import Overrides, apply_overrides, load_settings

    return cache_folder(apply_overrides(load_settings((cwd,), cwd), Overrides(cache_dir=given), cwd), cwd)


class OpenAnswers(Protocol):
    """The way to what earlier runs reported; None where nothing is to be kept."""

    def __call__(
        self, settings: "Settings", cwd: str, paths: "Sequence[str]", *, with_fingerprints: bool
    ) -> "Answers | None": ...


def all_rules() -> "tuple[RuleModule, ...]":
    """The rules of this package."""
    from fastlint.rules import load_rules

    return load_rules()


class Services(NamedTuple):
    """The way to a session and to the rules; a test puts others here."""

    open_session: OpenSession = open_engine
    load_rules: "Callable[[], Sequence[RuleModule]]" = all_rules
    open_answers: "OpenAnswers" = open_answers
