"""Every section of every spec, and the examples of every manual page.

Run what concerns a rule, a file or a heading: `python -m pytest tests/specs -k word`.
"""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from spec_format import SpecSection, sections_in
from spec_runner import FIXTURES, RULES, UNPROVOKED, check_section, codes_for, differences, explain, list_routes

from fastlint.rules import RuleModule

WITH_EXAMPLE = [module for module in RULES if module.rule.name not in UNPROVOKED]
SECTIONS = [section for folder in ("rules", "engine", "claims") for section in sections_in(FIXTURES / folder)]


@pytest.mark.parametrize("section", SECTIONS, ids=[section.name for section in SECTIONS])
def test_section(section: SpecSection) -> None:
    codes = codes_for(section.spec)

    report = check_section(section, codes)

    lines = differences(section.expectations, report.diagnostics, codes[0] if len(codes) == 1 else None)
    assert not lines, explain(section, lines)


ROUTED = [section for section in SECTIONS if section.routes]


@pytest.mark.parametrize("section", ROUTED, ids=[section.name for section in ROUTED])
def test_routes_of_section(section: SpecSection) -> None:
    listed = list_routes(section)

    assert listed == section.routes, explain(section, [])


def example_of(module: RuleModule, heading: str) -> SpecSection:
    """The code below a heading of a manual page, with the configuration that the page shows, as a section.

    What it shows of the options is another story.
    """
    page_text = module.doc.partition("\n## Options\n")[0]
    _, _, rest = page_text.partition(heading)
    assert rest, f"{module.rule.name}: no `{heading}`"
    code = rest.split("```py\n", 1)[1].split("```", 1)[0]
    page = Path(module.rule.module.replace(".", "/") + ".py")
    files = {"main.py": code}
    before, _, after = page_text.partition("```toml\n")
    configuration = after.partition("```")[0]
    for name in ("pyproject.toml", "uv.lock"):  # the project's own, say the releases that it asks for
        if before.rstrip().endswith(f"`{name}`:"):
            files[name], configuration = configuration, ""
    return SpecSection(page, heading.strip("# :\n"), 1, files, configuration=configuration)


@pytest.mark.parametrize("module", WITH_EXAMPLE, ids=[module.rule.name for module in WITH_EXAMPLE])
def test_the_example_of_the_manual_page_fires(module: RuleModule) -> None:
    section = example_of(module, "## Example\n")
    assert section.expectations, "no line is marked with `# error`"

    report = check_section(section, [module.rule.code])

    lines = differences(section.expectations, report.diagnostics, module.rule.code)
    assert not lines, explain(section, lines)


@pytest.mark.parametrize("module", WITH_EXAMPLE, ids=[module.rule.name for module in WITH_EXAMPLE])
def test_the_cure_of_the_manual_page_is_silent(module: RuleModule) -> None:
    section = example_of(module, "Use instead")

    report = check_section(section, [module.rule.code])

    lines = differences([], report.diagnostics)
    assert not lines, explain(section, lines)
