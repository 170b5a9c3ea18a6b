"""How help reads: options under headings, commands under headings, examples as they are written."""

import importlib
import os
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from typing import Any

import click

from fastlint.entrypoints.cli.failures import guarded

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


class HeadedOption(click.Option):
    """An option that stands under a heading of its own."""

    def __init__(self, *args: Any, heading: str = "Options", **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        self.heading = heading


def option(heading: str, *declarations: str, **attributes: Any) -> Decorator:
    """`click.option` under a heading."""
    return click.option(*declarations, cls=HeadedOption, heading=heading, **attributes)


class Layout(click.Command):
    """A command whose help has headings and whose examples keep their lines."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, those without a heading last."""
        records: dict[str, list[tuple[str, str]]] = {}
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx) if isinstance(parameter, click.Option) else None
            if record is not None:
                records.setdefault(getattr(parameter, "heading", "Options"), []).append(record)
        for heading, rows in sorted(records.items(), key=lambda item: item[0] == "Options"):
            with formatter.section(heading):
                formatter.write_dl(rows)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples, line by line."""
        if self.epilog:
            with formatter.section("Examples"):
                for line in self.epilog.strip().splitlines():
                    formatter.write(f"{'':>{formatter.current_indent}}{line.strip()}\n")


class Command(Layout):
    """A command of fastlint: its failures end in one line and an exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        with guarded(verbose=bool(ctx.params.get("verbose"))):
            return super().invoke(ctx)


class Program(Layout, click.Group):
    """The commands, listed under the headings in which they were added; each in the module that is called like it.

    A command is imported when it is asked for, so that none waits for the others.
    """

    command_class = Command

    def __init__(self, *args: Any, **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        self.headings: list[tuple[str, str]] = []

    def add_under(self, heading: str, names: Iterable[str]) -> None:
        """Add commands under a heading."""
        self.headings += [(heading, name) for name in names]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A command, by its name."""
        if cmd_name not in self.commands and cmd_name in self.list_commands(ctx):
            module = importlib.import_module(f"fastlint.entrypoints.cli.{cmd_name}")
            self.add_command(getattr(module, cmd_name))
        return self.commands.get(cmd_name)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order in which they were added."""
        return [name for _, name in self.headings]

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands, then the options."""
        for heading, group in groupby(self.headings, key=lambda pair: pair[0]):
            with formatter.section(heading):
                commands = [(name, self.get_command(ctx, name)) for _, name in group]
                formatter.write_dl([(name, each.get_short_help_str(80)) for name, each in commands if each])
        Layout.format_options(self, ctx, formatter)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is asked for; for an unknown one an error that tells the likely meaning."""
        if self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            ctx.fail(unknown_command(args[0], self.list_commands(ctx)))
        return super().resolve_command(ctx, args)


def unknown_command(word: str, commands: Sequence[str]) -> str:
    """What to say to a word that is no command: the nearest one, or how to check a path."""
    import difflib

    if os.path.exists(word):
        return f"No such command {word!r}. To check that path: fastlint check {word}"
    close = difflib.get_close_matches(word, commands, n=1)
    return f"No such command {word!r}." + (f" Did you mean {close[0]!r}?" if close else "")
