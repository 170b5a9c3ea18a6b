"""`fastlint baseline`."""

import sys
from typing import Any

import click

from fastlint.entrypoints.cli.layout import Command, option
from fastlint.entrypoints.cli.progress import ProgressBar
from fastlint.entrypoints.cli.project_options import project_options, working_directory
from fastlint.entrypoints.cli.rule_options import configured, rule_options
from fastlint.entrypoints.cli.services import Services

EXAMPLES = """
fastlint baseline                   write down what is found now
fastlint check                      from then on: only what is new
fastlint check --no-baseline        everything
"""


@click.command("baseline", cls=Command, epilog=EXAMPLES)
@click.argument("paths", nargs=-1, type=click.Path(exists=True), metavar="[PATHS]...")
@rule_options
@project_options
@option(
    "Output",
    "--baseline",
    type=click.Path(dir_okay=False),
    metavar="FILE",
    help="Write to this file.  [default: the configured one, or .fastlint-baseline.json]",
)
@option("Output", "-v", "--verbose", is_flag=True, help="Show the tracebacks of internal errors.")
@click.pass_context
def baseline(ctx: click.Context, /, paths: tuple[str, ...], **options: Any) -> None:
    """Write the findings down as known, so that `check` reports only new ones.

    Known findings that are gone are forgotten. What the file says of other files and rules stays.
    """
    from fastlint.source.baseline_file import write_baseline
    from fastlint.source.discovery import shown

    services: Services = ctx.obj
    cwd = working_directory()
    asked = paths or (".",)
    settings = configured(asked, cwd, options, baseline=options["baseline"])
    with ProgressBar(sys.stderr.isatty()) as progress:
        learned = services.open_session(settings, cwd, services.load_rules(), progress).learn(asked)
    write_baseline(learned.path, learned.known)
    count = len(learned.known)
    findings = "1 known finding" if count == 1 else f"{count} known findings"
    click.echo(f"{shown(learned.path, cwd)}: {findings}, {learned.added} of them new, {learned.removed} gone")
