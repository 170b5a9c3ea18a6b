"""Paths that may be addresses: `read_csv("https://...")` is a request, `read_csv(Path(...))` reads a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastlint.facts import expressions as ex
from fastlint.facts import statements as st
from fastlint.project.execution.abstract import Const, Foreign, Value, members
from fastlint.project.reading import bodies

if TYPE_CHECKING:
    from fastlint.facts.expressions import Expression
    from fastlint.project.execution.abstract import Function

_ADDRESSES = ("http://", "https://", "ftp://")
#: What makes a path out of its arguments.
_PATHS = ("os.path.", "tempfile.", "pathlib.", "Path")


def is_address(value: Value, written: Expression | None, function: Function | None) -> bool | None:
    """Whether what is read is at an address of the network; False for a path or an open file, None if nothing tells."""
    start = _start_of(written)
    if start is not None:
        return start.startswith(_ADDRESSES)
    for member in members(value):
        if type(member) is Const and isinstance(member.value, str):
            return member.value.startswith(_ADDRESSES)
        if type(member) is Foreign and "." in member.type:
            return False
    if function is not None and isinstance(written, ex.Name):
        for statement in bodies.statements(function.fact.body):
            if isinstance(statement, st.Assign) and written in statement.targets and statement.value is not None:
                start = _start_of(statement.value)
                if start is not None:
                    return start.startswith(_ADDRESSES)
                if _makes_path(statement.value):
                    return False
    return False if _makes_path(written) else None


def _start_of(written: Expression | None) -> str | None:
    """The constant text with which a written text begins."""
    if isinstance(written, ex.Format) and written.parts:
        written = written.parts[0]
    elif isinstance(written, ex.Operation) and written.operator == "+":
        return _start_of(written.left)
    return written.value if isinstance(written, ex.Constant) and isinstance(written.value, str) else None


def _makes_path(written: Expression | None) -> bool:
    if isinstance(written, ex.Operation) and written.operator == "/":
        return True
    return isinstance(written, ex.Call) and (ex.dotted(written.callee) or "").startswith(_PATHS)
