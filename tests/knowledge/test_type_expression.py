"""Type expressions: what parses, to what, and what does not."""

import pytest

from fastlint.knowledge.type_expression import TypeExpression, TypeExpressionError, parse


@pytest.mark.parametrize(
    "text",
    [
        "None",
        "Self",
        "requests.Response",
        "list[str]",
        "dict[str, list[int]]",
        "tuple[int, ...]",
        "A | B | None",
        "concurrent.futures.Future[T | None]",
        "list[a.B | c.D]",
    ],
)
def test_an_expression_reads_as_it_was_written(text: str) -> None:
    assert str(parse(text)) == text


def test_the_tree() -> None:
    assert parse("dict[str, a.B | None]") == TypeExpression(
        "dict",
        (TypeExpression("str"), TypeExpression("|", (TypeExpression("a.B"), TypeExpression("None")))),
    )


def test_members_of_a_union_and_of_anything_else() -> None:
    assert [member.name for member in parse("A | B").members] == ["A", "B"]
    assert parse("list[A]").members == (parse("list[A]"),)


@pytest.mark.parametrize("text", ["", "list[", "list[]", "a..b", "a.", "A |", "A B", "list[A]]", "A & B", "1"])
def test_what_is_no_expression(text: str) -> None:
    with pytest.raises(TypeExpressionError):
        parse(text)
