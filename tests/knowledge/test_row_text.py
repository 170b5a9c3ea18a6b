"""The little language of the rows: each clause, and what each mistake is told."""

import pytest

from fastlint.knowledge.row_file import KnowledgeError, from_tables
from fastlint.knowledge.row_text import RowError, argument, attribute_row, function_row, infer_rows
from fastlint.knowledge.schema import Argument, AttributeRow, Blocking, Condition, FunctionRow, Infer, Take


def test_an_empty_row_is_harmless() -> None:
    assert function_row("", "m") == FunctionRow()


def test_a_class_of_blocking_work_and_a_relative_type() -> None:
    assert function_row("http -> .Response | None", "requests") == FunctionRow(
        Blocking.HTTP, "requests.Response | None"
    )


def test_a_coroutine() -> None:
    assert function_row("async -> bytes", "m") == FunctionRow(returns="bytes", coroutine=True)


def test_every_clause() -> None:
    row = function_row(
        "wait -> T; T = result of fn@0 else .Thing; unless blocking@0 == False or 0; unless f is io.BytesIO or .X;"
        " unless kind@1 == .NAME or socket.OTHER or 2; unless g is own io.RawIOBase or .Y; unless a@0 is numeric;"
        " when host; hand-off a@1; runs b; schedules @2; nested loop; once; as d.E if f; as .E if mode has r+;"
        " becomes .Done; twin await x(); what waits",
        "m",
    )
    assert row == FunctionRow(
        blocks=Blocking.WAIT,
        returns="T",
        infer={"T": Infer(Argument("fn", 0), Take.RESULT, "m.Thing")},
        unless=(
            Condition(Argument("blocking", 0), equals=(False, 0)),
            Condition(Argument("f"), types=("io.BytesIO", "m.X")),
            Condition(Argument("kind", 1), equals=(2,), symbols=("m.NAME", "socket.OTHER")),
            Condition(Argument("g"), own=("io.RawIOBase", "m.Y")),
            Condition(Argument("a", 0), is_numeric=True),
        ),
        when=(Condition(Argument("host")),),
        hand_off=(Argument("a", 1),),
        runs=(Argument("b"),),
        schedules=(Argument(None, 2),),
        nested_loop=True,
        once=True,
        variants=((Condition(Argument("f")), "d.E"), (Condition(Argument("mode"), letters="r+"), "m.E")),
        becomes="m.Done",
        twin="await x()",
        what="waits",
    )


@pytest.mark.parametrize(
    ("text", "row"),
    [
        (": str", AttributeRow("str")),
        (": database", AttributeRow(None, Blocking.DATABASE)),
        (": subprocess list[.X]", AttributeRow("list[m.X]", Blocking.SUBPROCESS)),
    ],
)
def test_attributes(text: str, row: AttributeRow) -> None:
    assert attribute_row(text, "m") == row


def test_a_type_variable_that_is_only_declared() -> None:
    assert infer_rows("K; V = value of v@1", "m") == {
        "K": Infer(Argument(), Take.VALUE),
        "V": Infer(Argument("v", 1), Take.VALUE),
    }


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("htpp -> str", "unknown class of blocking work 'htpp'"),
        ("async http", "a coroutine cannot block"),
        ("http -> list[", "ends too early"),
        ("http; unles x", "unknown clause 'unles x'"),
        ("http; unless x == maybe", "not a constant"),
        ("http; hand-off 0", "not an argument"),
        ("http; unless mode has", "not an argument"),
        ("http; becomes list[", "ends too early"),
        ("-> T; T = shape of x@0", "'shape' is nothing that a type variable can take"),
    ],
)
def test_mistakes_are_named(text: str, complaint: str) -> None:
    with pytest.raises(RowError, match=complaint.replace("'", ".")):
        function_row(text, "m")


@pytest.mark.parametrize("text", ["", "@", "@x", "a b", "a@b"])
def test_what_is_no_argument(text: str) -> None:
    with pytest.raises(RowError):
        argument(text)


@pytest.mark.parametrize(
    ("tables", "complaint"),
    [
        ({"sources": "x"}, r"\[sources\] unknown key"),
        ({"m": {"f": 1}}, r"\[m\] f: a row is a string"),
        ({"m": {"f g": "", "g": ""}}, r"\[m\] g: there are two rows"),
        ({"m:A": {"f": "slow"}}, r"\[m:A\] f: unknown class of blocking work 'slow'"),
        ({"m:A": {"f": ""}, "m:B A": {"f": ""}}, r"there are two tables for m.A"),
        ({"alias": {"a.b": 1}}, r"\[alias\] a.b"),
    ],
)
def test_a_wrong_table_says_where(tables: dict[str, object], complaint: str) -> None:
    with pytest.raises(KnowledgeError, match=r"rows.toml: .*" + complaint):
        from_tables("rows.toml", tables)
