"""`fastlint rules`."""

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

import click

from fastlint.entrypoints.cli.layout import Command, option
from fastlint.entrypoints.cli.output import opened, screen_on
from fastlint.entrypoints.cli.services import Services

if TYPE_CHECKING:
    from rich.text import Text

    from fastlint.reports.screen import Screen
    from fastlint.rule import Rule


@click.command("rules", cls=Command)
@option("Output", "--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True)
@option("Output", "--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True)
@click.pass_context
def rules(ctx: click.Context, /, output_format: str, color: str) -> None:
    """List all rules.

    Code, name, severity, whether it is on by default, and what it finds.
    """
    services: Services = ctx.obj
    found = [module.rule for module in services.load_rules()]
    with opened(None) as stream:
        if output_format == "json":
            from fastlint.reports.json import write_rows_json

            write_rows_json(stream, "rules", map(rule_object, found))
        else:
            write_rules(screen_on(stream, color), found)


def rule_object(rule: "Rule") -> dict[str, Any]:
    """A rule's metadata for JSON."""
    return {
        "code": rule.code,
        "name": rule.name,
        "family": rule.family,
        "severity": rule.severity.value,
        "on_by_default": rule.on_by_default,
        "profile": rule.profile.value,
        "fix": rule.fix.value if rule.fix is not None else None,
        "options": [{"name": each.name, "default": each.default, "summary": each.about} for each in rule.declared],
        "summary": rule.summary,
        "since": rule.since,
        "url": rule.url,
    }


def write_rules(screen: "Screen", found: "Sequence[Rule]") -> None:
    """Write the rules under their families, in columns."""
    from rich.text import Text

    names = max((len(rule.name) for rule in found), default=0)
    for family, members in groupby(found, key=lambda rule: rule.family):
        screen.write([Text.styled(family, "bold cyan")])
        for rule in members:
            screen.write(rule_lines(screen, rule, names))
        screen.write([Text()])
    off = sum(not rule.on_by_default for rule in found)
    hint = "off by default (`--profile strict` or `all` runs them)"
    screen.write([Text(f"{len(found)} rules, {off} of them {hint}; fastlint explain CODE tells more")])


def rule_lines(screen: "Screen", rule: "Rule", names: int) -> "list[Text]":
    """The rule in one line, or with its summary below where the screen is narrow."""
    from rich.text import Text

    from fastlint.reports.summary import STYLES

    head = Text("  ") + Text.styled(rule.code, "bold") + Text(f"  {rule.name:<{names}}  ")
    head += Text.styled(f"{rule.severity.value:<7}", STYLES[rule.severity])
    state = "on" if rule.on_by_default else rule.profile.value
    head += Text.styled(f"  {state:<6}  ", "" if rule.on_by_default else "dim")
    summary = screen.prose(rule.summary)
    if head.cell_len + summary.cell_len <= screen.width or not screen.terminal:
        return [head + summary]
    return [head, *screen.wrap(summary, 9)]
