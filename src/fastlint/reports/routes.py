"""The route tables for people."""

from collections.abc import Sequence

from rich.box import ASCII2, SIMPLE_HEAD, Box
from rich.cells import cell_len
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from fastlint.reports.screen import Screen
from fastlint.reports.summary import plural
from fastlint.values import AppTable, Confidence, RouteReport, RouteRow

#: What is said of what is no application.
REMARKS = {"router": "a router that no application is seen to include", "unknown": "what it is, is not known"}
HEADINGS = ("METHODS", "PATH", "ENDPOINT", "WHERE", "RUNS", "DEPS")
STYLES = {
    "GET": "green",
    "POST": "yellow",
    "PUT": "blue",
    "PATCH": "cyan",
    "DELETE": "red",
    "WS": "magenta",
    "MOUNT": "dim",
}


def write_routes(screen: Screen, report: RouteReport) -> None:
    """Write a table for each application, then what is missing from it; a list where the table would not fit."""
    if not report.apps:
        screen.write([Text("No FastAPI application was found")])
        return
    for app in report.apps:
        place = Text.styled(screen.clean(f"  {app.path}:{app.line}"), "dim")
        remark = Text.styled(f"  {REMARKS[app.kind]}", "yellow") if app.kind in REMARKS else Text()
        screen.write([Text.styled(screen.clean(app.app), "bold") + place + remark])
        rows = [cells(screen, route) for route in app.routes]
        if rows and screen.terminal and width_of(rows) > screen.width:
            screen.write(draw_list(screen, rows))
        elif rows:
            draw_table(screen, rows)
        screen.write([*draw_unresolved(screen, app), Text()])
    screen.write(screen.wrap(Text.styled(total(report), "bold"), 0))


def cells(screen: Screen, route: RouteRow) -> tuple[Text, ...]:
    """The cells of one route, in the order of the headings."""
    methods = verbs(route)
    doubt = "" if route.confidence is Confidence.HIGH else f" ({route.confidence.value} confidence)"
    deps = sum(each.size for each in route.dependencies)
    return (
        Text(" ").join(Text.styled(screen.clean(verb), f"bold {STYLES.get(verb, '')}".strip()) for verb in methods),
        Text(screen.clean(route.path)) + Text.styled(doubt, "dim"),
        Text(screen.clean(route.endpoint.partition(":")[2] or route.endpoint)),
        Text.styled(screen.clean(f"{route.path_file}:{route.line}") if route.path_file else "", "dim"),
        Text.styled("" if route.kind == "mount" else "async" if route.is_async else "def", "dim"),
        Text.styled(str(deps) if deps else "", "dim"),
    )


def verbs(route: RouteRow) -> Sequence[str]:
    """The methods, or what stands in their place."""
    return {"websocket": ("WS",), "mount": ("MOUNT",)}.get(route.kind, route.methods)


def width_of(rows: Sequence[tuple[Text, ...]]) -> int:
    """How wide the table of the rows is."""
    columns = zip(*rows, strict=True)
    return sum(
        max(cell_len(heading), *(cell.cell_len for cell in column)) + 2
        for heading, column in zip(HEADINGS, columns, strict=True)
    )


def draw_table(screen: Screen, rows: Sequence[tuple[Text, ...]]) -> None:
    """Write the rows in columns; into a pipe they are as wide as they need to be."""
    table = Table(box=box_of(screen), show_edge=False, pad_edge=False, header_style="bold")
    for heading in HEADINGS:
        table.add_column(heading, no_wrap=True, justify="right" if heading == "DEPS" else "left")
    for row in rows:
        table.add_row(*row)
    options = screen.console.options.update(width=max(screen.width, width_of(rows) + 2))
    lines = screen.console.render_lines(table, options)
    screen.write([Text("  ") + joined(line) for line in lines])


def joined(segments: Sequence[Segment]) -> Text:
    """One rendered line as text, without the blanks at its end."""
    text = Text()
    for segment in segments:
        text.append(segment.text, style=segment.style)
    text.rstrip()
    return text


def box_of(screen: Screen) -> Box | None:
    """The rule below the headings, in characters that the stream has."""
    return SIMPLE_HEAD if screen.can_show("─") else ASCII2


def draw_list(screen: Screen, rows: Sequence[tuple[Text, ...]]) -> list[Text]:
    """The rows one below the other, for a narrow terminal."""
    lines: list[Text] = []
    for methods, path, endpoint, where, runs, deps in rows:
        lines += screen.wrap(methods + Text(" ") + path, 2, 2)
        detail = Text("  ").join([part for part in (endpoint, runs) if part.plain])
        if deps.plain:
            detail += Text.styled(f"  {plural(int(deps.plain), 'dependency')}".replace("ys", "ies"), "dim")
        lines += screen.wrap(detail, 4)
        lines += screen.wrap(where, 4) if where.plain else []
    return lines


def draw_unresolved(screen: Screen, app: AppTable) -> list[Text]:
    """What could not be followed, each with its reason."""
    if not app.unresolved:
        return []
    rows = [Text.styled(f"  Not resolved ({len(app.unresolved)}):", "bold yellow")]
    for each in app.unresolved:
        rows += screen.wrap(screen.prose(f"{each.path}:{each.line}: {each.reason}"), 4, 2)
    return rows


def total(report: RouteReport) -> str:
    """`84 routes in 2 applications, 12 in 1 router, 1 not resolved`."""
    missing = sum(len(app.unresolved) for app in report.apps)
    routers = [app for app in report.apps if app.kind == "router"]
    apps = [app for app in report.apps if app.kind == "app"]
    text = f"{plural(sum(len(app.routes) for app in apps), 'route')} in {plural(len(apps), 'application')}"
    if routers:
        text += f", {sum(len(app.routes) for app in routers)} in {plural(len(routers), 'router')}"
    return f"{text}, {missing} not resolved" if missing else text
