"""`fastlint check --fix` and `--diff`: what becomes of the files."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, TextIO

from fastlint.entrypoints.cli.failures import Failure
from fastlint.entrypoints.cli.output import screen_on

if TYPE_CHECKING:
    from rich.text import Text

    from fastlint.fixes import Outcome
    from fastlint.values import Summary

COLOURS = {"+": "green", "-": "red", "@": "cyan"}


def write_files(outcome: "Outcome", cwd: str) -> None:
    """Put the fixed files in place of those on the disk, each whole."""
    from fastlint.source.discovery import shown
    from fastlint.source.rewriting import write_whole

    for path, before, after in outcome.files:
        try:
            with open(path, "rb") as file:
                if file.read() != before:
                    raise Failure(f"{shown(path, cwd)}: not fixed, for it has been changed meanwhile")
            write_whole(path, after)
        except OSError as error:
            raise Failure(f"{shown(path, cwd)}: cannot be written: {error.strerror or error}") from error


def write_diff(outcome: "Outcome", cwd: str, stream: TextIO, color: str) -> None:
    """Write what fixes would change, as `patch` and `git apply -p0` read it."""
    screen = screen_on(stream, color)
    if not screen.color:
        stream.writelines(diff_of(outcome, cwd))
        return
    from rich.text import Text

    for line in diff_of(outcome, cwd):
        screen.write([coloured(Text(screen.clean(line.rstrip("\r\n"))))])


def would_be_fixed(summary: "Summary", files: int) -> str:
    """`3 findings in 2 files would be fixed, 4 would be left`."""
    left = summary.errors + summary.warnings + summary.infos
    places = f" in {files} {'file' if files == 1 else 'files'}" if files else ""
    findings = "finding" if summary.fixed == 1 else "findings"
    return f"{summary.fixed} {findings}{places} would be fixed, {left} would be left"


def coloured(line: "Text") -> "Text":
    """A line of a diff in its colour."""
    line.stylize("bold" if line.plain.startswith(("+++ ", "--- ")) else COLOURS.get(line.plain[:1], ""))
    return line


def diff_of(outcome: "Outcome", cwd: str) -> Iterator[str]:
    """The unified diff of all files."""
    import difflib

    from fastlint.source.decode import decode
    from fastlint.source.discovery import shown

    for path, before, after in outcome.files:
        name = shown(path, cwd)
        old, new = (decode(data).splitlines(keepends=True) for data in (before, after))
        for line in difflib.unified_diff(old, new, name, name):
            yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
