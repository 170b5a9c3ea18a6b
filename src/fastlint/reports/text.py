"""The report for people: each group of findings with its source lines, the chain of calls, the routes, the help."""

from collections.abc import Iterator, Sequence

from rich.cells import cell_len
from rich.text import Text

from fastlint.reports.chain import draw_chains, short_function
from fastlint.reports.frame import Mark, draw_frame, is_inside
from fastlint.reports.grouping import distinct, group, shared_ends
from fastlint.reports.screen import Screen
from fastlint.reports.sources import Sources
from fastlint.reports.summary import STYLES, draw_summary, plural
from fastlint.values import Confidence, Diagnostic, Safety, Summary
from fastlint.values.late import dataclass


@dataclass(frozen=True)
class Limits:
    """How much of a group is shown before the rest is only counted."""

    places: int = 8
    chains: int = 3
    routes: int = 3
    notes: int = 3
    ends: int = 5


BRIEF = Limits()
FULL = Limits(places=10_000, chains=10_000, routes=10_000, notes=10_000, ends=10_000)

#: So many chains that end at one call are worth a word at the end of the report.
MANY_CHAINS = 5


def write_text(
    screen: Screen,
    diagnostics: Sequence[Diagnostic],
    summary: Summary,
    sources: Sources,
    *,
    limits: Limits = BRIEF,
    quiet: bool = False,
) -> None:
    """Write the report; `quiet` leaves the summary out."""
    for members in group(diagnostics):
        screen.write([*draw_group(screen, members, sources, limits), Text()])
    if not quiet:
        screen.write([*draw_ends(screen, diagnostics, limits), *draw_summary(screen, diagnostics, summary)])


def draw_ends(screen: Screen, diagnostics: Sequence[Diagnostic], limits: Limits) -> list[Text]:
    """Where many chains end: a cure there is a cure of all these findings."""
    ends = shared_ends(diagnostics, MANY_CHAINS)[: limits.ends]
    if not ends:
        return []
    rows = screen.wrap(Text.styled("Many chains end here:", "bold"), 0)
    digits = len(str(ends[0][1]))
    names = [screen.clean(f"{step.call} in {short_function(step)}") for step, _ in ends]
    column = max(map(cell_len, names))
    for (step, count), name in zip(ends, names, strict=True):
        place = screen.clean(f"{step.span.path}:{step.span.line}")
        head = Text(f"  {count:>{digits}}  {name}")
        if 4 + digits + column + 2 + cell_len(place) <= screen.width or not screen.terminal:
            rows.append(head + Text(" " * (column - cell_len(name) + 2)) + Text.styled(place, "dim"))
        else:
            rows += [*screen.wrap(head, 0, 4 + digits), *screen.wrap(Text.styled(place, "dim"), 4 + digits)]
    return [*rows, Text()]


def draw_group(screen: Screen, members: Sequence[Diagnostic], sources: Sources, limits: Limits) -> list[Text]:
    """The block of one group."""
    first = members[0]
    style = STYLES[first.severity]
    rows = draw_heading(screen, members)
    one_message = len(distinct(member.message for member in members)) == 1
    if one_message:
        rows.extend(screen.wrap(screen.prose(first.message), 2))
    lines = sources(first.span.path)
    shown = members[: limits.places]
    marks = [Mark(member.span, "" if one_message else member.message) for member in shown]
    rows.extend(draw_frame(screen, lines, marks, style))
    if not one_message:
        for member in shown:
            if not is_inside(member.span, lines):
                rows.extend(screen.wrap(screen.prose(f"line {member.span.line}: {member.message}"), 2, 2))
    elif len(shown) > 1 and not any(is_inside(member.span, lines) for member in shown):
        rows.extend(screen.wrap(Text(f"at lines {numbers(shown)}"), 2, 2))
    rest = members[limits.places :]
    if rest:
        rows.extend(screen.wrap(Text.styled(f"and {len(rest)} more, at lines {numbers(rest)}", "dim"), 2, 2))
    rows.extend(draw_all_chains(screen, members, style, limits))
    rows.extend(draw_notes(screen, members, limits))
    return rows


def draw_heading(screen: Screen, members: Sequence[Diagnostic]) -> list[Text]:
    """`path:line:column: CODE name [severity] 4 findings in function`: one line, two on a narrow terminal."""
    first = members[0]
    style = STYLES[first.severity]
    place = Text.styled(screen.clean(f"{first.span.path}:{first.span.line}:{first.span.column}:"), "bold")
    rule = Text.styled(screen.clean(first.code), style) + Text(" ") + Text(screen.clean(first.name))
    rule += Text(" [") + Text.styled(first.severity.value, style) + Text(confidence_of(members) + "]")
    if len(members) > 1:
        rule += Text.styled(f" {len(members)} findings", "bold")
    if all(any(fix.safety is Safety.SAFE for fix in member.fixes) for member in members):
        rule += Text(" ") + Text.styled("[*]", "bold green")
    if first.chain:
        rule += Text.styled(screen.clean(f" in {short_function(first.chain[0])}"), "dim")
    if place.cell_len + 1 + rule.cell_len <= screen.width or not screen.terminal:
        return [place + Text(" ") + rule]
    return [place, *screen.wrap(rule, 2)]


def confidence_of(members: Sequence[Diagnostic]) -> str:
    """`, medium confidence` where it is not high throughout."""
    seen = sorted({member.confidence for member in members}, key=lambda each: -each.rank)
    if seen == [Confidence.HIGH]:
        return ""
    return f", {' and '.join(each.value for each in seen)} confidence"


def numbers(members: Sequence[Diagnostic], limit: int = 20) -> str:
    """The lines of the members, the first few of them."""
    lines = distinct(member.span.line for member in members)
    tail = f" and {len(lines) - limit} more" if len(lines) > limit else ""
    return ", ".join(map(str, lines[:limit])) + tail


def draw_all_chains(screen: Screen, members: Sequence[Diagnostic], style: str, limits: Limits) -> list[Text]:
    """The tree of the first chains, those that end in something new first, and how many more there are."""
    long = [member for member in members if len(member.chain) > 1]
    seen: set[str] = set()
    new = [member for member in long if member.sink not in seen and not seen.add(member.sink)]  # type: ignore[func-returns-value]
    chosen = [*new, *(member for member in long if member not in new)][: limits.chains]
    rows = draw_chains(screen, sorted(chosen, key=lambda member: member.span), style)
    if len(long) > len(chosen):
        rest = plural(len(long) - len(chosen), "chain").replace("chain", "more chain")
        rows.append(Text.styled(f"  and {rest}", "dim"))
    return [Text(), *rows] if rows else []


def draw_notes(screen: Screen, members: Sequence[Diagnostic], limits: Limits) -> list[Text]:
    """Routes, help, fixes and related places of a group."""
    rows: list[Text] = []
    for label, style, texts in notes_of(members, limits):
        for text in texts:
            rows.extend(screen.wrap(Text.styled(f"{label}: ", style) + screen.prose(text), 2, len(label) + 2))
    return [Text(), *rows] if rows else []


def notes_of(members: Sequence[Diagnostic], limits: Limits) -> Iterator[tuple[str, str, list[str]]]:
    """Label, style and texts of each kind of note."""
    routes = distinct(route for member in members for route in member.routes)
    if routes:
        more = len(routes) - limits.routes
        tail = f" and {more} more" if more > 0 else ""
        yield "route" if len(routes) == 1 else "routes", "bold cyan", [", ".join(routes[: limits.routes]) + tail]
    yield "help", "bold green", distinct(member.help for member in members if member.help)[: limits.notes]
    fixes = (
        f"{fix.title} (unsafe)" if fix.safety is Safety.UNSAFE else fix.title
        for member in members
        for fix in member.fixes
    )
    yield "fix", "bold green", distinct(fixes)[: limits.notes]
    related = (
        f"{note.span.path}:{note.span.line}: {note.message}" if note.message else f"{note.span.path}:{note.span.line}"
        for member in members
        for note in member.related
    )
    yield "see", "bold", distinct(related)[: limits.notes]
