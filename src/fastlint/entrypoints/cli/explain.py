"""`fastlint explain`."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from fastlint.entrypoints.cli.failures import Failure
from fastlint.entrypoints.cli.layout import Command, option
from fastlint.entrypoints.cli.output import opened, screen_on
from fastlint.entrypoints.cli.services import Services

if TYPE_CHECKING:
    from fastlint.rules import RuleModule

EXAMPLES = """
fastlint explain FL101
fastlint explain blocking-sleep
"""


@click.command("explain", cls=Command, epilog=EXAMPLES)
@click.argument("rule", metavar="CODE-OR-NAME")
@option("Output", "--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True)
@click.pass_context
def explain(ctx: click.Context, /, rule: str, color: str) -> None:
    """Show the manual page of a rule.

    Into a pipe it comes as Markdown.
    """
    from fastlint.rules.manual import manual_page

    services: Services = ctx.obj
    page = manual_page(find_rule(rule, services.load_rules()))
    with opened(None) as stream:
        screen = screen_on(stream, color)
        if screen.terminal or screen.color:
            from rich.markdown import Markdown

            screen.console.print(Markdown(page, code_theme="ansi_dark"), width=min(screen.width, 100))
        else:
            stream.write(page)


def find_rule(word: str, modules: "Sequence[RuleModule]") -> "RuleModule":
    """The rule with that code or name, in any case; a failure that names the nearest when there is none."""
    import difflib

    wanted = word.strip().lower().replace("_", "-")
    for module in modules:
        if wanted in (module.rule.code.lower(), module.rule.name):
            return module
    known = {key: key for module in modules for key in (module.rule.name, module.rule.code.lower())}
    close = difflib.get_close_matches(wanted, known, n=1, cutoff=0.5)
    nearest = close[0].upper() if close and close[0].startswith("fl") and close[0][2:].isdigit() else "".join(close)
    hint = f"; did you mean `{nearest}`?" if nearest else "; `fastlint rules` lists them all"
    raise Failure(f"there is no rule `{word}`{hint}")
