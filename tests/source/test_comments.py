"""Comments and statements by their lines."""

from fastlint.source.comments import essence, read_layout

SOURCE = '''\
import x  # hi


@app.get(
    "/",  # c
)
async def f(
    a,
):  # noqa
    """doc
    # not a comment
    """
    return g(a, 'b',
        # alone
    )


class A:
    x = 1; y = 2
    def m(self): return 1
    z = 2


z = 3
'''


def test_statements_have_lines_and_the_definition_that_they_are_part_of() -> None:
    assert [tuple(each) for each in read_layout(SOURCE).statements] == [
        (1, 1, ""),
        (4, 6, "f"),
        (7, 9, "f"),
        (10, 12, "f"),
        (13, 15, "f"),
        (18, 18, "A"),
        (19, 19, "A"),
        (20, 20, "A.m"),
        (21, 21, "A"),
        (24, 24, ""),
    ]


def test_comments_are_no_text() -> None:
    comments = read_layout(SOURCE).comments

    assert [(each.line, each.text, each.is_alone) for each in comments.values()] == [
        (1, "# hi", False),
        (5, "# c", False),
        (9, "# noqa", False),
        (14, "# alone", True),
    ]


def test_the_code_of_a_statement_is_one_line_without_comments() -> None:
    layout = read_layout(SOURCE)

    assert layout.code_at(5) == '@app.get( "/", )'
    assert layout.code_at(14) == "return g(a, 'b', )"
    assert layout.code_at(2) == ""
    assert layout.code_at(99) == ""


def test_the_essence_survives_a_formatter() -> None:
    before = "return g(a, 'b', [1, 2])"
    after = 'return g(\n    a,\n    "b",\n    [1, 2],\n)'

    assert essence(before) == essence(after)
    assert essence("x = await f(a)") == essence("x = (\n    await f(\n        a,\n    )\n)")
    assert essence("x = 'one' 'two'") == essence('x = "onetwo"')
    assert essence(before) != essence("return g(a, 'c', [1, 2])")


def test_what_cannot_be_tokenized_is_told_as_far_as_it_goes() -> None:
    layout = read_layout("x = 1  # one\ny = (\n  # two\n")

    assert list(layout.comments) == [1, 3]
    assert layout.statement_at(1) is not None
    assert layout.statement_at(3) is None
