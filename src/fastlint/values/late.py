"""What is declared when a module is imported, and made when it is first used: classes of values, patterns, loggers.

The standard library writes the methods of a data class as text and compiles them: half a millisecond for each of the
hundred that a check imports, and most runs make instances of a third of them. So these are completed when their first
instance is made, and so is the constructor of a named tuple. To the type checker they are the standard library's,
frozen ones too; at run time no data class is frozen, for that costs as much again, and at each instance.
"""

import dataclasses
import re
import sys
from collections import _tuplegetter, namedtuple  # type: ignore[attr-defined]
from collections.abc import Callable
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any, TypeVar

__all__ = ["NamedTuple", "complete", "dataclass", "logger", "pattern"]

C = TypeVar("C", bound=type)

#: Where a class that is not complete yet keeps what will complete it.
_PENDING = "__completion__"

if TYPE_CHECKING:
    from dataclasses import dataclass
    from logging import Logger
    from re import compile as pattern
    from typing import NamedTuple
else:

    def dataclass(*, frozen: bool = False, eq: bool = True, kw_only: bool = False) -> Callable[[C], C]:
        """The decorator of the standard library, for classes without `__init__` and `__slots__`."""

        def late(kind: C) -> C:
            setattr(kind, _PENDING, {"eq": eq, "unsafe_hash": frozen and eq, "kw_only": kw_only})
            kind.__init__ = _first
            if eq and "__eq__" not in kind.__dict__:  # what another process made comes without its constructor
                kind.__eq__, kind.__hash__ = _first_equals, _first_hash
            return kind

        return late

    class _Tuple(tuple):
        """What all named tuples share."""

        __slots__ = ()

        def __new__(cls, *arguments: Any, **keywords: Any) -> Any:
            defaults = cls._field_defaults.values()
            cls.__new__ = namedtuple(cls.__name__, cls._fields, defaults=defaults).__new__
            return cls(*arguments, **keywords)

        def _replace(self, /, **changes: Any) -> Any:
            changed = tuple.__new__(type(self), map(changes.pop, self._fields, self))
            if changes:
                raise TypeError(f"there is no field {min(changes)!r}")
            return changed

        def _asdict(self) -> dict[str, Any]:
            return dict(zip(self._fields, self, strict=True))

        def __getnewargs__(self) -> tuple[Any, ...]:
            return tuple(self)

        def __repr__(self) -> str:
            return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self._asdict().items())})"

    class _Made(type):
        """Makes what inherits from `NamedTuple`: classes without a metaclass, for `isinstance` is quicker with them."""

        def __new__(meta, name: str, bases: tuple[type, ...], members: dict[str, Any]) -> type:
            if not bases:
                return super().__new__(meta, name, bases, members)
            fields = _annotated(members)
            defaults = {each: members[each] for each in fields if each in members}
            members.update((each, _tuplegetter(index, "")) for index, each in enumerate(fields))
            members |= {"__slots__": (), "__match_args__": fields, "_fields": fields, "_field_defaults": defaults}
            return type(name, (_Tuple,), members)

    class NamedTuple(metaclass=_Made):
        """That of the standard library, without other bases beside it and fields that begin with `_`."""

    def _annotated(members: dict[str, Any]) -> tuple[str, ...]:
        """The names in the body of a class that have an annotation, in their order."""
        if "__annotations__" not in members and sys.version_info >= (3, 14):
            import annotationlib

            annotate = annotationlib.get_annotate_from_class_namespace(members)
            if annotate is not None:
                return tuple(annotationlib.call_annotate_function(annotate, annotationlib.Format.FORWARDREF))
        return tuple(members.get("__annotations__", ()))

    class pattern:
        """A regular expression that is compiled when it is first searched for."""

        def __init__(self, text: str | bytes, flags: int = 0) -> None:
            self._text = text
            self._flags = flags

        def __getattr__(self, name: str) -> Any:
            found = getattr(re.compile(self._text, self._flags), name)
            setattr(self, name, found)  # the next time it is there
            return found


def logger(name: str) -> "Logger":
    """What a part of fastlint logs to: silent, until whoever runs it listens."""
    import logging

    own = logging.getLogger("fastlint")
    if not own.handlers:
        own.addHandler(logging.NullHandler())
    return logging.getLogger(name)


def complete(kind: C) -> C:
    """The class, and those that it inherits from, with all that a data class has: for who asks it for its fields."""
    for each in reversed(kind.__mro__):
        completion = each.__dict__.get(_PENDING)
        if completion is not None:
            delattr(each, _PENDING)
            del each.__init__  # type: ignore[misc]
            if each.__dict__.get("__eq__") is _first_equals:
                del each.__eq__, each.__hash__
            if "__repr__" not in each.__dict__:
                each.__repr__ = _shown  # type: ignore[assignment]
            dataclasses.dataclass(**completion, repr=False)(each)
    return kind


@recursive_repr("...")
def _shown(self: Any) -> str:
    """An instance as one reads it: one function for all classes."""
    shown = (f"{each.name}={getattr(self, each.name)!r}" for each in dataclasses.fields(self) if each.repr)
    return f"{type(self).__qualname__}({', '.join(shown)})"


def _first(self: object, *arguments: Any, **keywords: Any) -> None:
    """The constructor until then."""
    complete(type(self))
    type(self).__init__(self, *arguments, **keywords)


def _first_equals(self: object, other: object) -> bool:
    complete(type(self))
    return self == other


def _first_hash(self: object) -> int:
    complete(type(self))
    return hash(self)
