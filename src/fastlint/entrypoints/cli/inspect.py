"""`fastlint inspect`."""

from typing import Any

import click

from fastlint.entrypoints.cli.layout import Command, option
from fastlint.entrypoints.cli.output import opened, screen_on
from fastlint.entrypoints.cli.project_options import ProjectOptions, project_options, working_directory
from fastlint.entrypoints.cli.services import Services


@click.command("inspect", cls=Command)
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
@project_options
@option("Output", "--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True)
@option("Output", "-v", "--verbose", is_flag=True, help="Show the tracebacks of internal errors.")
@click.pass_context
def inspect(ctx: click.Context, /, file: str, **options: Any) -> None:
    """Show what fastlint knows about a file.

    Facts, routes, calls and the context in which each function runs, as a rule sees them.
    """
    services: Services = ctx.obj
    cwd = working_directory()
    settings = ProjectOptions.take(options).settings((file,), cwd)
    report = services.open_session(settings, cwd, services.load_rules(), None).inspect(file)
    with opened(None) as stream:
        from fastlint.reports.inspect import write_inspect

        write_inspect(screen_on(stream, options["color"]), report)
