"""`action.yml`: its steps, run as a runner runs them, but for those that other actions do."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS = ACTION["runs"]["steps"]
SHOP = ROOT / "fixtures" / "projects" / "shop"
BASH = shutil.which("bash")


class Ran:
    """What the step that checks did."""

    def __init__(self, folder: Path, inputs: dict[str, str]) -> None:
        self.folder = folder
        runner = folder / "runner"
        (runner / "fastlint" / "bin").mkdir(parents=True)
        script = runner / "fastlint" / "bin" / "fastlint"
        script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m fastlint "$@"\n')
        script.chmod(0o755)
        step = next(step for step in STEPS if step.get("id") == "check")
        values = {**{name: each["default"] for name, each in ACTION["inputs"].items()}, **inputs}
        environment = {name: filled(text, values) for name, text in step["env"].items()}
        files = {name: str(folder / name) for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
        result = subprocess.run(
            [str(BASH), "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
            cwd=SHOP,
            env={**os.environ, **environment, **files, "RUNNER_TEMP": str(runner)},
            capture_output=True,
            text=True,
        )
        self.code, self.stdout, self.stderr = result.returncode, result.stdout, result.stderr

    def read(self, name: str) -> str:
        path = self.folder / name
        return path.read_text(encoding="utf-8") if path.is_file() else ""


def filled(text: str, inputs: dict[str, str]) -> str:
    """The text with the inputs in place of the expressions."""
    return re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda match: inputs[match[1]], text)


@pytest.fixture
def ran(tmp_path):
    if BASH is None:
        pytest.skip("there is no bash")
    return lambda **inputs: Ran(
        tmp_path,
        {"sarif-file": str(tmp_path / "report.sarif"), **{key.replace("_", "-"): each for key, each in inputs.items()}},
    )


def test_findings_are_annotations_a_summary_and_sarif(ran):
    step = ran()

    assert step.code == 1
    assert step.stdout.count("::error ") > 3
    assert step.read("GITHUB_STEP_SUMMARY").startswith("## fastlint\n")
    assert len(json.loads(step.read("report.sarif"))["runs"][0]["results"]) > 5
    assert step.read("GITHUB_OUTPUT") == f"sarif-file={step.folder / 'report.sarif'}\nexit-code=1\n"


def test_options_and_paths_are_words(ran):
    step = ran(paths="shop/clients\n  shop/services", args="--select FL1\n--ignore FL104", summary="false")

    assert (step.code, step.stderr, step.read("GITHUB_STEP_SUMMARY")) == (0, "", "")
    assert "exit-code=0" in step.read("GITHUB_OUTPUT")


def test_inputs_are_never_executed(ran):
    step = ran(paths="$(touch${IFS}pwned) `touch pwned`", annotations="false")

    assert step.code == 2
    assert not (SHOP / "pwned").exists()


def test_it_may_only_report(ran):
    assert ran(fail_on="never").code == 0


def test_no_script_contains_an_expression():
    assert not [step["name"] for step in STEPS if "${{" in step.get("run", "")]


def test_each_input_is_used_and_described():
    text = json.dumps(ACTION["runs"])

    for name, each in ACTION["inputs"].items():
        assert f"inputs.{name}" in text
        assert each["description"].endswith(".")
