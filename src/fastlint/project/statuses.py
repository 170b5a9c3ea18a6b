"""HTTP status codes, as programs write them: numbers, Starlette's constants, members of `http.HTTPStatus`."""

from __future__ import annotations

from http import HTTPStatus

from fastlint.project.abstract import Const, External, Foreign, Instance, Value, members

#: Modules of constants such as `HTTP_404_NOT_FOUND`.
_CONSTANTS = frozenset({"fastapi.status", "starlette.status"})
_ENUM = "http.HTTPStatus"


def status_of(value: Value | None) -> int | None:
    """The one status code that a value is, whatever way it is written; None where it is not known."""
    if value is None:
        return None
    found = {_status(member) for member in members(value)}
    return found.pop() if len(found) == 1 else None


def _status(value: Value) -> int | None:
    match value:
        case Const():
            number = value.value
            return number if isinstance(number, int) and not isinstance(number, bool) else None
        case External():
            owner, _, name = value.name.rpartition(".")
            if owner in _CONSTANTS or name.startswith(("HTTP_", "WS_")):
                digits = name.split("_")[1] if "_" in name else ""
                return int(digits) if digits.isdigit() else None
            if owner == _ENUM and name in HTTPStatus.__members__:
                return HTTPStatus[name].value
            if owner.startswith(f"{_ENUM}.") and name == "value":
                return _status(External(owner))
            return None
        case Instance() | Foreign():
            return None
        case _:
            return None


def allows_body(status: int) -> bool:
    """Whether a response of this status may have a body: FastAPI's `is_body_allowed_for_status_code`."""
    return not (status < 200 or status in (204, 205, 304))
