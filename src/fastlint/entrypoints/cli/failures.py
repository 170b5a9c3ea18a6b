"""From exceptions to one line on stderr and an exit code."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

import click

FOUND = 1
FAILED = 2
INTERRUPTED = 130


class Failure(click.ClickException):
    """The end of the program: one line on stderr, and exit code 2."""

    exit_code = FAILED

    def show(self, file: IO[Any] | None = None) -> None:
        """Write the line."""
        click.echo(self.format_message(), file=file, err=file is None)

    def format_message(self) -> str:
        """`fastlint: what went wrong`."""
        return f"fastlint: {self.message}"


class Interrupted(Failure):
    """The end by Ctrl-C."""

    exit_code = INTERRUPTED


@contextmanager
def guarded(verbose: bool) -> Iterator[None]:
    """Turn what a command may raise into a `Failure`; `verbose` shows the traceback of an internal error."""
    from fastlint.values import SettingsError

    try:
        yield
    except (click.ClickException, click.exceptions.Exit, click.Abort):
        raise
    except KeyboardInterrupt:
        if sys.stderr.isatty():
            click.echo(err=True)  # the terminal has written ^C
        raise Interrupted("interrupted") from None
    except BrokenPipeError:
        discard_stdout()
        raise click.exceptions.Exit(0) from None
    except SettingsError as error:
        raise Failure(str(error)) from error
    except Exception as error:
        if verbose:
            import traceback

            click.echo(traceback.format_exc(), err=True, nl=False)
        hint = "" if verbose else " (--verbose shows the traceback)"
        raise Failure(f"internal error: {type(error).__name__}: {error}{hint}") from error


def discard_stdout() -> None:
    """Send what is still to be written nowhere: the reader has gone, and Python would complain when it exits."""
    try:
        descriptor = sys.stdout.fileno()
    except (OSError, ValueError):  # not a real stream
        return
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, descriptor)
    os.close(null)
