"""`target-fastapi` and its like decide what the rules believe to be installed."""

from pathlib import Path

from fastlint.engine import Session
from fastlint.rules import load_rules
from fastlint.source.settings import read_settings

RULES = load_rules()
OLD = """\
from fastapi import FastAPI
from sqlalchemy import create_engine, text

app = FastAPI()
engine = create_engine("sqlite://")


@app.get("/ready")
def ready() -> int:
    return engine.execute(text("select 1")).scalar()
"""


def codes(folder: Path, configuration: str) -> list[str]:
    config = folder / "fastlint.toml"
    config.write_text(f'select = ["sqlalchemy-1x-api"]\n{configuration}\n')
    (folder / "main.py").write_text(OLD)
    report = Session(read_settings(str(config)), str(folder), RULES).check(["."])
    return [each.name for each in report.diagnostics]


def test_a_target_counts(tmp_path: Path) -> None:
    assert codes(tmp_path, "") == ["sqlalchemy-1x-api"]
    assert codes(tmp_path, 'target-sqlalchemy = "1.4"') == []
    (tmp_path / "requirements.txt").write_text("sqlalchemy==1.4.46\n")
    assert codes(tmp_path, "") == []
    assert codes(tmp_path, 'target-sqlalchemy = "2.0"') == ["sqlalchemy-1x-api"]
