"""The manual: a page a rule, and the index of all of them, as Markdown."""

from collections.abc import Sequence
from itertools import groupby

from fastlint.rules import RuleModule


def manual_page(module: RuleModule) -> str:
    """The page of a rule: its name and code, its metadata in a line, then its docstring."""
    rule = module.rule
    state = "on by default" if rule.on_by_default else f"off by default (profile `{rule.profile.value}`)"
    facts = f"{rule.summary}. Severity {rule.severity.value}, family `{rule.family}`, {state}, since {rule.since}."
    return f"# {rule.name} ({rule.code})\n\n{facts}\n\n{module.doc}\n"


def index_page(modules: Sequence[RuleModule], families: dict[str, str]) -> str:
    """The list of the rules, family by family; `families` says what each family is about."""
    parts = ["# Rules\n"]
    for family, members in groupby(modules, key=lambda module: module.rule.family):
        about = families.get(family, "")
        parts.append(f"## {family}\n" + (f"\n{about}\n" if about else ""))
        parts.append("| code | rule | severity | default | what it finds |\n|---|---|---|---|---|")
        parts.append("".join(index_row(module) for module in members))
    return "\n".join(parts).rstrip() + "\n"


def index_row(module: RuleModule) -> str:
    """A rule's row of the index."""
    rule = module.rule
    link = f"[`{rule.name}`](rules/{rule.family}/{rule.name}.md)"
    state = "on" if rule.on_by_default else rule.profile.value
    return f"| {rule.code} | {link} | {rule.severity.value} | {state} | {rule.summary} |\n"
