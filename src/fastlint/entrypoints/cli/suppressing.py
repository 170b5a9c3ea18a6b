"""`fastlint check --add-suppressions`: accept what is found, in the code."""

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from fastlint.entrypoints.cli.failures import Failure

if TYPE_CHECKING:
    from fastlint.values import Diagnostic

#: What no comment suppresses, and what is about comments.
NOT_TO_SUPPRESS = ("FL001", "FL002", "FL003", "FL004")

#: The reason where none is given: somebody has to look.
DEFAULT_REASON = "not looked at yet"


def suppress(diagnostics: "Sequence[Diagnostic]", cwd: str, reason: str) -> bool:
    """Write a comment for each finding, and say what was done. Whether no finding is left."""
    if not reason.strip() or not reason.isprintable():
        raise Failure("--reason: a reason is a line of text")
    found: dict[str, dict[int, set[str]]] = {}
    left = [each for each in diagnostics if each.code in NOT_TO_SUPPRESS]
    for each in diagnostics:
        if each.code not in NOT_TO_SUPPRESS:
            found.setdefault(each.span.path, {}).setdefault(each.span.line, set()).add(each.code)
    count = 0
    for path, lines in sorted(found.items()):
        without = _write(path, lines, cwd, reason)
        here = [each for each in diagnostics if each.span.path == path and each.code not in NOT_TO_SUPPRESS]
        count += sum(each.span.line not in without for each in here)
        left += [each for each in here if each.span.line in without]
    findings = "1 finding" if count == 1 else f"{count} findings"
    files = "1 file" if len(found) == 1 else f"{len(found)} files"
    click.echo(f"{findings} suppressed in {files}" if count else "Nothing to suppress")
    for each in left:
        click.echo(f"{each.span.path}:{each.span.line}: {each.code} {each.name} cannot be suppressed by a comment")
    return not left


def _write(path: str, lines: dict[int, set[str]], cwd: str, reason: str) -> tuple[int, ...]:
    """Write the comments of a file; the lines where none can stand."""
    from fastlint.fixes.add_suppressions import add_suppressions

    full = os.path.join(cwd, path)
    try:
        with open(full, "rb") as file:
            data = file.read()
        annotated = add_suppressions(data, lines, reason)
        if annotated.data != data:
            with open(full, "wb") as file:
                file.write(annotated.data)
    except OSError as error:
        raise Failure(f"{path}: cannot be written: {error.strerror or error}") from error
    except ValueError as error:
        raise Failure(f"{path}: no comment can be written: {error}") from error
    return annotated.left
