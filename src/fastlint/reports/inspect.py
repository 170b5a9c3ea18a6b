"""What fastlint knows about one file, in sections."""

from rich.text import Text

from fastlint.reports.screen import Screen
from fastlint.values import InspectReport


def write_inspect(screen: Screen, report: InspectReport) -> None:
    """Write the sections, each line as it is."""
    screen.write([Text.styled(screen.clean(report.path), "bold")])
    for title, lines in report.sections:
        screen.write([Text(), Text.styled(screen.clean(title), "bold cyan")])
        screen.write([Text(f"  {screen.clean(line)}") for line in lines] or [Text.styled("  (none)", "dim")])
