"""Several formats in one run, each to its own place."""

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from fastlint.entrypoints.cli.program import program
from fastlint.entrypoints.cli.targets import FORMATS, Target, read_target, targets_of
from fastlint.entrypoints.cli.writing import WRITERS

SHOP = Path(__file__).parents[2] / "fixtures" / "projects" / "shop"


def test_every_format_can_be_written():
    assert tuple(WRITERS) == FORMATS


def test_a_target_is_a_format_and_a_file():
    assert read_target("sarif") == Target("sarif")
    assert read_target("sarif:out/a:b.sarif") == Target("sarif", "out/a:b.sarif")


@pytest.mark.parametrize(
    ("value", "message"),
    [("sarf", "Did you mean 'sarif'"), ("sarif:", "no file behind"), ("xml:a.xml", "is not one of")],
)
def test_a_target_that_means_nothing(value, message):
    with pytest.raises(click.BadParameter, match=message):
        read_target(value)


@pytest.mark.parametrize(
    ("given", "output_file", "expected"),
    [
        ([], None, [("text", None)]),
        (["json"], "a.json", [("json", "a.json")]),
        (["text", "json:a.json"], None, [("text", None), ("json", "a.json")]),
        (["json:a.json", "github"], "b.txt", [("json", "a.json"), ("github", "b.txt")]),
    ],
)
def test_what_is_written_where(given, output_file, expected):
    assert list(targets_of([read_target(each) for each in given], output_file)) == expected


@pytest.mark.parametrize(
    ("given", "output_file", "message"),
    [
        (["text", "json"], None, "text and json would be written to the same place"),
        (["json:a.json"], "b.json", "nothing to hold"),
        (["json:a", "sarif:a"], None, "two formats would be written to a"),
        (["json:a", "sarif"], "a", "two formats would be written to a"),
    ],
)
def test_two_formats_do_not_share_a_place(given, output_file, message):
    with pytest.raises(click.UsageError, match=message):
        targets_of([read_target(each) for each in given], output_file)


def test_one_run_writes_all_formats(tmp_path, monkeypatch):
    monkeypatch.chdir(SHOP)
    options = [f"--output-format={name}:{tmp_path / name}" for name in FORMATS if name != "concise"]
    result = CliRunner().invoke(program, ["check", "--isolated", "--output-format", "concise", *options])

    assert result.exit_code == 1
    assert "FL101" in result.stdout
    number = len(json.loads((tmp_path / "json").read_text())["diagnostics"])
    assert len((tmp_path / "jsonl").read_text().splitlines()) == number
    assert len(json.loads((tmp_path / "sarif").read_text())["runs"][0]["results"]) == number
    assert len(json.loads((tmp_path / "gitlab").read_text())) == number
    assert len((tmp_path / "github").read_text().splitlines()) == number
    assert (tmp_path / "junit").read_text().count("<failure") == number
    assert (tmp_path / "markdown").read_text().startswith("## fastlint\n")
    assert (tmp_path / "text").read_text().startswith("shop/")
