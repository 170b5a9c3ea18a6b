"""The options that say what the project is, shared by the commands that read one."""

import os
from collections.abc import Sequence
from functools import reduce
from typing import TYPE_CHECKING, Any

import click

from fastlint.entrypoints.cli.layout import Decorator, option
from fastlint.values.late import dataclass

if TYPE_CHECKING:
    from fastlint.values import Settings

HEADING = "Project"

#: What `--follow-packages` takes for all packages of which nothing is known.
ALL_PACKAGES = "all"


def listed(values: Sequence[str]) -> tuple[str, ...] | None:
    """The values of a repeatable option that takes lists with commas; None when it was not given."""
    return tuple(part for value in values for each in value.split(",") if (part := each.strip())) if values else None


@dataclass(frozen=True)
class ProjectOptions:
    """What the command line says about the project."""

    config: str | None
    isolated: bool
    src: tuple[str, ...] | None
    exclude: tuple[str, ...] | None
    python: str | None
    follow_packages: tuple[str, ...] | None
    cache_dir: str | None

    @classmethod
    def take(cls, options: dict[str, Any]) -> "ProjectOptions":
        """The project's options, taken out of all that a command received."""
        return cls(
            config=options.pop("config"),
            isolated=options.pop("isolated"),
            src=listed(options.pop("src")),
            exclude=listed(options.pop("exclude")),
            python=options.pop("python"),
            follow_packages=listed(options.pop("follow_packages")),
            cache_dir=_cache_dir(options.pop("cache_dir"), options.pop("no_cache")),
        )

    def settings(self, paths: Sequence[str], cwd: str, **overrides: Any) -> "Settings":
        """The configuration nearest to the paths, with the command line on top."""
        from fastlint.source.settings import Overrides, apply_overrides, load_settings
        from fastlint.values import Settings

        settings = Settings() if self.isolated else load_settings(paths, cwd, self.config)
        follow = True if self.follow_packages == (ALL_PACKAGES,) else self.follow_packages
        ours = Overrides(
            src=self.src,
            extend_exclude=self.exclude,
            python=self.python,
            follow_packages=follow,
            cache_dir=self.cache_dir,
            virtual_env=os.environ.get("VIRTUAL_ENV"),
            **overrides,
        )
        return apply_overrides(settings, ours, cwd)


def _cache_dir(given: str | None, no_cache: bool) -> str | None:
    return "" if no_cache else given


def cache_dir_option(heading: str) -> Decorator:
    """The option that says where the cache is."""
    return option(
        heading,
        "--cache-dir",
        type=click.Path(file_okay=False),
        envvar="FASTLINT_CACHE_DIR",
        metavar="DIR",
        help="Where the cache is.  [default: `cache-dir`, or .fastlint_cache beside the configuration, or here]",
    )


def project_options(command: Any) -> Any:
    """Add the options to a command."""
    options: tuple[Decorator, ...] = (
        option(
            HEADING,
            "--config",
            type=click.Path(exists=True, dir_okay=False),
            metavar="FILE",
            help="Read the configuration from this file, not from the nearest one.",
        ),
        option(HEADING, "--isolated", is_flag=True, help="Read no configuration file at all."),
        option(
            HEADING,
            "--src",
            multiple=True,
            metavar="DIRS",
            help="Folders that imports start from; they are found by themselves otherwise.",
        ),
        option(
            HEADING,
            "--exclude",
            multiple=True,
            metavar="PATTERNS",
            help="Leave out files that match, in addition to what is configured.",
        ),
        option(
            HEADING,
            "--python",
            metavar="PATH",
            help="The environment of the project: its folder or its interpreter.  [default: VIRTUAL_ENV, or .venv]",
        ),
        option(
            HEADING,
            "--follow-packages",
            multiple=True,
            metavar="NAMES",
            help="Look into these installed packages for what blocks; `all`: into those of which nothing is known.",
        ),
        cache_dir_option("Speed"),
        option("Speed", "--no-cache", is_flag=True, help="Read everything afresh, and keep nothing."),
    )
    return reduce(lambda wrapped, decorate: decorate(wrapped), reversed(options), command)


def working_directory() -> str:
    """Where the paths of the command line and of the reports start."""
    return os.getcwd()
