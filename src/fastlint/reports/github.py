"""Workflow commands: annotations on the lines of a pull request, by nothing but output on a GitHub runner."""

from collections.abc import Iterable
from typing import TextIO

from fastlint.reports.plain import details, heading
from fastlint.values import Diagnostic, Severity

COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def write_github(stream: TextIO, diagnostics: Iterable[Diagnostic]) -> None:
    """Write a command for each finding."""
    for diagnostic in diagnostics:
        stream.write(command(diagnostic) + "\n")


def command(diagnostic: Diagnostic) -> str:
    """`::error title=...,file=...,line=...::message`.

    The message begins with the place, for the runner's log shows nothing else. Columns are for one line only: GitHub
    refuses them otherwise.
    """
    span = diagnostic.span
    properties = {"title": heading(diagnostic), "file": span.path, "line": span.line, "endLine": span.end_line}
    if span.line == span.end_line:
        properties |= {"col": span.column, "endColumn": span.end_column}
    written = ",".join(f"{name}={escaped_property(str(value))}" for name, value in properties.items())
    first = f"{span.path}:{span.line}:{span.column}: {diagnostic.code} {diagnostic.message}"
    message = escaped("\n".join([first, *details(diagnostic)]))
    return f"::{COMMANDS[diagnostic.severity]} {written}::{message}"


def escaped(text: str) -> str:
    """The text as the message of a command."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def escaped_property(text: str) -> str:
    """The text as a property of a command."""
    return escaped(text).replace(":", "%3A").replace(",", "%2C")
