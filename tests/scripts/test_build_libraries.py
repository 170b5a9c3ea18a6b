"""The page about libraries, and the decisions that it shows."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from fastlint.knowledge import Knowledge
from fastlint.knowledge.decisions import DECISIONS, harmless

ROOT = Path(__file__).resolve().parents[2]
TABLES = tomllib.loads(DECISIONS.read_text(encoding="utf-8"))


def test_the_page_is_up_to_date() -> None:
    script = ROOT / "scripts" / "build_libraries.py"
    assert subprocess.run([sys.executable, script, "--check"]).returncode == 0, f"run {script}"


@pytest.mark.parametrize("name", TABLES)
def test_each_decision_is_kept(name: str) -> None:
    table = TABLES[name]
    assert table["decision"] in ("blocks", "safe", "no matter")
    if table["decision"] == "blocks":
        assert Knowledge().speaks_of(name)
    else:
        assert table["why"]


def test_there_are_enough() -> None:
    assert len(TABLES) == 150
    assert "pydantic" in harmless() and "requests" not in harmless()
