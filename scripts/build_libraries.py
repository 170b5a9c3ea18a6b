"""Write docs/libraries.md: which libraries have rows, what was proved of them, and what was decided about the others.

python scripts/build_libraries.py            # write it
python scripts/build_libraries.py --check    # exit with 1 if it is not up to date
"""

import sys
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from fastlint.knowledge.decisions import DECISIONS  # noqa: E402
from fastlint.knowledge.library import ROWS  # noqa: E402
from fastlint.knowledge.row_file import SPECIAL, RowFile, read  # noqa: E402
from fastlint.knowledge.versions import library_of  # noqa: E402

PAGE = ROOT / "docs" / "libraries.md"
VERIFIED = DECISIONS.parent / "verified.toml"

#: Shapes that rows share, and no libraries.
SHAPES = {"sdk", "dbapi"}

INTRODUCTION = """\
# The libraries that fastlint knows

Written by `scripts/build_libraries.py`: not by hand. *Rows* counts functions, classes, methods, attributes and other
names; *block* those that block, or decorate what blocks; *proved* those that were held against the release that is
named, by `scripts/verify_knowledge.py`. What could not be proved belongs to a class that gets its methods at run time
or has no name that can be imported, to a name that only other releases have, or is listed under `[unverified]` in the
file of the rows, with the reason.
"""

DECIDED = """\
## What the corpora import

The 150 third-party packages that the code bases of the benchmarks import most (`benchmarks/imports.py`), and what they
are to the event loop. *Code bases* and *files* say where they are imported.
"""


def main() -> int:
    """Write the page, or check it."""
    text = page()
    if "--check" in sys.argv[1:]:
        return 0 if PAGE.exists() and PAGE.read_text(encoding="utf-8") == text else 1
    PAGE.write_text(text, encoding="utf-8")
    return 0


def page() -> str:
    """The text of the page."""
    rows, blocking = counted()
    verified: dict[str, dict[str, Any]] = tomllib.loads(VERIFIED.read_text(encoding="utf-8"))
    decisions: dict[str, dict[str, Any]] = tomllib.loads(DECISIONS.read_text(encoding="utf-8"))
    standard = [name for name in rows if name in sys.stdlib_module_names]
    libraries = [name for name in rows if name not in sys.stdlib_module_names and name not in SHAPES]
    proved: Counter[str] = Counter()
    for key, each in verified.items():
        proved[key.partition(" in ")[0]] += each["proved"]
    proved = Counter({name: min(count, rows[name]) for name, count in proved.items() if name in rows})
    total = sum(rows.values())
    lines = [INTRODUCTION]
    lines.append(
        f"{total:,} rows: {len(libraries)} libraries and {len(standard)} modules of the standard library. "
        f"{sum(proved.values()):,} rows ({sum(proved.values()) / total:.0%}) are proved.\n"
    )
    lines.append("| library | rows | block | proved | release | source |\n|---|---:|---:|---:|---|---|")
    for name in sorted(libraries, key=str.lower):
        each = verified.get(name, {})
        source = each.get("source", "")
        link = f"<{source}>" if source.startswith("http") and " " not in source else source
        release = f"{each['package']} {each['version']}" if each.get("version") and proved.get(name) else "none"
        lines.append(f"| `{name}` | {rows[name]} | {blocking[name]} | {proved.get(name, 0)} | {release} | {link} |")
    of_standard = sum(rows[name] for name in standard)
    names = ", ".join(f"`{name}`" for name in sorted(standard))
    proved_standard = sum(proved.get(name, 0) for name in standard)
    lines.append(f"\nThe standard library has {of_standard} rows, {proved_standard} of them proved: {names}.\n")
    lines.append(DECIDED)
    lines.append("| package | code bases | files | decision | rows | why |\n|---|---:|---:|---|---:|---|")
    for name, decision in decisions.items():
        lines.append(
            f"| `{name}` | {decision['corpora']} | {decision['files']} | {decision['decision']} | {rows[name] or ''} "
            f"| {decision.get('why', '')} |"
        )
    return "\n".join(lines) + "\n"


def counted() -> tuple[Counter[str], Counter[str]]:
    """How many rows each library has, and how many of them block."""
    rows: Counter[str] = Counter()
    blocking: Counter[str] = Counter()
    for path in sorted(Path(ROWS).glob("*.toml")):
        if path.stem != "index":
            for name, blocks in _rows(read(path)):
                rows[library_of(name)] += 1
                blocking[library_of(name)] += blocks
    return rows, blocking


def _rows(file: RowFile) -> list[tuple[str, bool]]:
    """Each row of a file, and whether it blocks."""
    found = [(name, bool(row.blocks or row.decorated or row.nested_loop)) for name, row in file.functions.items()]
    found += [(name, False) for name in (*file.values, *file.aliases)]
    for name, row in file.types.items():
        found.append((name, False))
        found += [(f"{name}.{key}", bool(each.blocks or each.nested_loop)) for key, each in row.methods.items()]
        found += [(f"{name}.{key}", bool(each.blocks)) for key, each in row.attributes.items()]
        special = [(key, getattr(row, slot)) for key, slot in SPECIAL.items()]
        found += [(f"{name}.{key}", bool(each.blocks)) for key, each in special if each is not None]
    return found


if __name__ == "__main__":
    sys.exit(main())
