"""What is wrong with the user's own rows is told with the file, the line and the key, and ends with exit code 2."""

from collections.abc import Callable
from pathlib import Path

import pytest

from fastlint.entrypoints.cli.program import program

Told = Callable[..., str]


@pytest.fixture
def told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Told:
    """What `fastlint check` says about a configuration, without the folder."""

    def say(text: str, name: str = "fastlint.toml") -> str:
        (tmp_path / name).write_text(text)
        (tmp_path / "app.py").write_text("x = 1\n")
        with pytest.raises(SystemExit) as end:
            program.main(args=["check", str(tmp_path)], prog_name="fastlint")
        assert end.value.code == 2
        return capsys.readouterr().err.replace(f"{tmp_path}/", "")

    return say


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            '\n[knowledge."shop:Client"]\nclose = ""\nget = "htp -> str"\n',
            "fastlint.toml:4: `knowledge`: [shop:Client] get: unknown class of blocking work 'htp'",
        ),
        (
            '[knowledge.shop]\n"pay charge" = "http; twinn x"\n',
            "fastlint.toml:2: `knowledge`: [shop] pay: unknown clause 'twinn x'",
        ),
        ('[knowledge.shop]\npay = "http; since new"\n', "fastlint.toml:2: `knowledge`: [shop] pay: not a version"),
        ('[knowledge.shop]\npay = "-> list["\n', "fastlint.toml:2: `knowledge`: [shop] pay: type expression"),
        (
            '[knowledge.shop]\npay = "async http"\n',
            "fastlint.toml:2: `knowledge`: [shop] pay: a coroutine cannot block",
        ),
        (
            '[knowledge.alias]\n"a.x" = "b.x"\n"b.x" = "a.x"\n',
            "fastlint.toml:2: `knowledge`: [alias] a.x: the aliases go round in a circle",
        ),
        ("[knowledge.shop]\npay = 1\n", "`knowledge`: [shop] `pay` must be a string, not an integer"),
        ("knowledge = 1\n", "`knowledge` must hold tables"),
        ("follow-packages = 1\n", "`follow-packages` must be true, false or a list of strings, not an integer"),
        ('follow-packages = ["a b"]\n', "`follow-packages` must hold names as they are imported, and 'a b' is none"),
        ('entry-points = ["a b"]\n', "`entry-points` must hold dotted names such as `app.jobs.on_message`, not 'a b'"),
        ('entry-point = ["a"]\n', "unknown key `entry-point`; did you mean `entry-points`?"),
    ],
)
def test_the_place_is_told(told: Told, text: str, expected: str) -> None:
    assert expected in told(text)


def test_in_pyproject(told: Told) -> None:
    text = '[project]\nname = "shop"\n\n[tool.fastlint.knowledge."shop:Client"]\nget = "htp"\n'
    assert "pyproject.toml:5: `knowledge`: [shop:Client] get: unknown class" in told(text, "pyproject.toml")


def test_a_row_that_is_written_otherwise_still_has_its_table(told: Told) -> None:
    text = '[knowledge]\nshop = {pay = "htp"}\n'
    assert "fastlint.toml: `knowledge`: [shop] pay: unknown class" in told(text)
