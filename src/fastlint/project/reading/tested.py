"""Which attributes decide whether a statement runs: where two functions test one, they may exclude each other."""

from __future__ import annotations

from collections.abc import Iterator

from fastlint.facts import expressions as ex
from fastlint.facts import statements as st
from fastlint.project.reading import flow


def attributes_tested(site: flow.Site) -> frozenset[str]:
    """The last names of the attributes that the conditions around a statement, or before it with a way out, test."""
    found = {name for test in site.conditions for name in _attributes(test)}
    for earlier in site.before:
        if isinstance(earlier, st.If) and flow.exits(earlier.body) != {flow.Exit.FALLS}:
            found.update(_attributes(earlier.test))
    return frozenset(found)


def _attributes(test: ex.Expression) -> Iterator[str]:
    """What a condition compares with a constant, or takes for true or false."""
    match test:
        case ex.Attribute():
            yield test.name
        case ex.Not(inner):
            yield from _attributes(inner)
        case ex.Both():
            for each in test.values:
                yield from _attributes(each)
        case ex.Compare():
            for side, other in ((test.left, test.right), (test.right, test.left)):
                if isinstance(side, ex.Attribute) and isinstance(other, ex.Constant):
                    yield side.name
