"""Markdown for the summary of a job and for a comment on a pull request."""

import re
from collections.abc import Sequence
from typing import TextIO

from fastlint.reports.grouping import group
from fastlint.reports.plain import details, heading, sureness
from fastlint.reports.summary import found, looked_at, plural
from fastlint.values import Diagnostic, Summary
from fastlint.values.late import pattern

#: How many groups get a row: GitHub takes no comment of more than 65,536 characters.
ROWS = 100
#: How many of them show how they come about.
EXPLAINED = 20
#: How long the whole may become before the explanations stop.
ROOM = 50_000

CODE_SPAN = pattern(r"(`[^`\n]+`)")
SPECIAL = pattern(r"([\\*_\[\]|~#])")


def write_markdown(stream: TextIO, diagnostics: Sequence[Diagnostic], summary: Summary) -> None:
    """Write a table of the findings, and below it how the first of them come about."""
    stream.write("## fastlint\n\n")
    verdict = found(diagnostics).plain if diagnostics else "No findings"
    fixable = f", {summary.fixable} fixable" if summary.fixable else ""
    stream.write(f"**{verdict}** ({looked_at(summary)}{fixable})\n")
    for path in summary.unparsed:
        stream.write(f"\nCould not be read: {code(path)}\n")
    groups = group(diagnostics)
    if not groups:
        return
    lines = ["", "| rule | where | what |", "|---|---|---|", *map(row, groups[:ROWS])]
    if len(groups) > ROWS:
        rest = sum(len(members) for members in groups[ROWS:])
        lines += ["", f"and {plural(rest, 'more finding')}"]
    for members in groups[:EXPLAINED]:
        explanation = explain(members)
        if sum(map(len, lines)) + sum(map(len, explanation)) > ROOM:
            break
        lines += explanation
    stream.write("\n".join(lines) + "\n")


def row(members: Sequence[Diagnostic]) -> str:
    """The row of a group: its rule, its places, and what the first of them says."""
    first = members[0]
    places = ", ".join(str(each.span.line) for each in members[:5]) + (", …" if len(members) > 5 else "")
    rule = f"{escaped(first.code)} {escaped(first.name)}<br>{sureness(first)}"
    more = f" ({plural(len(members) - 1, 'more place')})" if len(members) > 1 else ""
    return f"| {rule} | {cell(code(f'{first.span.path}:{places}'))} | {prose(first.message)}{more} |"


def explain(members: Sequence[Diagnostic]) -> list[str]:
    """What belongs to the first finding of a group, folded; nothing where there is nothing."""
    first = members[0]
    lines = list(details(first))
    if not lines:
        return []
    title = f"{heading(first)} in {first.span.path}:{first.span.line}"
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", "\n".join(lines))), default=0))
    return ["", f"<details><summary>{html(title)}</summary>", "", f"{fence}text", *lines, fence, "", "</details>"]


def prose(text: str) -> str:
    """One-line prose with code in backticks, for a cell: no markup but that of the code."""
    parts = CODE_SPAN.split(" ".join(text.split()))
    return "".join(cell(part) if index % 2 else escaped(part) for index, part in enumerate(parts))


def escaped(text: str) -> str:
    """Text in which nothing is markup; a name behind `@` is told to nobody."""
    return SPECIAL.sub(r"\\\1", html(text)).replace("@", "@\u200b").replace("`", "\\`")


def html(text: str) -> str:
    """Text in which nothing is a tag."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def code(text: str) -> str:
    """The text as a code span."""
    return f"`` {text} ``" if "`" in text else f"`{text}`"


def cell(span: str) -> str:
    """A code span within a table: the bar would end the cell even here."""
    return span.replace("|", "\\|")
