"""Tokens with their offsets, brackets and statements."""

import pytest

from fastlint.source.tokens import Kind, TokenFile, TokenizeError


def test_offsets_are_those_of_the_text_as_it_is() -> None:
    text = "a = '💡'\r\nb = (1,\r\n  2)  # é\r\n"
    file = TokenFile(text)

    assert [text[token.start : token.end] for token in file.tokens] == [token.text for token in file.tokens]
    assert [text[each.start : each.end] for each in file.comments] == ["# é"]
    assert file.newline == "\r\n"
    assert [file.place(file.offset(line, 2)) for line in (1, 2, 3)] == [(1, 2), (2, 2), (3, 2)]


def test_statements_have_a_depth_and_a_block() -> None:
    file = TokenFile("if a:\n    b\n    if c:\n        d\ne\n")

    assert [statement.depth for statement in file.statements] == [0, 1, 1, 2, 0]
    assert list(file.block(0)) == [1, 2, 3]
    assert list(file.block(2)) == [3]
    assert file.statement_of(file.tokens.index(file.tokens[-1])) == 4


def test_brackets_know_their_partners() -> None:
    file = TokenFile("f(a[1], {2: (3,)})\n")

    assert [
        file.tokens[file.partner[index]].text for index, token in enumerate(file.tokens) if token.text in "([{"
    ] == [
        ")",
        "]",
        "}",
        ")",
    ]
    assert [file.tokens[index].text for index in file.at_depth(2, len(file.tokens) - 2)] == [
        "a",
        "[",
        "]",
        ",",
        "{",
        "}",
    ]


def test_a_string_is_a_string() -> None:
    assert TokenFile("x = 'a'\n").tokens[2].kind is Kind.STRING


@pytest.mark.parametrize("text", ["f(", "f(]", "x = '''", "  a\n b\n"])
def test_what_cannot_be_tokenized_is_refused(text: str) -> None:
    with pytest.raises(TokenizeError):
        TokenFile(text)
