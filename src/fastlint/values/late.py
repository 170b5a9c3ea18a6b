"""What is declared when a module is imported, and made when it is first used: data classes, patterns, loggers.

The standard library writes the methods of a data class as text and compiles them: half a millisecond for each of the
hundred that a check imports, and most runs make instances of a third of them. So these are completed when their first
instance is made. To the type checker they are the standard library's, frozen ones too; at run time nothing is frozen,
for that costs as much again, and at each instance.
"""

import dataclasses
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

__all__ = ["complete", "dataclass", "logger", "pattern"]

C = TypeVar("C", bound=type)

#: Where a class that is not complete yet keeps what will complete it.
_PENDING = "__completion__"

if TYPE_CHECKING:
    from dataclasses import dataclass
    from logging import Logger
    from re import compile as pattern
else:

    def dataclass(*, frozen: bool = False, eq: bool = True, kw_only: bool = False) -> Callable[[C], C]:
        """The decorator of the standard library, for classes without `__init__` and `__slots__`."""

        def late(kind: C) -> C:
            setattr(kind, _PENDING, {"eq": eq, "unsafe_hash": frozen and eq, "kw_only": kw_only})
            kind.__init__ = _first
            return kind

        return late

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
            dataclasses.dataclass(**completion)(each)
    return kind


def _first(self: object, *arguments: Any, **keywords: Any) -> None:
    """The constructor until then."""
    complete(type(self))
    type(self).__init__(self, *arguments, **keywords)
