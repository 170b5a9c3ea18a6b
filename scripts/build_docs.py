"""Write docs/rules.md, docs/rules/<family>/<rule-name>.md and their list in mkdocs.yml from the docstrings of rules.

python scripts/build_docs.py            write what has changed, delete the pages of rules that are gone
python scripts/build_docs.py --check    write nothing; exit with 1 when something would change
"""

import argparse
import importlib
import inspect
import sys
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from fastlint.rules import RuleModule, load_rules
from fastlint.rules.manual import index_page, manual_page

DOCS = Path(__file__).resolve().parent.parent / "docs"
#: The lines of mkdocs.yml between which the rules' pages stand.
NAVIGATION_BEGINS = "      # begin: written by scripts/build_docs.py\n"
NAVIGATION_ENDS = "      # end\n"
MARK = "<!-- Written by scripts/build_docs.py from the docstrings of the rules: change those. -->\n\n"


def pages(modules: Sequence[RuleModule]) -> dict[str, str]:
    """Every page's text by its path below docs/."""
    texts = {f"rules/{module.rule.family}/{module.rule.name}.md": manual_page(module) for module in modules}
    return {path: MARK + text for path, text in {**texts, "rules.md": index_page(modules, families(modules))}.items()}


def families(modules: Sequence[RuleModule]) -> dict[str, str]:
    """What each family is about: the docstring of its package."""
    packages = {module.rule.family: module.rule.module.rpartition(".")[0] for module in modules}
    return {family: inspect.cleandoc(importlib.import_module(name).__doc__ or "") for family, name in packages.items()}


def changes(docs: Path, wanted: dict[str, str]) -> dict[Path, str | None]:
    """The files that differ from what is wanted, with their new text; None for those that have to go."""
    result: dict[Path, str | None] = dict.fromkeys(docs.glob("rules/**/*.md"))
    for name, text in wanted.items():
        path = docs / name
        if path.is_file() and path.read_text(encoding="utf-8") == text:
            result.pop(path, None)
        else:
            result[path] = text
    return result


def navigation(text: str, modules: Sequence[RuleModule]) -> str:
    """The configuration of the site with the rules' pages, family by family, where they belong."""
    lines = []
    for family, members in groupby(modules, key=lambda module: module.rule.family):
        lines.append(f"      - {family}:\n")
        lines += [
            f"          - {each.rule.code} {each.rule.name}: rules/{family}/{each.rule.name}.md\n" for each in members
        ]
    head, begin, rest = text.partition(NAVIGATION_BEGINS)
    _, end, tail = rest.partition(NAVIGATION_ENDS)
    return head + begin + "".join(lines) + end + tail


def write(path: Path, text: str | None) -> None:
    """Put the text into the file; None deletes it."""
    if text is None:
        path.unlink()
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def main(arguments: Sequence[str] | None = None, docs: Path = DOCS) -> int:
    """Do it; the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="only tell whether the pages are up to date")
    check = parser.parse_args(arguments).check
    modules = load_rules()
    stale = changes(docs, pages(modules))
    site = docs.parent / "mkdocs.yml"
    if site.is_file():
        before = site.read_text(encoding="utf-8")
        after = navigation(before, modules)
        stale |= {site: after} if after != before else {}
    for path, text in sorted(stale.items()):
        print(f"{'stale' if check else 'deleted' if text is None else 'written'}: {path.relative_to(docs.parent)}")
        if not check:
            write(path, text)
    if check and stale:
        print("run: python scripts/build_docs.py")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
