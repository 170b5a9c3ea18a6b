"""The manual: a page a rule, and the index of all of them, as Markdown."""

from collections.abc import Sequence
from itertools import groupby

from fastlint.rule import Option, Rule
from fastlint.rules import RuleModule

LEGEND = """\
**Default**: `on`, or the smallest [profile](configuration.md) that holds the rule. **Fix**: `safe` keeps behaviour and
API, and `--fix` carries it out; `unsafe` has to be read, and needs `--unsafe-fixes`.
"""

OPTIONS = """\
They are set in [the table of the rule](configuration.md#options-of-rules).
"""


def manual_page(module: RuleModule) -> str:
    """The page of a rule: its name and code, its metadata in a line, then its docstring."""
    rule = module.rule
    state = "on by default" if rule.on_by_default else f"off by default (profile `{rule.profile.value}`)"
    fix = f", {rule.fix.value} fix" if rule.fix is not None else ""
    facts = f"{rule.summary}. Severity {rule.severity.value}, family `{rule.family}`, {state}{fix}, since {rule.since}."
    return f"# {rule.name} ({rule.code})\n\n{facts}\n\n{module.doc}\n"


def index_page(modules: Sequence[RuleModule], families: dict[str, str]) -> str:
    """The list of the rules, family by family; `families` says what each family is about."""
    parts = ["# Rules\n", LEGEND]
    for family, members in groupby(modules, key=lambda module: module.rule.family):
        about = families.get(family, "")
        parts.append(f"## {family}\n" + (f"\n{about}\n" if about else ""))
        parts.append("| code | rule | severity | default | fix | what it finds |\n|---|---|---|---|---|---|")
        parts.append("".join(index_row(module) for module in members))
    parts += ["## Rules with options\n", OPTIONS, "| code | option | what it says |\n|---|---|---|"]
    parts += [option_row(module.rule, each) for module in modules for each in module.rule.declared]
    return "\n".join(parts).rstrip() + "\n"


def option_row(rule: Rule, option: Option) -> str:
    """An option's row of the index."""
    link = f"[`{rule.name}`](rules/{rule.family}/{rule.name}.md#options)"
    return f"| {rule.code} | {link} `{option.name}` | {option.about} |"


def index_row(module: RuleModule) -> str:
    """A rule's row of the index."""
    rule = module.rule
    link = f"[`{rule.name}`](rules/{rule.family}/{rule.name}.md)"
    state = "on" if rule.on_by_default else rule.profile.value
    fix = rule.fix.value if rule.fix is not None else ""
    return f"| {rule.code} | {link} | {rule.severity.value} | {state} | {fix} | {rule.summary} |\n"
