"""From a report to text in one of the formats."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TextIO

from fastlint.entrypoints.cli.output import screen_on

if TYPE_CHECKING:
    from fastlint.engine import Report
    from fastlint.reports.descriptor import Descriptor
    from fastlint.rules import RuleModule


@dataclass(frozen=True)
class Style:
    """What the command line says about how a report looks."""

    color: str
    quiet: bool
    verbose: bool
    statistics: bool
    show_suppressed: bool

    @classmethod
    def take(cls, options: dict[str, Any]) -> "Style":
        """The style from all that a command received."""
        return cls(**{name: options[name] for name in cls.__dataclass_fields__})


#: The rules, for formats that describe them.
Rules = Callable[[], "Sequence[RuleModule]"]
Write = Callable[["Report", TextIO, Rules, Style], None]

#: The formats that give each finding a word that stays when lines move.
NEED_FINGERPRINTS = ("sarif", "gitlab")


def write(report: "Report", stream: TextIO, output_format: str, rules: Rules, style: Style) -> None:
    """Write a report to a stream."""
    WRITERS[output_format](report, stream, rules, style)


def _text(report: "Report", stream: TextIO, rules: Rules, style: Style) -> None:
    from fastlint.reports.text import BRIEF, FULL, write_text

    screen = screen_on(stream, style.color)
    limits = FULL if style.verbose else BRIEF
    write_text(screen, report.diagnostics, report.summary, report.sources, limits=limits, quiet=style.quiet)
    _appendix(report, stream, style)


def _concise(report: "Report", stream: TextIO, rules: Rules, style: Style) -> None:
    from fastlint.reports.concise import write_concise

    write_concise(screen_on(stream, style.color), report.diagnostics, report.summary, quiet=style.quiet)
    _appendix(report, stream, style)


def _appendix(report: "Report", stream: TextIO, style: Style) -> None:
    """What people may want to see below a report."""
    from rich.text import Text

    from fastlint.reports.concise import draw_suppressed
    from fastlint.reports.summary import draw_statistics

    screen = screen_on(stream, style.color)
    if style.show_suppressed and report.suppressed:
        screen.write([Text(), *draw_suppressed(screen, report.suppressed)])
    if style.statistics and report.diagnostics:
        screen.write([Text(), *draw_statistics(screen, report.diagnostics)])


def _json(report: "Report", stream: TextIO, rules: Rules, style: Style) -> None:
    from fastlint.reports.json import write_json

    write_json(stream, report.diagnostics, report.summary, report.suppressed if style.show_suppressed else None)


def _jsonl(report: "Report", stream: TextIO, rules: Rules, style: Style) -> None:
    from fastlint.reports.jsonl import write_jsonl

    write_jsonl(stream, report.diagnostics)


def _sarif(report: "Report", stream: TextIO, rules: Rules, style: Style) -> None:
    from fastlint import __version__
    from fastlint.reports.sarif import write_sarif

    suppressed = report.suppressed if style.show_suppressed else ()
    write_sarif(
        stream, report.diagnostics, report.summary, report.fingerprints(), descriptors(rules()), __version__, suppressed
    )


def _github(report: "Report", stream: TextIO, rules: Rules, style: Style) -> None:
    from fastlint.reports.github import write_github

    write_github(stream, report.diagnostics)


def _gitlab(report: "Report", stream: TextIO, rules: Rules, style: Style) -> None:
    from fastlint.reports.gitlab import write_gitlab

    write_gitlab(stream, report.diagnostics, report.fingerprints())


def _junit(report: "Report", stream: TextIO, rules: Rules, style: Style) -> None:
    from fastlint.reports.junit import write_junit

    write_junit(stream, report.diagnostics, report.summary)


def _markdown(report: "Report", stream: TextIO, rules: Rules, style: Style) -> None:
    from fastlint.reports.markdown import write_markdown

    write_markdown(stream, report.diagnostics, report.summary)


WRITERS: dict[str, Write] = {
    "text": _text,
    "concise": _concise,
    "json": _json,
    "jsonl": _jsonl,
    "sarif": _sarif,
    "github": _github,
    "gitlab": _gitlab,
    "junit": _junit,
    "markdown": _markdown,
}


def descriptors(rules: "Sequence[RuleModule]") -> "list[Descriptor]":
    """The rules as reports know them."""
    from fastlint.reports.descriptor import Descriptor

    return [
        Descriptor(rule.code, rule.name, rule.family, rule.severity, rule.summary, doc, rule.url)
        for rule, doc, _ in rules
    ]
