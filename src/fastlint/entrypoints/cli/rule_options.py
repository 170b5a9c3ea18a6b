"""The options that say which findings are wanted, shared by the commands that look for some."""

from functools import reduce
from typing import TYPE_CHECKING, Any

import click

from fastlint.entrypoints.cli.layout import Decorator, option
from fastlint.entrypoints.cli.project_options import ProjectOptions, listed

if TYPE_CHECKING:
    from fastlint.values import Settings

HEADING = "Rules"


def rule_options(command: Any) -> Any:
    """Add the options to a command."""
    options: tuple[Decorator, ...] = (
        option(
            HEADING,
            "--select",
            multiple=True,
            metavar="RULES",
            help="Only these rules: codes, prefixes of codes, names, families or ALL, between commas.",
        ),
        option(HEADING, "--extend-select", multiple=True, metavar="RULES", help="These rules too."),
        option(HEADING, "--ignore", multiple=True, metavar="RULES", help="Not these rules."),
        option(
            HEADING,
            "--profile",
            type=click.Choice(["default", "strict", "all"]),
            help="How many rules run where --select names none: what matters, conventions too, or all."
            "  [default: default]",
        ),
        option(
            HEADING,
            "--min-confidence",
            type=click.Choice(["low", "medium", "high"]),
            help="Only findings that are at least this sure.  [default: medium]",
        ),
        option(
            HEADING,
            "--min-severity",
            type=click.Choice(["info", "warning", "error"]),
            help="Only findings that are at least this bad.  [default: info]",
        ),
        option(
            HEADING,
            "--startup/--no-startup",
            default=None,
            help="Report blocking calls that only delay the start of the application, too.  [default: no]",
        ),
    )
    return reduce(lambda wrapped, decorate: decorate(wrapped), reversed(options), command)


def configured(paths: tuple[str, ...], cwd: str, options: dict[str, Any], **overrides: Any) -> "Settings":
    """The settings of the run; `overrides` are those of the command line that only one command has."""
    from fastlint.values import Confidence, Profile, Severity

    profile = options["profile"]
    confidence, severity = options["min_confidence"], options["min_severity"]
    return ProjectOptions.take(options).settings(
        paths,
        cwd,
        select=listed(options["select"]),
        extend_select=listed(options["extend_select"]),
        ignore=listed(options["ignore"]),
        profile=Profile(profile) if profile else None,
        min_confidence=Confidence(confidence) if confidence else None,
        min_severity=Severity(severity) if severity else None,
        startup=options["startup"],
        **overrides,
    )
