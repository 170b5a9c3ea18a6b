"""One line for each finding, for editors, grep and people in a hurry."""

from collections.abc import Sequence

from rich.text import Text

from fastlint.reports.screen import Screen
from fastlint.reports.summary import STYLES, draw_summary
from fastlint.values import Confidence, Diagnostic, Safety, Summary, Suppressed


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
        + fixable_mark(diagnostic)
        + screen.prose(diagnostic.message)
    )


def fixable_mark(diagnostic: Diagnostic) -> Text:
    """`[*] ` where `--fix` cures it, nothing else."""
    is_fixable = any(fix.safety is Safety.SAFE for fix in diagnostic.fixes)
    return Text.styled("[*] ", "bold green") if is_fixable else Text()


def draw_suppressed(screen: Screen, suppressed: Sequence[Suppressed]) -> list[Text]:
    """The findings that comments suppress, a line each, with the comment and its reason."""
    rows = []
    for each in suppressed:
        told = f"suppressed by `{each.text}`" + (f": {each.reason}" if each.reason else "")
        if each.comment.line != each.diagnostic.span.line:
            told += f" (line {each.comment.line})"
        rows.append(draw_line(screen, each.diagnostic) + Text.styled("  ") + Text.styled(screen.clean(told), "dim"))
    return rows
