"""What is made when it is first used is what it would have been at once."""

import copy
import logging
import pickle
import re
from dataclasses import field, fields, is_dataclass, replace

import pytest

from fastlint.values.late import NamedTuple, complete, dataclass, logger, pattern


def test_a_class_is_complete_with_its_first_instance() -> None:
    @dataclass(frozen=True)
    class Dish:
        name: str
        price: int = 3
        tags: list[str] = field(default_factory=list)

    assert not is_dataclass(Dish)
    soup = Dish("soup", tags=["hot"])
    assert is_dataclass(Dish)
    assert soup == Dish("soup", 3, ["hot"]) != Dish("soup", 4, ["hot"])
    assert replace(soup, price=5).price == 5
    assert Dish("stew").tags == []
    with pytest.raises(TypeError):
        Dish()  # type: ignore[call-arg]


def test_a_frozen_class_has_a_hash_unless_it_compares_by_identity() -> None:
    @dataclass(frozen=True)
    class Value:
        name: str

    @dataclass(frozen=True, eq=False)
    class Thing:
        name: str

    assert hash(Value("a")) == hash(Value("a"))
    assert len({Thing("a"), Thing("a")}) == 2


def test_instances_of_another_process_are_equal_before_one_is_made_here() -> None:
    @dataclass(frozen=True)
    class Dish:
        name: str

    soups = [object.__new__(Dish) for _ in range(2)]
    for soup in soups:
        soup.__dict__["name"] = "soup"
    assert soups[0] == soups[1] == Dish("soup")
    assert len({*soups, Dish("soup")}) == 1


@pytest.mark.parametrize("base_first", [True, False])
def test_bases_are_completed_before(base_first: bool) -> None:
    @dataclass(eq=False)
    class Entry:
        path: str

    @dataclass(eq=False)
    class Route(Entry):
        method: str = "GET"

    class Plain(Entry):
        pass

    if base_first:
        assert Entry("/a").path == "/a"
    route = Route("/b", "POST")
    assert (route.path, route.method) == ("/b", "POST")
    assert Plain("/c").path == "/c"
    assert Entry("/a").path == "/a"


def test_the_fields_of_a_class_without_instances() -> None:
    @dataclass(frozen=True, kw_only=True)
    class Options:
        limit: int = 3

    assert [each.name for each in fields(complete(Options))] == ["limit"]
    assert complete(complete(Options))(limit=4).limit == 4


def test_a_pattern() -> None:
    words = pattern(r"[a-z]+", re.IGNORECASE)
    assert words.fullmatch("Soup") is not None
    assert words.findall("a bowl") == ["a", "bowl"]
    assert words.pattern == "[a-z]+"
    assert pattern(rb"\d").search(b"7") is not None


def test_a_logger_is_silent_unless_somebody_listens() -> None:
    own = logger("fastlint.somewhere")
    assert own is logging.getLogger("fastlint.somewhere")
    assert own.parent is not None and own.parent.handlers


class Place(NamedTuple):
    line: int
    column: int = 1

    @property
    def shown(self) -> str:
        return f"{self.line}:{self.column}"


class Nothing(NamedTuple):
    """Without fields."""


def test_a_named_tuple_is_one() -> None:
    place = Place(3)
    assert isinstance(place, tuple) and place == (3, 1) == Place(column=1, line=3)
    assert (place.line, place.column, place.shown) == (3, 1, "3:1")
    assert place._replace(column=7) == (3, 7)
    assert place._asdict() == {"line": 3, "column": 1}
    assert repr(place) == "Place(line=3, column=1)"
    assert Place._fields == ("line", "column")
    assert Nothing() == ()
    assert not hasattr(place, "__dict__")
    match place:
        case Place(line, column):
            assert (line, column) == (3, 1)
    with pytest.raises(TypeError):
        Place()  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        place._replace(row=1)  # type: ignore[call-arg]
    with pytest.raises(AttributeError):
        place.line = 4  # type: ignore[misc]


def test_a_named_tuple_survives_pickling_before_its_first_call() -> None:
    class Fresh(NamedTuple):
        name: str

    fresh = tuple.__new__(Fresh, ("a",))
    assert fresh.name == "a"
    assert pickle.loads(pickle.dumps(Place(1, 2))) == Place(1, 2)
    assert copy.copy(fresh) == Fresh("a")
