"""One line for each finding, for editors, grep and people in a hurry."""

from collections.abc import Sequence

from rich.text import Text

from fastlint.reports.screen import Screen
from fastlint.reports.summary import STYLES, draw_summary
from fastlint.values import Confidence, Diagnostic, Summary


def write_concise(screen: Screen, diagnostics: Sequence[Diagnostic], summary: Summary, *, quiet: bool = False) -> None:
    """Write the report; `quiet` leaves the summary out."""
    screen.write([draw_line(screen, diagnostic) for diagnostic in diagnostics])
    if not quiet:
        screen.write(draw_summary(screen, diagnostics, summary))


def draw_line(screen: Screen, diagnostic: Diagnostic) -> Text:
    """`path:line:column: CODE name [severity] message`."""
    span = diagnostic.span
    style = STYLES[diagnostic.severity]
    doubt = "" if diagnostic.confidence is Confidence.HIGH else f", {diagnostic.confidence.value} confidence"
    return (
        Text.styled(screen.clean(f"{span.path}:{span.line}:{span.column}:"), "bold")
        + Text(" ")
        + Text.styled(screen.clean(diagnostic.code), style)
        + Text(f" {screen.clean(diagnostic.name)} [")
        + Text.styled(diagnostic.severity.value, style)
        + Text(f"{doubt}] ")
        + screen.prose(diagnostic.message)
    )
