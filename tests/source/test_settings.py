"""Settings: which file is read, what it may say, and what the command line changes."""

from pathlib import Path

import pytest

from fastlint.source.settings import Overrides, apply_overrides, find_config, load_settings, read_settings
from fastlint.values import Confidence, Profile, Settings, SettingsError, Severity


def write(path: Path, text: str) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_every_key_is_read(tmp_path: Path) -> None:
    (tmp_path / "backend").mkdir()
    config = write(
        tmp_path / "pyproject.toml",
        """
        [tool.fastlint]
        src = ["backend"]
        exclude = ["vendor"]
        extend-exclude = ["*_pb2.py"]
        respect-gitignore = false
        select = ["FL1"]
        extend-select = ["FL203"]
        ignore = ["FL104"]
        min-confidence = "low"
        min-severity = "warning"
        startup = true
        python = "python3.12"

        [tool.fastlint.knowledge."mainframe:Terminal"]
        ask = "user -> str"
        """,
    )
    assert read_settings(config) == Settings(
        src=(str(tmp_path / "backend"),),
        exclude=("vendor",),
        extend_exclude=("*_pb2.py",),
        respect_gitignore=False,
        select=("FL1",),
        extend_select=("FL203",),
        ignore=("FL104",),
        min_confidence=Confidence.LOW,
        min_severity=Severity.WARNING,
        startup=True,
        knowledge=(("mainframe:Terminal", (("ask", "user -> str"),)),),
        python="python3.12",
        config_file=config,
    )


@pytest.mark.parametrize("name", ["fastlint.toml", ".fastlint.toml"])
def test_own_file_has_its_keys_at_the_top(tmp_path: Path, name: str) -> None:
    config = write(tmp_path / name, 'ignore = ["FL104"]')
    assert load_settings(["."], str(tmp_path)) == Settings(ignore=("FL104",), config_file=config)


def test_nearest_file_wins_as_a_whole(tmp_path: Path) -> None:
    write(tmp_path / "pyproject.toml", '[tool.fastlint]\nselect = ["ALL"]\nignore = ["FL104"]')
    inner = write(tmp_path / "services" / "a" / "fastlint.toml", 'ignore = ["FL105"]')
    assert load_settings(["services/a/app"], str(tmp_path)) == Settings(ignore=("FL105",), config_file=inner)


def test_pyproject_without_our_table_is_passed_over(tmp_path: Path) -> None:
    outer = write(tmp_path / "fastlint.toml", "")
    write(tmp_path / "a" / "pyproject.toml", "[project]\nname = 'a'")
    assert find_config(str(tmp_path / "a")) == outer


def test_paths_with_different_settings_meet_at_what_they_share(tmp_path: Path) -> None:
    outer = write(tmp_path / "fastlint.toml", "")
    write(tmp_path / "a" / "fastlint.toml", "")
    write(tmp_path / "b" / "fastlint.toml", "")
    assert load_settings(["a", "b"], str(tmp_path)).config_file == outer


def test_file_named_on_the_command_line_wins(tmp_path: Path) -> None:
    write(tmp_path / "fastlint.toml", "")
    other = write(tmp_path / "strict.toml", 'select = ["ALL"]')
    assert load_settings(["."], str(tmp_path), "strict.toml") == Settings(select=("ALL",), config_file=other)


def test_src_globs_expand_in_order(tmp_path: Path) -> None:
    for name in ("b", "a"):
        (tmp_path / "services" / name).mkdir(parents=True)
    write(tmp_path / "services" / "readme.txt", "")
    config = write(tmp_path / "fastlint.toml", 'src = ["services/*"]')
    assert read_settings(config).src == (str(tmp_path / "services" / "a"), str(tmp_path / "services" / "b"))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ('slect = ["FL1"]', ["unknown key `slect`", "did you mean `select`?"]),
        ('extend_select = ["FL1"]', ["unknown key `extend_select`", "did you mean `extend-select`?"]),
        ("zzzzzz = 1", ["unknown key `zzzzzz`", "valid are `baseline`, `cache-dir`, `entry-points`, "]),
        ('select = "FL1"', ["`select` must be a list of strings, not a string"]),
        ("select = [1]", ["`select` must be a list of strings, but holds an integer: 1"]),
        ("respect-gitignore = 1", ["`respect-gitignore` must be true or false, not an integer"]),
        ("python = 3.12", ["`python` must be a string, not a number"]),
        (
            'min-confidence = "hihg"',
            ["`min-confidence` must be one of `high`, `medium`, `low`", "did you mean `high`?"],
        ),
        ('src = ["nowhere"]', ["`src`", "'nowhere'"]),
        ("select = [", ["not valid TOML"]),
        ("[tool.fastlint]\nselect = []", ["unknown key `tool`", "top level"]),
    ],
)
def test_mistake_names_file_key_and_cure(tmp_path: Path, text: str, parts: list[str]) -> None:
    config = write(tmp_path / "fastlint.toml", text)
    with pytest.raises(SettingsError) as error:
        load_settings(["."], str(tmp_path))
    for part in [config, *parts]:
        assert part in str(error.value)


def test_mistake_in_pyproject_names_the_table(tmp_path: Path) -> None:
    write(tmp_path / "pyproject.toml", "[tool.fastlint]\nslect = []")
    with pytest.raises(SettingsError, match=r"unknown key `slect` in `\[tool\.fastlint\]`"):
        load_settings(["."], str(tmp_path))


def test_table_that_is_none(tmp_path: Path) -> None:
    write(tmp_path / "pyproject.toml", "[tool]\nfastlint = 1")
    with pytest.raises(SettingsError, match="must be a table, not an integer"):
        load_settings(["."], str(tmp_path))


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    (tmp_path / "fastlint.toml").write_bytes(b'select = ["\xff"]')
    with pytest.raises(SettingsError, match="not valid UTF-8"):
        load_settings(["."], str(tmp_path))


def test_missing_file_named_on_the_command_line(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        load_settings(["."], str(tmp_path), "nowhere.toml")


def test_command_line_select_starts_afresh(tmp_path: Path) -> None:
    file = Settings(select=("FL1",), extend_select=("FL2",), ignore=("FL104",))
    merged = apply_overrides(file, Overrides(select=("FL104",), extend_select=("FL3",)), str(tmp_path))
    assert merged == Settings(select=("FL104",), extend_select=("FL3",))


def test_command_line_adds_or_replaces(tmp_path: Path) -> None:
    (tmp_path / "lib").mkdir()
    file = Settings(ignore=("FL104",), extend_exclude=("a",), exclude=("x",), src=("/elsewhere",))
    overrides = Overrides(
        ignore=("FL105",), extend_exclude=("b",), exclude=("y",), src=("lib",), min_severity=Severity.ERROR
    )
    assert apply_overrides(file, overrides, str(tmp_path)) == Settings(
        ignore=("FL104", "FL105"),
        extend_exclude=("a", "b"),
        exclude=("y",),
        src=(str(tmp_path / "lib"),),
        min_severity=Severity.ERROR,
    )


def test_silent_command_line_changes_nothing(tmp_path: Path) -> None:
    file = Settings(select=("FL1",), respect_gitignore=False, python="x")
    assert apply_overrides(file, Overrides(), str(tmp_path)) == file


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('knowledge = "rows.toml"', "`knowledge` must hold tables"),
        ("[knowledge.mainframe]\nask = 1", r"\[mainframe\] `ask` must be a string, not an integer"),
    ],
)
def test_knowledge_is_tables_of_strings(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(SettingsError, match=complaint):
        read_settings(write(tmp_path / "fastlint.toml", text))


def test_a_profile_is_one_of_three(tmp_path):
    (tmp_path / "fastlint.toml").write_text('profile = "strikt"\n')

    with pytest.raises(SettingsError, match="did you mean `strict`"):
        read_settings(str(tmp_path / "fastlint.toml"))


def test_a_file_that_extends_another_has_the_last_word(tmp_path: Path) -> None:
    (tmp_path / "shared" / "lib").mkdir(parents=True)
    write(
        tmp_path / "shared" / "base.toml",
        'extend = "root.toml"\nsrc = ["lib"]\nignore = ["FL104"]\nprofile = "strict"\nbaseline = "known.json"\n'
        '[severity]\nFL101 = "info"\nFL102 = "info"\n[per-file-ignores]\n"a" = ["FL1"]\n',
    )
    write(tmp_path / "shared" / "root.toml", 'min-severity = "error"\nprofile = "all"\n')
    config = write(
        tmp_path / "service" / "pyproject.toml",
        '[tool.fastlint]\nextend = "../shared/base.toml"\nignore = ["FL105"]\n'
        '[tool.fastlint.severity]\nFL101 = "error"\n[tool.fastlint.per-file-ignores]\n"b" = ["FL2"]\n',
    )

    settings = read_settings(config)

    assert settings.src == (str(tmp_path / "shared" / "lib"),)
    assert settings.baseline == str(tmp_path / "shared" / "known.json")
    assert settings.ignore == ("FL105",)
    assert settings.profile is Profile.STRICT
    assert settings.min_severity is Severity.ERROR
    assert settings.severity == (("FL101", Severity.ERROR), ("FL102", Severity.INFO))
    assert settings.per_file_ignores == (("a", ("FL1",)), ("b", ("FL2",)))
    assert settings.config_file == config
    assert settings.origin("ignore") == config
    assert settings.origin("profile") == str(tmp_path / "shared" / "base.toml")
    assert settings.origin("min-severity") == str(tmp_path / "shared" / "root.toml")
    assert settings.origin("startup") is None


def test_files_that_extend_each_other_are_named(tmp_path: Path) -> None:
    one = write(tmp_path / "one.toml", 'extend = "two.toml"')
    two = write(tmp_path / "two.toml", 'extend = "./one.toml"')

    with pytest.raises(SettingsError) as error:
        read_settings(one)
    assert str(error.value) == f"{two}: `extend` goes in a circle: {one} → {two} → {one}"


def test_a_file_that_extends_itself(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="circle"):
        read_settings(write(tmp_path / "fastlint.toml", 'extend = "fastlint.toml"'))


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('extend = "nowhere.toml"', r"fastlint.toml: `extend`: there is no file 'nowhere.toml'"),
        ("extend = 1", "`extend` must be a string, not an integer"),
        ('extend = "pyproject.toml"', r"has no table `\[tool.fastlint\]`"),
        ('extend = "wrong.toml"', "wrong.toml: unknown key `slect`"),
        ('target-fastapi = "latest"', "`target-fastapi` must be a version such as \"0.115\", not 'latest'"),
        ("target-python = 3.12", "`target-python` must be a string, not a number"),
        ('fail-on = "warn"', "`fail-on` must be one of .* did you mean `warning`?"),
        ('extends = "x"', "unknown key `extends`; did you mean `extend`?"),
    ],
)
def test_mistakes_of_the_newer_keys(tmp_path: Path, text: str, complaint: str) -> None:
    write(tmp_path / "pyproject.toml", "")
    write(tmp_path / "wrong.toml", "slect = []")
    with pytest.raises(SettingsError, match=complaint):
        read_settings(write(tmp_path / "fastlint.toml", text))


def test_the_command_line_is_an_origin(tmp_path: Path) -> None:
    config = write(tmp_path / "fastlint.toml", 'select = ["FL1"]\nignore = ["FL104"]')

    merged = apply_overrides(read_settings(config), Overrides(select=("FL2",), baseline="x.json"), str(tmp_path))

    assert merged.origin("select") == "--select"
    assert merged.said("select") == "--select"
    assert merged.baseline == str(tmp_path / "x.json")
    assert Settings().said("select") == "`select`"
