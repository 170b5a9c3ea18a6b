"""Rows that speak of some releases hold for a project that pins one of them."""

from pathlib import Path

import pytest

from fastlint.engine.session import Session
from fastlint.rules import load_rules
from fastlint.values import Settings

CODE = "import openai\n\n\nasync def ask():\n    openai.ChatCompletion.create(model='a')\n"


@pytest.mark.parametrize(
    ("pinned", "expected"), [("openai==0.28.1", ["FL108"]), ("openai==1.52.0", []), ("openai", ["FL108"])]
)
def test_what_is_pinned_decides(tmp_path: Path, pinned: str, expected: list[str]) -> None:
    (tmp_path / "pyproject.toml").write_text("")
    (tmp_path / "requirements.txt").write_text(f"{pinned}\n")
    (tmp_path / "app.py").write_text(CODE)
    report = Session(Settings(select=("FL10",)), str(tmp_path), load_rules()).check([str(tmp_path)])
    assert [diagnostic.code for diagnostic in report.diagnostics] == expected
