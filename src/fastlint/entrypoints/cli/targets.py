"""`--output-format FORMAT[:FILE]`: which formats a run writes, and where."""

from collections.abc import Sequence
from typing import NamedTuple

import click

#: For people first, then for programs.
FORMATS = ("text", "concise", "json", "jsonl", "sarif", "github", "gitlab", "junit", "markdown")
METAVAR = f"[{'|'.join(FORMATS)}][:FILE]"


class Target(NamedTuple):
    """A format, and the file that it is written to; None is standard output."""

    format: str
    file: str | None = None


def read_targets(ctx: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> tuple[Target, ...]:
    """The targets that the values of the option name."""
    return tuple(map(read_target, values))


def read_target(value: str) -> Target:
    """A target from `sarif` or `sarif:report.sarif`."""
    name, colon, file = value.partition(":")
    if name not in FORMATS:
        import difflib

        near = difflib.get_close_matches(name, FORMATS, n=1)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        raise click.BadParameter(f"{name!r} is not one of {', '.join(FORMATS)}.{hint}")
    if colon and not file:
        raise click.BadParameter(f"there is no file behind {value!r}.")
    return Target(name, file or None)


def targets_of(given: Sequence[Target], output_file: str | None) -> tuple[Target, ...]:
    """What to write where; `output_file` is for the one format that names no file."""
    targets = tuple(given) or (Target("text"),)
    homeless = [target.format for target in targets if target.file is None]
    if output_file is not None and not homeless:
        raise click.UsageError("--output-file has nothing to hold: every --output-format names its own file.")
    if len(homeless) > 1:
        raise click.UsageError(
            f"{' and '.join(homeless)} would be written to the same place; "
            f"name a file: --output-format {homeless[-1]}:FILE"
        )
    places = [target.file or output_file or "-" for target in targets]
    twice = next((place for place in places if places.count(place) > 1), None)
    if twice is not None:
        raise click.UsageError(f"two formats would be written to {twice}.")
    return tuple(Target(target.format, target.file or output_file) for target in targets)
