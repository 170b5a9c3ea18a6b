"""The program: its commands, and the way from what they raise to an exit code."""

import gc
import sys
from typing import Any

import click

from fastlint.entrypoints.cli.layout import Program
from fastlint.entrypoints.cli.services import Services

EXAMPLES = """
fastlint check                    check the project in this folder
fastlint check src/ --select FL1  only what blocks the event loop
fastlint explain FL102            what a finding means and what to do
fastlint routes                   every route with its full path
"""


def show_version(ctx: click.Context, parameter: click.Parameter, asked: bool) -> None:
    """Print the version and leave."""
    if asked:
        from fastlint import __version__

        click.echo(f"fastlint {__version__}")
        ctx.exit()


@click.group(
    cls=Program,
    epilog=EXAMPLES,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    subcommand_metavar="COMMAND ...",
)
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=show_version, help="Show the version."
)
@click.pass_context
def program(ctx: click.Context) -> None:
    """A linter that understands FastAPI.

    It knows the routes, what each dependency resolves to, and what runs on the event loop.
    It runs none of your code.
    """
    ctx.obj = ctx.obj or Services()


program.add_under("Check", ["check", "baseline", "cache"])
program.add_under("Understand the project", ["routes", "inspect"])
program.add_under("Configure", ["init", "config"])
program.add_under("Read about the rules", ["rules", "explain"])


def main(arguments: list[str] | None = None, prog_name: str = "fastlint") -> Any:
    """Run the program with the arguments of the command line, and exit."""
    gc.disable()  # the process ends soon, and nearly all that is made is kept: collecting costs a third of a run
    try:
        program.main(args=arguments, prog_name=prog_name)
    except KeyboardInterrupt:  # outside of a command
        sys.exit(130)
