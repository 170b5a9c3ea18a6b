"""What fastlint knows about one file, in sections."""

from rich.text import Text

from fastlint.reports.screen import Screen
from fastlint.values import InspectReport


def write_inspect(screen: Screen, report: InspectReport) -> None:
    """Write the sections, each line as it is."""
    screen.write([Text(screen.clean(report.path), style="bold")])
    for title, lines in report.sections:
        screen.write([Text(), Text(screen.clean(title), style="bold cyan")])
        screen.write([Text(f"  {screen.clean(line)}") for line in lines] or [Text("  (none)", style="dim")])
