"""Options of rules: what is wrong with them is told with file, line and key; and which of several settings counts."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from fastlint.engine.rule_options import fault_of, options_of
from fastlint.entrypoints.cli.program import program
from fastlint.project import Project
from fastlint.rule import Rule, option
from fastlint.rules import load_rules
from fastlint.source.settings import read_settings
from fastlint.source.toml_place import line_of_key
from fastlint.values import Severity
from fastlint.values.options import declared_options

Told = Callable[..., str]
Checked = Callable[[str], tuple[object, ...]]


@dataclass(frozen=True)
class Options:
    names: tuple[str, ...] = option(("limit",), "Names.")
    statuses: tuple[int, ...] = option((), "Statuses.")
    most_rows: int | None = option(None, "A number.", least=1)
    pages: int = option(3, "Another one.")
    is_strict: bool = option(False, "A switch.")


RULES = [
    Rule(
        module="fastlint.rules.routing.big_route",
        code="FL499",
        summary="Big",
        subject=Project,
        severity=Severity.INFO,
        since="0.1.0",
        options=Options,
    )
]


@pytest.fixture
def told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Told:
    """What a command says about a configuration, without the folder."""

    def say(text: str, name: str = "fastlint.toml", command: str = "check") -> str:
        (tmp_path / name).write_text(text)
        (tmp_path / "app.py").write_text("x = 1\n")
        with pytest.raises(SystemExit) as end:
            program.main(args=[command, str(tmp_path)], prog_name="fastlint")
        assert end.value.code == 2
        return capsys.readouterr().err.replace(f"{tmp_path}/", "")

    return say


@pytest.fixture
def checked(tmp_path: Path) -> Checked:
    """The options of the rule above, as a configuration sets them."""

    def read(text: str) -> tuple[object, ...]:
        (tmp_path / "fastlint.toml").write_text(text)
        return options_of(RULES, read_settings(str(tmp_path / "fastlint.toml")))

    return read


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "\n[rules.unbouded-pagination]\nmaximum = 3\n",
            "fastlint.toml:2: `rules.unbouded-pagination`: no rule has this code or name; "
            "did you mean `unbounded-pagination`?",
        ),
        ("[rules.FL3I5]\n", "fastlint.toml:1: `rules.FL3I5`: no rule has this code or name; did you mean `FL315`?"),
        ("[rules.event-loop]\nx = 1\n", "fastlint.toml:1: `rules.event-loop`: no rule has this code or name\n"),
        ("[rules.blocking-sleep]\nx = 1\n", "fastlint.toml:1: `rules.blocking-sleep`: this rule has no options"),
        (
            '[rules.unbounded-pagination]\nnames = ["a"]\nmaximun = 3\n',
            "fastlint.toml:3: `rules.unbounded-pagination.maximun`: unknown option; did you mean `maximum`?",
        ),
        (
            "[rules.FL315]\nzzz = 3\n",
            "fastlint.toml:2: `rules.FL315.zzz`: unknown option; valid are `names`, `maximum`",
        ),
        ('[rules.FL315]\nmaximum = "1"\n', "fastlint.toml:2: `rules.FL315.maximum`: must be an integer, not a string"),
        ("[rules.FL315]\nmaximum = 1979-05-27\n", "`rules.FL315.maximum`: must be an integer, not a date or time"),
        ("[rules.FL315]\nmaximum = {a = 1}\n", "`rules.FL315.maximum`: must be an integer, not a table"),
        ("[rules.FL315]\nmaximum = [1]\n", "`rules.FL315.maximum`: must be an integer, not a list"),
        ("[rules.FL315]\nmaximum = 0\n", "`rules.FL315.maximum`: must be at least 1, not 0"),
        ('[rules.FL315]\nnames = "a"\n', "`rules.FL315.names`: must be a list of strings, not a string"),
        (
            '[rules.FL906]\npublic-paths = [\n  "/a",\n  "metrics",\n]\n',
            "fastlint.toml:2: `rules.FL906.public-paths`: must hold paths that begin with `/`, not 'metrics'",
        ),
        (
            '[rules.FL907]\nextend-calls = ["sign"]\n',
            "`rules.FL907.extend-calls`: must hold calls such as `package.sign(payload, key)`, not 'sign'",
        ),
        ("rules = 1\n", "fastlint.toml: `rules` must hold tables, one a rule, not an integer"),
        ("[rules]\nFL315 = 1\n", "fastlint.toml: `rules.FL315` must be a table of options, not an integer"),
        (
            "[rules.FL315]\nmaximum = 1\n[rules.unbounded-pagination]\nmaximum = 2\n",
            "fastlint.toml:4: `rules.unbounded-pagination.maximum`: this is `rules.FL315.maximum`, which is set",
        ),
    ],
)
def test_a_mistake_is_told_with_its_place(told: Told, text: str, expected: str) -> None:
    assert expected in told(text)


@pytest.mark.parametrize("command", ["check", "config", "routes", "baseline"])
def test_a_mistake_is_told_by_every_command(told: Told, command: str) -> None:
    text = '[project]\nname = "shop"\n\n[tool.fastlint.rules.FL315]\n# maximum\nmaximun = 1\n'
    assert "pyproject.toml:6: `rules.FL315.maximun`: unknown option" in told(text, "pyproject.toml", command)


def test_a_mistake_of_an_extended_file_is_told_with_its_place(told: Told, tmp_path: Path) -> None:
    (tmp_path / "base.toml").write_text("[rules]\n\nFL315.maximum = 'many'\n")
    assert "base.toml:3: `rules.FL315.maximum`: must be an integer" in told('extend = "base.toml"\n')


def test_what_is_set_and_what_is_not(checked: Checked) -> None:
    assert checked("") == ()
    assert checked("[rules.big-route]\n") == ()
    text = '[rules.FL499]\nnames = ["a", "b"]\nstatuses = [404]\nmost-rows = 1\npages = -1\nis-strict = true\n'
    assert checked(text) == (Options(("a", "b"), (404,), 1, -1, True),)
    assert checked("rules.big-route = {names = []}\n") == (Options(names=()),)
    assert checked("[rules.FL499]\npages = 1\n[rules.big-route]\nis-strict = true\n") == (
        Options(pages=1, is_strict=True),
    )


def test_a_switch_is_no_number_and_a_number_no_switch() -> None:
    found = {each.name: each for each in declared_options(Options)}

    assert fault_of(found["pages"], True) == "must be an integer, not a boolean"
    assert fault_of(found["pages"], 1.5) == "must be an integer, not a number"
    assert fault_of(found["is-strict"], 1) == "must be true or false, not an integer"
    assert fault_of(found["statuses"], (404, True)) == "must be a list of integers, but holds a boolean: True"
    assert fault_of(found["names"], ("a", ("b",))) == "must be a list of strings, but holds a list: ('b',)"


def test_the_nearest_file_counts_option_by_option(checked: Checked, tmp_path: Path) -> None:
    (tmp_path / "root.toml").write_text("[rules.FL499]\npages = 1\nmost-rows = 1\nis-strict = true\n")
    (tmp_path / "base.toml").write_text('extend = "root.toml"\n[rules.big-route]\npages = 2\nmost-rows = 2\n')

    assert checked('extend = "base.toml"\n[rules.FL499]\npages = 3\n') == (
        Options(pages=3, most_rows=2, is_strict=True),
    )
    assert checked('extend = "base.toml"\n') == (Options(pages=2, most_rows=2, is_strict=True),)


def test_a_field_that_toml_cannot_say_is_no_option() -> None:
    @dataclass(frozen=True)
    class Odd:
        size: float = 1.0

    @dataclass(frozen=True)
    class Bare:
        size: int = 1

    for kind in (Odd, Bare):
        with pytest.raises(TypeError, match="`size` is no option"):
            declared_options(kind)


def test_all_options_that_are_declared_can_be_set(tmp_path: Path) -> None:
    rules = [module.rule for module in load_rules()]
    values = {tuple[str, ...]: "[]", tuple[int, ...]: "[]", bool: "true", int | None: "7", int: "7"}
    text = "".join(
        f"[rules.{rule.code}]\n" + "".join(f"{each.name} = {values[each.kind]}\n" for each in rule.declared)
        for rule in rules
        if rule.declared
    )
    (tmp_path / "fastlint.toml").write_text(text)

    found = options_of(rules, read_settings(str(tmp_path / "fastlint.toml")))

    assert {type(each) for each in found} == {rule.options for rule in rules if rule.options is not None}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[rules.a]\n\nb = 1\n", 3),
        ("[rules]\na.b = 1\n", 2),
        ("[rules]\n# a.b = 1\na = {b = 1}\n", 3),
        ("rules.a.b = 1\n", 1),
        ('[ rules . "a" ]\n"b" = 1\n', 2),
        ("x = 1\n[rules.a] # here\nc = 1\n", 2),
        ("x = 1\n[rules.a.b]\nc = 1\n", 2),
        ("[rules.ab]\nb = 1\n", None),
        ("", None),
    ],
)
def test_the_line_of_a_key(tmp_path: Path, text: str, line: int | None) -> None:
    path = tmp_path / "x.toml"
    path.write_text(text)

    assert line_of_key(str(path), "rules.a.b") == line
