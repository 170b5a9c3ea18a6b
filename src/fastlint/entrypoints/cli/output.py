"""Where output goes: standard output or a file, its width, and whether it has colour."""

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from fastlint.entrypoints.cli.failures import Failure, discard_stdout

if TYPE_CHECKING:
    from fastlint.reports.screen import Screen

#: How wide text is where nobody says how wide the reader's window is.
DEFAULT_WIDTH = 100
#: Narrower windows get lines that the terminal has to wrap.
LEAST_WIDTH = 30


@contextmanager
def opened(output_file: str | None) -> Iterator[TextIO]:
    """Standard output, or the file. A reader that leaves early (`| head`) ends the writing, not the program."""
    if output_file is not None and output_file != "-":
        try:
            with open(output_file, "w", encoding="utf-8", errors="backslashreplace") as stream:
                yield stream
        except OSError as error:
            raise Failure(f"{output_file}: cannot be written: {error.strerror or error}") from error
        return
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        yield sys.stdout
        sys.stdout.flush()
    except BrokenPipeError:
        discard_stdout()


def screen_on(stream: TextIO, color: str) -> "Screen":
    """The screen on a stream; `color` is `auto`, `always` or `never`."""
    import shutil

    from fastlint.reports.screen import Screen

    terminal = stream.isatty() and os.environ.get("TERM") != "dumb"
    width = shutil.get_terminal_size((DEFAULT_WIDTH, 24)).columns if stream is sys.stdout else DEFAULT_WIDTH
    return Screen(stream, max(LEAST_WIDTH, width), wants_color(color, terminal, os.environ), terminal)


def wants_color(color: str, terminal: bool, environment: Mapping[str, str]) -> bool:
    """Whether to write colour: the option, then NO_COLOR, then FORCE_COLOR, then whether a person looks."""
    if color != "auto":
        return color == "always"
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR", "0") not in ("", "0", "false"):
        return True
    return terminal
