"""Patterns that cover each other, against the regular expressions that Starlette makes of the same paths."""

import itertools

import pytest
from starlette.routing import compile_path

from fastlint.project.reading.paths import PatternIndex, pattern_of

SEGMENTS = ("a", "1", "{x}", "{x:int}", "{x:float}", "{x:uuid}", "{x:path}", "{x}.csv", "a{x:int}", "a.csv")
PATHS = ["/", *(f"/{a}" for a in SEGMENTS), *(f"/{a}/b" for a in SEGMENTS), *(f"/b/{a}" for a in SEGMENTS), "/a/"]
UUID = "12345678-1234-1234-1234-123456789abc"
SAMPLES = {"": ["a", "7", "x.csv"], "int": ["0", "12"], "float": ["1", "1.5"], "uuid": [UUID], "path": ["", "a", "a/b"]}


def requests(path: str) -> list[str]:
    """Some request paths that a path matches."""
    start, brace, rest = path.partition("{")
    if not brace:
        return [path]
    parameter, _, end = rest.partition("}")
    found = [start + sample + end for sample in SAMPLES[parameter.partition(":")[2]]]
    return [each for sample in found for each in requests(sample)]


@pytest.mark.parametrize("general", PATHS)
def test_covering_is_what_starlette_matches(general: str) -> None:
    regex = compile_path(general)[0]
    pattern = pattern_of(general)
    assert pattern is not None
    for special in PATHS:
        other = pattern_of(special)
        assert other is not None
        matched = [regex.match(each) is not None for each in requests(special)]
        if pattern.covers(other):
            assert all(matched), f"{general} is said to cover {special}"
        elif all(matched) and len(matched) > 2:
            pytest.fail(f"{general} covers {special}")


def test_every_pattern_covers_itself_and_names_make_no_difference() -> None:
    for path in PATHS:
        pattern = pattern_of(path)
        assert pattern is not None and pattern.covers(pattern)
        assert pattern == pattern_of(path.replace("{x", "{other"))
    assert pattern_of("/{x:slug}") is None is pattern_of("items")
    assert len({pattern_of(path) for path in PATHS}) == len(PATHS)
    assert not any(a.covers(b) and b.covers(a) for a, b in itertools.combinations(map(pattern_of, PATHS), 2) if a and b)


@pytest.mark.parametrize("special", PATHS)
def test_the_index_finds_what_covers(special: str) -> None:
    patterns = {path: pattern for path in PATHS if (pattern := pattern_of(path)) is not None}
    index: PatternIndex[str] = PatternIndex()
    for path, pattern in patterns.items():
        index.add(pattern, path)

    covering = [path for path, pattern in patterns.items() if pattern.covers(patterns[special])]

    assert index.covering(patterns[special]) == covering
