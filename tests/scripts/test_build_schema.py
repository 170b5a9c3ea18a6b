"""The schema of the configuration is fresh, and says what the configuration says."""

import json
import tomllib
from pathlib import Path

import jsonschema
import pytest

from fastlint.engine.rule_options import options_of
from fastlint.rules import load_rules
from fastlint.source.setting_schema import ABOUT, schema
from fastlint.source.setting_values import READERS
from fastlint.source.settings import EXTEND, read_settings
from fastlint.values import SettingsError

ROOT = Path(__file__).parents[2]
MODULES = load_rules()
OPTIONS = {(each.rule.code, each.rule.name): each.rule.declared for each in MODULES if each.rule.declared}
SCHEMA = schema(["ALL", "FL101", "blocking-sleep", "event-loop"], OPTIONS)


def test_the_schema_is_up_to_date() -> None:
    import importlib.util

    spec = importlib.util.spec_from_file_location("build_schema", ROOT / "scripts/build_schema.py")
    assert spec is not None and spec.loader is not None
    build_schema = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(build_schema)

    assert build_schema.main(["--check"]) == 0, "run: python scripts/build_schema.py"


def test_the_schema_is_one() -> None:
    jsonschema.Draft7Validator.check_schema(json.loads((ROOT / "schemas/fastlint.json").read_text()))


def test_every_key_is_told_about() -> None:
    assert set(ABOUT) == {*READERS, EXTEND}
    documented = (ROOT / "docs/configuration.md").read_text()
    assert [key for key in ABOUT if f"`{key}`" not in documented] == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        'select = ["ALL", "FL1", "blocking-sleep"]\nprofile = "strict"\nstartup = true\nfollow-packages = ["x"]',
        'follow-packages = true\nsrc = ["."]\npython = "python3"\nbaseline = ""\nfail-on = "never"',
        '[severity]\nFL101 = "info"\n[per-file-ignores]\n"a/**" = ["event-loop"]\n[knowledge."m:T"]\nask = "u -> str"',
        'target-fastapi = "0.115.3"\ntarget-python = "3.12"',
        '[rules.FL315]\nmaximum = 5\nnames = ["limit"]\n[rules.insecure-cookie]\nextend-names = ["a*"]',
        "[rules.missing-response-model]\nallow-any-annotation = true\n[rules.FL204]\nignore-statuses = [400]",
    ],
)
def test_what_is_read_fits_the_schema(tmp_path: Path, text: str) -> None:
    path = tmp_path / "fastlint.toml"
    path.write_text(text)

    options_of([each.rule for each in MODULES], read_settings(str(path)))
    jsonschema.validate(tomllib.loads(text), SCHEMA)


@pytest.mark.parametrize(
    "text",
    [
        "slect = []",
        'select = "FL1"',
        'profile = "strikt"',
        "startup = 1",
        '[severity]\nFL101 = "off"',
        '[per-file-ignores]\n"a" = "FL1"',
        'target-fastapi = "latest"',
        "follow-packages = 1",
        "rules = []",
        "[rules.FL101]\nnames = []",
        "[rules.FL315]\nmaximum = 0",
        "[rules.FL315]\nmaximum = true",
        "[rules.FL315]\nlargest = 5",
        '[rules.FL204]\nignore-statuses = ["400"]',
        '[rules.missing-auth-on-route]\npublic-paths = ["metrics"]',
        '[rules.missing-response-model]\nallow-any-annotation = "yes"',
    ],
)
def test_what_is_refused_does_not_fit(tmp_path: Path, text: str) -> None:
    path = tmp_path / "fastlint.toml"
    path.write_text(text)

    with pytest.raises(SettingsError):
        options_of([each.rule for each in MODULES], read_settings(str(path)))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(tomllib.loads(text), SCHEMA)
