"""What facts are made of: named tuples, small and quick; to the type checker, frozen classes.

mypy compares named tuples field by field, and does not come to an end where dozens of them refer to each other.
"""

from typing import TYPE_CHECKING, Any, TypeVar

from fastlint.values.late import NamedTuple

if TYPE_CHECKING:
    from typing import ClassVar, Self, dataclass_transform

    @dataclass_transform(frozen_default=True)
    class Record:
        """A named tuple that only its name makes equal to another type."""

        _fields: ClassVar[tuple[str, ...]]

        def _replace(self, **changes: Any) -> Self: ...

    R = TypeVar("R")

    def make(kind: type[R], fields: tuple[object, ...]) -> R:
        """A record, or any named tuple, of all its fields: for hot paths, quicker than calling its class."""

else:
    Record = NamedTuple
    make = tuple.__new__
