"""All rules, found by walking this package: `<family>/<rule_name>.py` is a rule when it declares `RULE` and `check`."""

import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType

from fastlint.rule import Check, Rule, RuleModule

__all__ = ["RuleModule", "load_rules", "read_rule", "rule_modules"]


def load_rules() -> tuple[RuleModule, ...]:
    """Every rule of the package, sorted by code. A module of a family without `RULE` is shared by its neighbours."""
    found = (read_rule(module) for module in rule_modules() if hasattr(module, "RULE"))
    return tuple(sorted(found, key=lambda each: each.rule.code))


def rule_modules() -> Iterator[ModuleType]:
    """The modules of the families, imported one by one."""
    for family in pkgutil.iter_modules(__path__):
        if not family.ispkg:
            continue
        package = importlib.import_module(f"{__name__}.{family.name}")
        for entry in pkgutil.iter_modules(package.__path__):
            yield importlib.import_module(f"{package.__name__}.{entry.name}")


def read_rule(module: ModuleType) -> RuleModule:
    """The rule that a module declares."""
    rule: Rule = module.RULE
    check: Check = module.check
    return RuleModule(rule, (module.__doc__ or "").strip(), check)
