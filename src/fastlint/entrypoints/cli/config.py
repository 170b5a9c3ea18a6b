"""`fastlint config`, and `fastlint check --show-settings`."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from fastlint.entrypoints.cli.layout import Command, option
from fastlint.entrypoints.cli.output import opened, screen_on
from fastlint.entrypoints.cli.project_options import project_options, working_directory
from fastlint.entrypoints.cli.rule_options import configured, rule_options
from fastlint.entrypoints.cli.services import Services

if TYPE_CHECKING:
    from fastlint.rules import RuleModule
    from fastlint.values import Settings

EXAMPLES = """
fastlint config                            what counts in this folder, and who says so
fastlint config services/a                 in another one
fastlint config --output-format json       for tools
"""


@click.command("config", cls=Command, epilog=EXAMPLES)
@click.argument("paths", nargs=-1, type=click.Path(exists=True), metavar="[PATHS]...")
@rule_options
@project_options
@option("Output", "--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True)
@option("Output", "--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True)
@click.pass_context
def config(ctx: click.Context, /, paths: tuple[str, ...], **options: Any) -> None:
    """Show every setting that counts, and where it comes from.

    So are the releases of FastAPI and others that the rules assume: from lock files, requirements or `target-fastapi`.
    """
    cwd = working_directory()
    asked = paths or (".",)
    services: Services = ctx.obj
    settings = configured(asked, cwd, options)
    show(settings, asked, cwd, services.load_rules(), options["output_format"], options["color"])


def show(
    settings: "Settings",
    paths: tuple[str, ...],
    cwd: str,
    rules: "Sequence[RuleModule]",
    output_format: str,
    color: str,
) -> None:
    """Write the settings of a run of the rules to standard output."""
    from fastlint.engine.effective import effective
    from fastlint.reports.settings import write_settings, write_settings_json

    found = effective(settings, paths, cwd, [module.rule for module in rules])
    with opened(None) as stream:
        if output_format == "json":
            write_settings_json(stream, found)
        else:
            write_settings(screen_on(stream, color), found)
