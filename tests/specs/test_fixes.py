"""Every fix in every spec: the fixed file compiles, the finding is gone, and fixing it again changes nothing.

`py fixed` blocks show what a file looks like then: an expected finding's `# error` travels along.
"""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from spec_format import SpecSection, sections_in
from spec_runner import FIXTURES, HOME, RULES, codes_for, explain, fix, rule_of, section_settings

from fastlint.engine import Session
from fastlint.fixes import check_only
from fastlint.source.rewriting import compiles
from fastlint.values import Diagnostic, Safety

FIXABLE = {module.rule.name for module in RULES if module.rule.fix is not None}
SECTIONS = [
    section
    for section in [*sections_in(FIXTURES / "rules"), *sections_in(FIXTURES / "engine")]
    if section.fixed or section.spec.stem in FIXABLE
]


def found_in(section: SpecSection) -> tuple[Diagnostic, ...]:
    """The findings of a section with their fixes."""
    files = {f"{HOME}/{path}": text for path, text in section.files.items()}
    session = Session(section_settings(section, codes_for(section.spec)), HOME, RULES, files=files)
    return check_only(session, [HOME]).report.diagnostics


@pytest.mark.parametrize("section", SECTIONS, ids=[section.name for section in SECTIONS])
def test_fixes(section: SpecSection) -> None:
    settings = section_settings(section, codes_for(section.spec))
    before = found_in(section)

    report, files = fix(section.files, settings)

    complaints = [
        f"{path}: differs\n--- expected\n{text}\n--- fixed\n{files[path]}"
        for path, text in section.fixed.items()
        if files[path] != text
    ]
    complaints += [
        f"{path}: changed, but no `py fixed` shows it\n{text}"
        for path, text in files.items()
        if section.fixed and text != section.files[path] and path not in section.fixed
    ]
    complaints += [
        f"{path}: does not compile\n{text}"
        for path, text in files.items()
        if text != section.files[path] and not compiles(text, path)
    ]
    fixable = sum(1 for each in before if each.fixes)
    if len(report.diagnostics) > len(before) - fixable:
        complaints += [
            f"left: {each.span.path}:{each.span.line} {each.code} {each.message}" for each in report.diagnostics
        ]
        complaints += [f"--- {path}\n{text}" for path, text in files.items()]
    again = fix(files, settings)[1]
    if again != files:
        complaints.append("fixing it again changes it again")
    assert not complaints, explain(section, complaints)


@pytest.mark.parametrize("name", sorted(FIXABLE))
def test_what_a_rule_declares_of_its_fixes_is_what_its_spec_shows(name: str) -> None:
    sections = [section for section in SECTIONS if section.spec.stem == name]

    safeties = {fix.safety for section in sections for each in found_in(section) for fix in each.fixes}

    rule = next(module.rule for module in RULES if module.rule.name == name)
    assert rule.fix is (Safety.SAFE if Safety.SAFE in safeties else Safety.UNSAFE if safeties else None)
    assert any(section.fixed for section in sections), "no section shows a fixed file: ```py fixed"


def test_rules_that_declare_no_fix_offer_none() -> None:
    specs = [section for section in sections_in(FIXTURES / "rules") if section.spec.stem not in FIXABLE]

    offering = {section.spec.stem for section in specs if section.fixed and rule_of(section.spec) is not None}

    assert not offering
