"""The house rules: what holds for every rule, its manual page, its spec and its proof."""

import io
import re
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import get_type_hints

import pytest

sys.path.insert(0, str(Path(__file__).parent / "specs"))

from spec_format import SpecSection, sections_in
from spec_runner import (
    ALWAYS,
    FIXTURES,
    RULES,
    UNPROVOKED,
    check_section,
    codes_for,
    rule_of,
    run,
    section_settings,
    settings_of,
)

from fastlint.engine.rule_options import options_of
from fastlint.reports.json import read_json, write_json
from fastlint.reports.settings import toml
from fastlint.rules import RuleModule
from fastlint.source.settings import read_settings
from fastlint.values import Diagnostic, Severity, Span

ROOT = FIXTURES.parent

#: The codes of a family begin with these characters.
RANGES = {
    "analysis": "FL0",
    "event-loop": "FL1",
    "responses": "FL2",
    "streaming": "FL2",
    "parameters": "FL3",
    "routing": "FL4",
    "websocket": "FL4",
    "application": "FL4",
    "deployment": "FL4",
    "flask-migration": "FL4",
    "dependencies": "FL5",
    "models": "FL6",
    "database": "FL7",
    "testing": "FL8",
    "security": "FL9",
}

#: The sections of a manual page, in their order; those that are not required may be missing.
PAGE = ("What it does", "Why is this bad?", "Example", "When it is silent", "Fix safety", "Options", "References")
REQUIRED = PAGE[:3]

#: Rules that are true without a proof of their own, and why.
PROVED_ELSEWHERE = {
    "user-blocking-call": "what a user declares is no class of its own: the effect is that of the other classes",
}

#: A rule's name says the fault and reads well after "allow": these begin with the cure.
FORBIDDEN_STARTS = ("no-", "avoid-", "check-", "use-")

BY_NAME = [module.rule.name for module in RULES]
SPECS = {path: [] for path in sorted((FIXTURES / "rules").rglob("*.md"))}
for each in sections_in(FIXTURES / "rules"):
    SPECS[each.spec].append(each)
SECTIONS = [*sections_in(FIXTURES / "rules"), *sections_in(FIXTURES / "engine")]
EVERYTHING = tuple(module.rule.code for module in RULES)


def spec_of(module: RuleModule) -> list[SpecSection]:
    """The sections of the spec of a rule."""
    return next((sections for path, sections in SPECS.items() if rule_of(path) == module), [])


def page_of(module: RuleModule) -> list[str]:
    """The headings of a manual page, those in code left out."""
    return re.findall(r"(?m)^## (.+)$", re.sub(r"(?ms)^```.*?^```$", "", module.doc))


every_rule = pytest.mark.parametrize("module", RULES, ids=BY_NAME)


def test_codes_are_unique() -> None:
    assert [code for code, count in Counter(EVERYTHING).items() if count > 1] == []
    assert [name for name, count in Counter(BY_NAME).items() if count > 1] == []


@every_rule
def test_the_code_is_in_the_range_of_the_family(module: RuleModule) -> None:
    assert re.fullmatch(r"FL\d{3}", module.rule.code)
    assert module.rule.code.startswith(RANGES[module.rule.family])


@every_rule
def test_the_name_says_the_fault(module: RuleModule) -> None:
    rule = module.rule
    assert rule.module == f"fastlint.rules.{rule.family}.{rule.name}".replace("-", "_")
    assert not rule.name.startswith(FORBIDDEN_STARTS)
    assert rule.summary[0].upper() == rule.summary[0] or rule.summary.startswith("fastlint")
    assert not rule.summary.endswith(".")


@every_rule
def test_the_manual_page_has_its_sections_in_order(module: RuleModule) -> None:
    headings = page_of(module)

    assert headings == sorted(headings, key=PAGE.index)
    assert set(REQUIRED) <= set(headings)
    example = module.doc.partition("## Example\n")[2].partition("\n## ")[0]
    assert "\nUse instead:\n" in example or module.rule.name in UNPROVOKED


#: An option in a manual page: its name, its default as TOML, and what it says.
OPTION = re.compile(r"- `([\w-]+)`, by default (not set|`[^`]*`): (.+)")

with_options = pytest.mark.parametrize(
    "module", [each for each in RULES if each.rule.options is not None], ids=lambda module: module.rule.name
)


def told_options(module: RuleModule) -> list[tuple[str, str, str]]:
    """The options that a manual page tells of, each with its default and what it says."""
    section = module.doc.partition("\n## Options\n")[2].partition("\n## ")[0]
    return OPTION.findall(re.sub(r"\n  (?=\S)", " ", section))


@every_rule
def test_the_manual_page_tells_the_options_that_are_declared(module: RuleModule) -> None:
    declared = module.rule.declared
    told = told_options(module)

    assert ("Options" in page_of(module)) == bool(declared)
    assert [(name, default) for name, default, _ in told] == [
        (each.name, "not set" if each.default is None else f"`{toml(each.default)}`") for each in declared
    ]
    assert [
        each.about for each, (_, _, text) in zip(declared, told, strict=True) if not text.startswith(each.about)
    ] == []
    assert [each.about for each in declared if not each.about.endswith(".") or each.about.count("`") % 2] == []


@with_options
def test_the_options_that_the_manual_page_shows_can_be_set(module: RuleModule, tmp_path: Path) -> None:
    example = module.doc.partition("\n## Options\n")[2].partition("```toml\n")[2].partition("```")[0]
    path = tmp_path / "pyproject.toml"
    path.write_text(example)

    (found,) = options_of([each.rule for each in RULES], read_settings(str(path)))

    assert isinstance(found, module.rule.options)
    assert found != module.rule.options()


def test_no_two_rules_declare_their_options_by_one_class() -> None:
    classes = [module.rule.options for module in RULES if module.rule.options is not None]

    assert len(set(classes)) == len(classes)


@with_options
def test_the_spec_shows_what_each_option_changes(module: RuleModule) -> None:
    changing: set[str] = set()
    for section in spec_of(module):
        settings = section_settings(section, [module.rule.code])
        for row in settings.rules:
            without = replace(settings, rules=tuple(each for each in settings.rules if each != row))
            if run(section.files, settings).diagnostics != run(section.files, without).diagnostics:
                changing.add(row[1])

    assert changing == {each.name for each in module.rule.declared}


@every_rule
def test_check_is_about_the_subject_of_the_rule(module: RuleModule) -> None:
    annotations = list(get_type_hints(module.check).values())
    assert annotations[0] is module.rule.subject


@every_rule
def test_the_spec_has_faults_more_innocents_and_two_files(module: RuleModule) -> None:
    sections = [section for section in spec_of(module) if not section.fixed]  # those show what a fix makes of a fault
    faulty = sum(section.is_faulty for section in sections)

    assert sections, f"there is no fixtures/rules/{module.rule.family}/{module.rule.name}.md"
    assert faulty >= 1 or module.rule.name in UNPROVOKED
    assert len(sections) - faulty > faulty, f"{faulty} faults, {len(sections) - faulty} innocents"
    assert any(len(section.files) > 1 for section in sections)


@pytest.mark.parametrize("spec", SPECS, ids=[path.stem for path in SPECS])
def test_every_spec_is_of_a_rule_and_lies_in_its_family(spec: Path) -> None:
    module = rule_of(spec)
    assert module is not None
    assert spec.parent.name == module.rule.family
    assert spec.read_text().startswith(f"# {module.rule.name} ({module.rule.code})\n")


@every_rule
def test_a_rule_that_claims_an_effect_is_proved(module: RuleModule) -> None:
    claims = module.rule.severity is Severity.ERROR or "Measured" in module.doc
    if module.rule.family == "analysis" or module.rule.name in PROVED_ELSEWHERE or not claims:
        return
    own = ROOT / f"tests/runtime/test_{module.rule.name.replace('-', '_')}.py"
    shared = (path.read_text() for path in (ROOT / "tests/runtime").glob("test_*.py"))
    assert own.is_file() or any(module.rule.code in text for text in shared), "no proof names the rule's code"


@pytest.mark.parametrize("section", SECTIONS, ids=[section.name for section in SECTIONS])
def test_no_rule_fails_on_any_spec_and_the_order_of_files_changes_nothing(section: SpecSection) -> None:
    report = check_section(section, EVERYTHING)
    backwards = SpecSection(section.spec, section.heading, section.line, dict(reversed(section.files.items())))
    backwards.configuration = section.configuration

    assert [each.message for each in report.diagnostics if each.code == "FL004"] == []
    assert check_section(backwards, EVERYTHING).diagnostics == report.diagnostics
    stream = io.StringIO()
    write_json(stream, report.diagnostics, report.summary)
    assert read_json(stream.getvalue()) == (tuple(map(as_read, report.diagnostics)), report.summary)


def as_read(diagnostic: Diagnostic) -> Diagnostic:
    """The same with only the beginnings of the places that JSON says no more of, and fixes as edits alone."""
    return diagnostic._replace(
        fixes=tuple(fix._replace(intents=()) for fix in diagnostic.fixes),
        chain=tuple(step._replace(span=point(step.span)) for step in diagnostic.chain),
        related=tuple(
            each._replace(span=point(each.span)._replace(column=1, end_column=1)) for each in diagnostic.related
        ),
    )


def point(span: Span) -> Span:
    return Span(span.path, span.line, span.column, span.line, span.column)


def test_every_message_is_a_clause() -> None:
    """One clause that names the culprit in backticks; no full stop, no advice."""
    faults = {
        f"{found.code}: {found.message}"
        for section in SECTIONS
        for found in check_section(section, codes_for(section.spec)).diagnostics
        if found.message.endswith(".")
        or "\n" in found.message
        or (found.code not in ALWAYS and "`" not in found.message)
        or found.message.count("`") % 2
        or found.help.count("`") % 2
    }

    assert not faults


def test_a_failing_rule_is_one_finding_and_the_others_go_on() -> None:
    broken = next(module for module in RULES if module.rule.name == "blocking-wait")

    def fail(subject: object, project: object) -> None:
        raise KeyError("prefix")

    rules = [broken._replace(check=fail) if module is broken else module for module in RULES]
    files = {"main.py": "import time\n\n\nasync def work():\n    time.sleep(1)\n"}

    report = run(files, settings_of(""), rules)

    assert [(each.code, each.severity) for each in report.diagnostics if each.code[:3] == "FL0"] == [
        ("FL004", Severity.ERROR)
    ]
    assert "the analysis of rule `blocking-wait` failed: KeyError: 'prefix'" in {
        each.message for each in report.diagnostics
    }
    assert "FL101" in {each.code for each in report.diagnostics}
