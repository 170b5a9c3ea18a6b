"""The last lines of a text report: what was found, in what; and the counts of each rule."""

from collections import Counter
from collections.abc import Iterable, Sequence

from rich.text import Text

from fastlint.reports.screen import Screen
from fastlint.values import Diagnostic, Safety, Severity, Summary

STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.INFO: "bold blue"}
#: How many unreadable files the summary names.
UNPARSED_SHOWN = 5


def draw_summary(screen: Screen, diagnostics: Sequence[Diagnostic], summary: Summary) -> list[Text]:
    """What was found in one line, then what it was looked for in."""
    rows = screen.wrap(found(diagnostics) if diagnostics else Text.styled("No findings", "bold green"), 0)
    rows += screen.wrap(Text.styled(looked_at(summary), "dim"), 0)
    if summary.fixed:
        rows += screen.wrap(Text.styled(f"{plural(summary.fixed, 'finding')} fixed", "bold green"), 0)
    if summary.fixable:
        rows += screen.wrap(screen.prose(fixes(diagnostics)), 0)
    if summary.baselined or summary.gone:
        rows += screen.wrap(Text.styled(baseline(summary), "dim"), 0)
    if summary.unparsed:
        named = ", ".join(summary.unparsed[:UNPARSED_SHOWN])
        more = len(summary.unparsed) - UNPARSED_SHOWN
        tail = f" and {more} more" if more > 0 else ""
        rows += screen.wrap(Text.styled(screen.clean(f"Could not be read: {named}{tail}"), "yellow"), 0)
    return rows


def found(diagnostics: Sequence[Diagnostic]) -> Text:
    """`12 findings: 3 errors, 9 warnings in 4 files`."""
    counts = Counter(diagnostic.severity for diagnostic in diagnostics)
    text = Text.styled(plural(len(diagnostics), "finding"), "bold") + Text(": ")
    words = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "info"}
    parts = [Text.styled(plural(counts[each], words[each]), STYLES[each]) for each in words if counts[each]]
    text += Text(", ").join(parts)
    return text + Text(f" in {plural(len({diagnostic.span.path for diagnostic in diagnostics}), 'file')}")


def looked_at(summary: Summary) -> str:
    """`120 files checked (131 read), 84 routes, 2 suppressed`."""
    text = f"{plural(summary.files, 'file')} checked"
    if summary.files_read > summary.files:
        text += f" ({summary.files_read} read)"
    text += f", {plural(summary.routes, 'route')}"
    if summary.suppressed:
        text += f", {summary.suppressed} suppressed"
    return text


def fixes(diagnostics: Iterable[Diagnostic]) -> str:
    """`[*] 3 can be fixed with `--fix`, 2 more with `--fix --unsafe-fixes``."""
    fixable = [{fix.safety for fix in each.fixes} for each in diagnostics if each.fixes]
    safe = sum(1 for each in fixable if Safety.SAFE in each)
    unsafe = len(fixable) - safe
    if not safe:
        return f"{unsafe} can be fixed with `--fix --unsafe-fixes`"
    tail = f", {unsafe} more with `--fix --unsafe-fixes`" if unsafe else ""
    return f"[*] {safe} can be fixed with `--fix`{tail}"


def baseline(summary: Summary) -> str:
    """`Baseline: 12 known findings are left, 3 are gone (fastlint baseline forgets them)`."""
    left = f"Baseline: {plural(summary.baselined, 'known finding')} {'is' if summary.baselined == 1 else 'are'} left"
    if not summary.gone:
        return left
    verb, them = ("is", "it") if summary.gone == 1 else ("are", "them")
    return f"{left}, {summary.gone} {verb} gone (`fastlint baseline` forgets {them})"


def plural(count: int, noun: str) -> str:
    """`1 file`, `2 files`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def draw_statistics(screen: Screen, diagnostics: Iterable[Diagnostic]) -> list[Text]:
    """The rules that found something, the most frequent first: count, code, name."""
    counts = Counter((each.code, each.name) for each in diagnostics)
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    digits = max((len(str(count)) for _, count in ranked), default=1)
    return [
        Text(f"{count:>{digits}}  ") + Text.styled(code, "bold") + Text(f"  {screen.clean(name)}")
        for (code, name), count in ranked
    ]
