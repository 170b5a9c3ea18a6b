"""`fastlint check`."""

import sys
from typing import TYPE_CHECKING, Any, TextIO

import click

from fastlint.entrypoints.cli.failures import FAILED, FOUND
from fastlint.entrypoints.cli.layout import Command, option
from fastlint.entrypoints.cli.output import opened, screen_on
from fastlint.entrypoints.cli.progress import ProgressBar
from fastlint.entrypoints.cli.project_options import (
    ProjectOptions,
    listed,
    project_options,
    working_directory,
)
from fastlint.entrypoints.cli.services import CheckReport, Services

if TYPE_CHECKING:
    from fastlint.values import Settings

#: The rule by which the engine reports that a part of it failed.
INTERNAL_ERROR = "FL004"

EXAMPLES = """
fastlint check                                 the project in this folder
fastlint check app/routers/users.py            one file; the rest is read as context
fastlint check --select FL1 --ignore FL104     some rules only
fastlint check --output-format concise -q      a finding a line, nothing else
fastlint check --output-format json -o report.json
"""


@click.command("check", cls=Command, epilog=EXAMPLES)
@click.argument("paths", nargs=-1, type=click.Path(exists=True), metavar="[PATHS]...")
@option(
    "Rules",
    "--select",
    multiple=True,
    metavar="RULES",
    help="Only these rules: codes, prefixes of codes, names, families or ALL, between commas.",
)
@option("Rules", "--extend-select", multiple=True, metavar="RULES", help="These rules too.")
@option("Rules", "--ignore", multiple=True, metavar="RULES", help="Not these rules.")
@option(
    "Rules",
    "--profile",
    type=click.Choice(["default", "strict", "all"]),
    help="How many rules run where --select names none: what matters, conventions too, or all.  [default: default]",
)
@option(
    "Rules",
    "--min-confidence",
    type=click.Choice(["low", "medium", "high"]),
    help="Only findings that are at least this sure.  [default: medium]",
)
@option(
    "Rules",
    "--min-severity",
    type=click.Choice(["info", "warning", "error"]),
    help="Only findings that are at least this bad.  [default: info]",
)
@option(
    "Rules",
    "--startup/--no-startup",
    default=None,
    help="Report blocking calls that only delay the start of the application, too.  [default: no]",
)
@project_options
@option(
    "Output",
    "--output-format",
    type=click.Choice(["text", "concise", "json"]),
    default="text",
    show_default=True,
    help="How to write the findings.",
)
@option(
    "Output",
    "-o",
    "--output-file",
    type=click.Path(dir_okay=False, allow_dash=True),
    metavar="FILE",
    help="Write to this file, not to standard output.",
)
@option(
    "Output",
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="Colour; `auto` looks at the terminal, NO_COLOR and FORCE_COLOR.",
)
@option("Output", "--show-suppressed", is_flag=True, help="List what comments suppress, with their reasons.")
@option("Output", "--statistics", is_flag=True, help="Count the findings of each rule at the end.")
@option("Output", "-q", "--quiet", is_flag=True, help="Only findings: no summary, no progress bar.")
@option(
    "Output",
    "-v",
    "--verbose",
    is_flag=True,
    help="Every chain, route and place of a finding; the tracebacks of internal errors.",
)
@option("Output", "--no-progress", is_flag=True, help="No progress bar.")
@option("Exit code", "--exit-zero", is_flag=True, help="Exit with 0 even when there are findings.")
@click.pass_context
def check(ctx: click.Context, /, paths: tuple[str, ...], **options: Any) -> None:
    """Check FastAPI code: files or folders, by default the current one.

    Exit code 0: nothing found; 1: findings; 2: wrong usage or configuration, or an internal error.
    """
    services: Services = ctx.obj
    cwd = working_directory()
    asked = paths or (".",)
    settings = configured(asked, cwd, options)
    listen(options["verbose"])
    shown = sys.stderr.isatty() and not options["no_progress"] and not options["quiet"]
    with ProgressBar(shown) as progress:
        report = services.open_session(settings, cwd, services.load_rules(), progress).check(asked)
    with opened(options["output_file"]) as stream:
        write(report, stream, options)
    if any(diagnostic.code == INTERNAL_ERROR for diagnostic in report.diagnostics):
        ctx.exit(FAILED)  # whatever else was found, and with --exit-zero too: the check is not whole
    ctx.exit(FOUND if report.diagnostics and not options["exit_zero"] else 0)


def configured(paths: tuple[str, ...], cwd: str, options: dict[str, Any]) -> "Settings":
    """The settings of the run."""
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
    )


def listen(verbose: bool) -> None:
    """Show what the engine logs (internal errors with their tracebacks) when asked to, and only then."""
    import logging

    logger = logging.getLogger("fastlint")
    logger.handlers = [logging.StreamHandler() if verbose else logging.NullHandler()]
    logger.propagate = False


def write(report: CheckReport, stream: TextIO, options: dict[str, Any]) -> None:
    """Write the report in the format that is asked for."""
    if options["output_format"] == "json":
        from fastlint.reports.json import write_json

        write_json(
            stream, report.diagnostics, report.summary, report.suppressed if options["show_suppressed"] else None
        )
        return
    from rich.text import Text

    from fastlint.reports.concise import write_concise
    from fastlint.reports.summary import draw_statistics
    from fastlint.reports.text import BRIEF, FULL, write_text

    screen = screen_on(stream, options["color"])
    quiet = options["quiet"]
    if options["output_format"] == "concise":
        write_concise(screen, report.diagnostics, report.summary, quiet=quiet)
    else:
        limits = FULL if options["verbose"] else BRIEF
        write_text(screen, report.diagnostics, report.summary, report.sources, limits=limits, quiet=quiet)
    if options["show_suppressed"] and report.suppressed:
        from fastlint.reports.concise import draw_suppressed

        screen.write([Text(), *draw_suppressed(screen, report.suppressed)])
    if options["statistics"] and report.diagnostics:
        screen.write([Text(), *draw_statistics(screen, report.diagnostics)])
