"""Lints a section of a spec, and tells how what is found differs from what is written there."""

import inspect
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from spec_format import CONFIGURATION, Expectation, Kind, SpecSection

from fastlint.engine import Report, Session
from fastlint.fixes import fix_all
from fastlint.rules import RuleModule, load_rules
from fastlint.source.settings import read_settings
from fastlint.values import Confidence, Diagnostic, Settings

FIXTURES = Path(__file__).parents[2] / "fixtures"
RULES = load_rules()

#: Where a project in memory lies. Nothing is there.
HOME = "/project"

#: What the specs of the engine are checked with: the rules about blocking calls.
ENGINE_RULES = tuple(f"FL10{digit}" for digit in range(1, 10))

#: A file that cannot be read, or a rule that fails, is never what a spec is about without saying so.
ALWAYS = ("FL001", "FL004")

#: Rules about comments need others, whose findings the comments are about.
COMPANIONS = {"FL002": ENGINE_RULES}

#: No program can be written down that makes these fire: they are about fastlint's own failures and limits.
UNPROVOKED = ("internal-error", "limit-reached")


def rule_of(spec: Path) -> RuleModule | None:
    """The rule that a spec file is named after; None for a spec of the engine."""
    name = spec.stem.replace("_", "-")
    return next((module for module in RULES if module.rule.name == name), None)


def codes_for(spec: Path) -> tuple[str, ...]:
    """The codes of the rules that run on the sections of a spec file."""
    if spec.parent.name == "engine":
        return ENGINE_RULES
    if spec.parent.name == "claims":
        return tuple(module.rule.code for module in RULES if module.rule.on_by_default)
    module = rule_of(spec)
    assert module is not None, f"{spec}: there is no rule `{spec.stem}`"
    return (module.rule.code,)


def run(files: Mapping[str, str], settings: Settings, rules: Sequence[RuleModule] = RULES) -> Report:
    """The report on a project in memory."""
    limit = sys.getrecursionlimit()  # a session raises it, which is not to change what other tests see
    session = Session(settings, HOME, rules, files={f"{HOME}/{path}": text for path, text in files.items()})
    try:
        return session.check([HOME])
    finally:
        sys.setrecursionlimit(limit)


def list_routes(section: SpecSection) -> str:
    """What `fastlint routes` lists for a section, one line each."""
    limit = sys.getrecursionlimit()
    files = {f"{HOME}/{path}": text for path, text in section.files.items()}
    session = Session(settings_of(section.configuration), HOME, RULES, files=files)
    try:
        report = session.routes([HOME])
    finally:
        sys.setrecursionlimit(limit)
    lines: list[str] = []
    for app in report.apps:
        lines.append(f"{app.kind} {app.app}")
        for route in app.routes:
            doubt = "" if route.confidence is Confidence.HIGH else f" ({route.confidence.value})"
            what = ",".join(route.methods) or route.kind.upper()
            lines.append(f"  {what} {route.path} {route.endpoint.partition(':')[2].rpartition('.')[2]}{doubt}")
        lines += [f"  ? {each.path}:{each.line}: {each.reason}" for each in app.unresolved]
    return "".join(f"{line}\n" for line in lines)


def fix(files: Mapping[str, str], settings: Settings, *, unsafe: bool = True) -> tuple[Report, dict[str, str]]:
    """The report on a project in memory after all fixes, and its files then."""
    limit = sys.getrecursionlimit()
    session = Session(settings, HOME, RULES, files={f"{HOME}/{path}": text for path, text in files.items()})
    try:
        outcome = fix_all(session, [HOME], unsafe=unsafe)
    finally:
        sys.setrecursionlimit(limit)
    changed = {path.removeprefix(f"{HOME}/"): after.decode() for path, _, after in outcome.files}
    return outcome.report, {**files, **changed}


def fix_section(section: SpecSection, codes: Iterable[str]) -> tuple[Report, dict[str, str]]:
    """What is left of a section's findings after all fixes, and its files then."""
    return fix(section.files, section_settings(section, codes))


def check_section(section: SpecSection, codes: Iterable[str]) -> Report:
    """The report on a section: the rules of these codes, and the section's own settings."""
    return run(section.files, section_settings(section, codes))


def section_settings(section: SpecSection, codes: Iterable[str]) -> Settings:
    """The section's own settings, and the rules of these codes."""
    settings = settings_of(section.configuration)
    known = {module.rule.code for module in RULES}
    asked = [each for code in codes for each in (code, *COMPANIONS.get(code, ()))]
    return replace(settings, select=tuple(known.intersection((*asked, *ALWAYS))))


def settings_of(configuration: str) -> Settings:
    """The settings that a section's fastlint.toml holds."""
    if not configuration:
        return Settings()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / CONFIGURATION
        path.write_text(configuration, encoding="utf-8")
        return read_settings(str(path))


def differences(
    expectations: Sequence[Expectation], diagnostics: Sequence[Diagnostic], default: str | None = None
) -> list[str]:
    """What is missing, what is too much, and which known faults are cured; `default` is the code of a bare mark."""
    codes = {module.rule.name: module.rule.code for module in RULES}
    unexplained = list(diagnostics)
    lines: list[str] = []
    for each in expectations:
        code = codes.get(each.rule, each.rule) if each.rule is not None else default
        matching = [found for found in diagnostics if _is_meant(each, code, found)]
        unexplained = [found for found in unexplained if found not in matching]
        wanted = " ".join(part for part in (code or "", each.text and f'"{each.text}"') if part)
        if each.kind is Kind.ERROR and not matching:
            lines.append(f"{each.path}:{each.line}: missing: {wanted or 'a finding'}")
        if each.kind is Kind.MISSED and matching:
            lines.append(f"{each.path}:{each.line}: found after all, say `# error`: {wanted}")
        if each.kind is Kind.FALSE and not matching:
            lines.append(f"{each.path}:{each.line}: no longer found, remove `# todo ok`: {wanted}")
    lines += [f"{_place(found)}: too much: {found.code} {found.message}" for found in unexplained]
    return lines


def _is_meant(expectation: Expectation, code: str | None, found: Diagnostic) -> bool:
    return (
        (found.span.path, found.span.line) == (expectation.path, expectation.line)
        and code in (None, found.code)
        and expectation.text in found.message
    )


def _place(found: Diagnostic) -> str:
    return f"{found.span.path}:{found.span.line}:{found.span.column}"


def explain(section: SpecSection, lines: Iterable[str]) -> str:
    """The text of a failed test: where the section is, what differs, and what it is about."""
    where = section.spec.relative_to(FIXTURES.parent) if section.spec.is_relative_to(FIXTURES) else section.spec
    return inspect.cleandoc(f"{where}:{section.line}: {section.heading}") + "".join(f"\n  {line}" for line in lines)
