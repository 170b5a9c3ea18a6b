"""`fastlint routes`."""

import sys
from typing import Any

import click

from fastlint.entrypoints.cli.layout import Command, option
from fastlint.entrypoints.cli.output import opened, screen_on
from fastlint.entrypoints.cli.progress import ProgressBar
from fastlint.entrypoints.cli.project_options import ProjectOptions, project_options, working_directory
from fastlint.entrypoints.cli.services import Services

EXAMPLES = """
fastlint routes                                    every application of the project
fastlint routes app/main.py --output-format json   for tools
"""


@click.command("routes", cls=Command, epilog=EXAMPLES)
@click.argument("paths", nargs=-1, type=click.Path(exists=True), metavar="[PATHS]...")
@project_options
@option("Output", "--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True)
@option("Output", "-o", "--output-file", type=click.Path(dir_okay=False, allow_dash=True), metavar="FILE")
@option("Output", "--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True)
@option("Output", "-v", "--verbose", is_flag=True, help="Show the tracebacks of internal errors.")
@click.pass_context
def routes(ctx: click.Context, /, paths: tuple[str, ...], **options: Any) -> None:
    """List the routes of each application, with their full paths.

    Routes of routers that no application is seen to include, a library's, say, come under the name of the router, with
    the paths that it gives them. What is registered on a parameter or attribute of which only the type is known comes
    under its name. What cannot be resolved without running the program is listed with the reason.
    """
    services: Services = ctx.obj
    cwd = working_directory()
    asked = paths or (".",)
    settings = ProjectOptions.take(options).settings(asked, cwd)
    with ProgressBar(sys.stderr.isatty()) as progress:
        report = services.open_session(settings, cwd, services.load_rules(), progress).routes(asked)
    with opened(options["output_file"]) as stream:
        if options["output_format"] == "json":
            from fastlint.reports.json import write_routes_json

            write_routes_json(stream, report)
        else:
            from fastlint.reports.routes import write_routes

            write_routes(screen_on(stream, options["color"]), report)
