"""The spec format and its runner: what is written is what is demanded."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from spec_format import Expectation, Kind, SpecSection, read_marks, read_spec
from spec_runner import differences

from fastlint.values import Confidence, Diagnostic, Severity, Span

SPEC = """\
# two-things (FL999)

## The first thing

A word about it.

`app/main.py`:

```py
one()  # error
```

```toml
not = "a file of the project"
```

`fastlint.toml`:

```toml
startup = true
```

## The second `thing`

```py
two()
```

```py fixed
three()
```
"""

FOUND = Diagnostic("FL101", "blocking-sleep", Severity.ERROR, Confidence.HIGH, "it sleeps", Span("main.py", 3, 1, 3, 9))


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    path = tmp_path / "two-things.md"
    path.write_text(SPEC.replace('```toml\nnot = "a file of the project"\n```\n', ""))
    return path


def test_a_section_is_a_project(spec: Path) -> None:
    first, second = read_spec(spec)

    assert first.files == {"app/main.py": "one()  # error\n"}
    assert first.configuration == "startup = true\n"
    assert first.expectations == [Expectation(Kind.ERROR, "app/main.py", 1)]
    assert first.is_faulty
    assert second.name == "two-things: The second thing"
    assert (second.files, second.fixed) == ({"main.py": "two()\n"}, {"main.py": "three()\n"})
    assert not second.is_faulty


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("```py\n```\n", "before the first"),
        ("## A\n\nNothing.\n", "without a file"),
        ("## A\n\n```py\n", "never closed"),
        ("## A\n\n```\nx\n```\n", "not marked as Python"),
        ("## A\n\n```py\n```\n\n```py\n```\n", "there twice"),
    ],
)
def test_a_broken_spec_is_refused(tmp_path: Path, text: str, complaint: str) -> None:
    path = tmp_path / "broken.md"
    path.write_text(text)

    with pytest.raises(ValueError, match=complaint):
        read_spec(path)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("f()  # error", [(Kind.ERROR, None, "")]),
        ("f()  # noqa  # error", [(Kind.ERROR, None, "")]),
        ("f()  # error: [FL103]", [(Kind.ERROR, "FL103", "")]),
        ('f()  # error: "a; b # c"', [(Kind.ERROR, None, "a; b # c")]),
        ('f()  # error: [FL103] "x"; [blocking-wait]', [(Kind.ERROR, "FL103", "x"), (Kind.ERROR, "blocking-wait", "")]),
        ("f()  # error: [FL103]  # todo error: [FL104]", [(Kind.ERROR, "FL103", ""), (Kind.MISSED, "FL104", "")]),
        ("f()  # todo ok: [FL103]", [(Kind.FALSE, "FL103", "")]),
        ("f()  # error handling is elsewhere", []),
        ("f()  # errors", []),
    ],
)
def test_marks(line: str, expected: list[tuple[Kind, str | None, str]]) -> None:
    assert [(each.kind, each.rule, each.text) for each in read_marks("main.py", 3, line)] == expected


def test_a_mark_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot read the expectation"):
        list(read_marks("main.py", 3, "f()  # error: FL103"))


@pytest.mark.parametrize(
    ("line", "found", "expected"),
    [
        ("# error", [FOUND], []),
        ('# error: [blocking-sleep] "sleeps"', [FOUND], []),
        ("# error", [], ["main.py:3: missing: FL101"]),
        ('# error: "waits"', [FOUND], ['main.py:3: missing: FL101 "waits"', "main.py:3:1: too much: FL101 it sleeps"]),
        ("", [FOUND], ["main.py:3:1: too much: FL101 it sleeps"]),
        ("# todo error", [], []),
        ("# todo error", [FOUND], ["main.py:3: found after all, say `# error`: FL101"]),
        ("# todo ok: [FL101]", [FOUND], []),
        ("# todo ok: [FL101]", [], ["main.py:3: no longer found, remove `# todo ok`: FL101"]),
    ],
)
def test_differences(line: str, found: list[Diagnostic], expected: list[str]) -> None:
    assert differences(list(read_marks("main.py", 3, line)), found, "FL101") == expected


def test_the_name_of_a_section_has_no_backticks() -> None:
    assert SpecSection(Path("a.md"), "A `b` c", 1).name == "a: A b c"
