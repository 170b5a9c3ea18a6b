"""What was decided about libraries that have no rows: `decisions.toml` holds it, with the reasons."""

import tomllib
from pathlib import Path

DECISIONS = Path(__file__).parent / "decisions.toml"


def harmless() -> frozenset[str]:
    """The libraries of which it was decided that nothing in them blocks, or that it does not matter."""
    tables = tomllib.loads(DECISIONS.read_text(encoding="utf-8"))
    return frozenset(name for name, table in tables.items() if table["decision"] != "blocks")
