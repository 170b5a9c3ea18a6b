"""The manual is fresh, and a new rule can be begun."""

import ast
import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

SCRIPTS = Path(__file__).parents[2] / "scripts"


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, SCRIPTS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def build_docs() -> ModuleType:
    return load("build_docs")


@pytest.fixture
def new_rule() -> ModuleType:
    return load("new_rule")


@pytest.fixture
def root(tmp_path):
    package = tmp_path / "src/fastlint"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text('__version__ = "7.8.9"\n')
    return tmp_path


def test_the_pages_of_the_rules_are_up_to_date(build_docs, capsys):
    assert build_docs.main(["--check"]) == 0, capsys.readouterr().out


def test_pages_are_written_checked_and_deleted(build_docs, tmp_path):
    docs = tmp_path / "docs"
    gone = docs / "rules/event-loop/of-yesterday.md"
    gone.parent.mkdir(parents=True)
    gone.write_text("old")

    assert build_docs.main(["--check"], docs) == 1
    assert gone.exists()
    assert build_docs.main([], docs) == 0
    assert not gone.exists()
    assert (docs / "rules.md").exists()
    assert build_docs.main(["--check"], docs) == 0


def test_a_new_rule_gets_a_file_and_a_spec(new_rule, root, capsys):
    assert new_rule.main(["event-loop", "blocking-thing", "FL199"], root) == 0

    rule = (root / "src/fastlint/rules/event_loop/blocking_thing.py").read_text()
    assert ast.get_docstring(ast.parse(rule), clean=True).startswith("## What it does")
    assert 'code="FL199"' in rule
    assert 'since="7.8.9"' in rule
    assert (root / "src/fastlint/rules/event_loop/__init__.py").exists()
    spec = (root / "fixtures/rules/event-loop/blocking-thing.md").read_text()
    assert spec.startswith("# blocking-thing (FL199)\n")
    assert len(capsys.readouterr().out.splitlines()) == 3


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["event-loop", "no-blocking", "FL198"], "says the fault"),
        (["event-loop", "Blocking", "FL198"], "lower-case"),
        (["event-loop", "blocking-other", "101"], "three digits"),
        (["event-loop", "blocking-other", "FL199"], "code of blocking-thing"),
        (["event-loop", "blocking-thing", "FL198"], "there already"),
    ],
)
def test_a_new_rule_must_have_a_free_code_and_a_good_name(new_rule, root, capsys, words, complaint):
    new_rule.main(["event-loop", "blocking-thing", "FL199"], root)

    assert new_rule.main(words, root) == 2
    assert complaint in capsys.readouterr().err
