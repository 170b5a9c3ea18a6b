"""HTTP status codes, as numbers and as the names that FastAPI, Starlette and the standard library have for them."""

from __future__ import annotations

from fastlint.project.execution.abstract import Const, External, Instance, Value, const
from fastlint.values.late import pattern

_NAMED = pattern(r"(?:fastapi|starlette)\.status\.HTTP_(\d{3})(?:_\w+)?")
_MEMBER = pattern(r"http\.HTTPStatus\.(\w+?)(?:\.value)?")


def status_code(value: Value | None) -> int | None:
    """The number of a status code that a value is, by whatever name; None where it is not known."""
    if isinstance(value, Const):
        return value.value if isinstance(value.value, int) and not isinstance(value.value, bool) else None
    if isinstance(value, External):
        named = _NAMED.fullmatch(value.name)
        if named is not None:
            return int(named[1])
        member = _MEMBER.fullmatch(value.name)
        if member is not None:
            from http import HTTPStatus

            if member[1] in HTTPStatus.__members__:
                return HTTPStatus[member[1]].value
    if isinstance(value, Instance) and isinstance(value.attributes.get("value"), Const):
        return status_code(value.attributes["value"])  # a member of an enum of the project
    return None


def as_key(value: Value) -> Value:
    """What a dict knows a key by: `status.HTTP_404_NOT_FOUND` is 404 there."""
    if isinstance(value, External):
        code = status_code(value)
        if code is not None:
            return const(code)
    return value
