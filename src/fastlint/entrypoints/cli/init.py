"""`fastlint init`."""

import os

import click

from fastlint.entrypoints.cli.failures import Failure
from fastlint.entrypoints.cli.layout import Command
from fastlint.entrypoints.cli.project_options import working_directory

NAME = "fastlint.toml"


@click.command("init", cls=Command)
def init() -> None:
    """Write a commented fastlint.toml for the project in this folder.

    It suggests what it finds here. A configuration that is there is left alone.
    """
    from fastlint.engine.starting import demand_none, starting_settings

    cwd = working_directory()
    demand_none(cwd)
    text = starting_settings(cwd)
    try:
        with open(os.path.join(cwd, NAME), "x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise Failure(f"{NAME}: cannot be written: {error.strerror or error}") from error
    click.echo(f"{NAME} is written; `fastlint config` shows what counts")
