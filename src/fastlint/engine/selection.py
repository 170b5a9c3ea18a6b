"""Which rules run: a profile, then `select`, `extend-select` and `ignore`, by code or prefix, name, family or `ALL`."""

import re
from collections.abc import Iterable, Sequence

from fastlint.rule import Rule, RuleModule
from fastlint.values import InternalError, Settings, SettingsError

EVERYTHING = "ALL"

#: Letters that are taken for digits in a code.
LOOKALIKES = str.maketrans("ilo", "110")


def selected(rules: Sequence[RuleModule], settings: Settings) -> tuple[RuleModule, ...]:
    """The rules that the settings ask for. Raises `SettingsError` for a selector that no rule answers to.

    A narrower selector wins over a wider one: `select = ["FL1"]` with `ignore = ["FL104"]`, and the other way round.
    That a rule failed is told whatever is selected, unless it is ignored by name: silence would look like health.
    """
    known = [module.rule for module in rules]
    for option, selectors in (
        ("select", settings.select),
        ("extend-select", settings.extend_select),
        ("ignore", settings.ignore),
    ):
        demand_known(settings.said(option), selectors, known)
    chosen = (*settings.select, *settings.extend_select)
    return tuple(
        module
        for module in rules
        if _is_on(
            module.rule,
            chosen,
            settings.ignore,
            by_default=module.rule.subject is InternalError
            or (not settings.select and settings.profile.holds(module.rule.profile)),
        )
    )


def _is_on(rule: Rule, chosen: Iterable[str], ignored: Iterable[str], *, by_default: bool) -> bool:
    wanted = max((reaches(selector, rule) for selector in chosen), default=0)
    if by_default:
        wanted = max(wanted, 1)
    unwanted = max((reaches(selector, rule) for selector in ignored), default=0)
    return wanted > unwanted


def reaches(selector: str, rule: Rule) -> int:
    """How narrowly a selector names a rule; 0 if it does not."""
    if selector == EVERYTHING:
        return 1
    if selector == rule.family:
        return 2
    if selector in (rule.code, rule.name):
        return 10
    if re.fullmatch(r"FL\d*", selector) and rule.code.startswith(selector):
        return len(selector)
    return 0


def is_known(selector: str, rules: Sequence[Rule]) -> bool:
    """Whether a selector speaks of any rule."""
    return any(reaches(selector, rule) for rule in rules)


def nearest(selector: str, rules: Sequence[Rule]) -> str | None:
    """The selector that was probably meant."""
    import difflib

    names = [EVERYTHING, *(rule.code for rule in rules), *(rule.name for rule in rules), *{r.family for r in rules}]
    wanted = selector.lower().replace("_", "-")
    if re.fullmatch(r"fl[\dilo]+", wanted):
        wanted = "FL" + wanted[2:].translate(LOOKALIKES)
    elif wanted.startswith("fl") and "-" not in wanted:
        wanted = wanted.upper()
    if is_known(wanted, rules):
        return wanted
    near = difflib.get_close_matches(wanted, sorted(names, reverse=True), n=1, cutoff=0.5)
    return near[0] if near else None


def demand_known(where: str, selectors: Iterable[str], rules: Sequence[Rule]) -> None:
    """Raise `SettingsError` for a selector that no rule answers to; `where` says in front of it who names it."""
    for selector in selectors:
        if not is_known(selector, rules):
            near = nearest(selector, rules)
            hint = f"; did you mean `{near}`?" if near else ""
            raise SettingsError(f"{where}: no rule, family or code begins with `{selector}`{hint}")
