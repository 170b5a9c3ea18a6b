"""Write schemas/fastlint.json, by which editors complete the configuration, from the settings and the rules.

python scripts/build_schema.py            write it, if it has changed
python scripts/build_schema.py --check    write nothing; exit with 1 when it would change
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from fastlint.rules import load_rules
from fastlint.source.setting_schema import schema

PATH = Path(__file__).resolve().parent.parent / "schemas" / "fastlint.json"


def text() -> str:
    """The content of the file."""
    rules = [module.rule for module in load_rules()]
    families = sorted({rule.family for rule in rules})
    selectors = ["ALL", *families, *sorted(rule.code for rule in rules), *sorted(rule.name for rule in rules)]
    options = {(rule.code, rule.name): rule.declared for rule in rules if rule.options is not None}
    return json.dumps(schema(selectors, options), indent=1) + "\n"


def main(arguments: Sequence[str] | None = None, path: Path = PATH) -> int:
    """Do it; the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="only tell whether the file is up to date")
    check = parser.parse_args(arguments).check
    wanted = text()
    if path.is_file() and path.read_text(encoding="utf-8") == wanted:
        return 0
    print(f"{'stale' if check else 'written'}: {path.parent.name}/{path.name}")
    if check:
        print("run: python scripts/build_schema.py")
        return 1
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(wanted, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
