"""What surely cannot be called, and whose results a decorator keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastlint.facts.expressions import Call, dotted
from fastlint.project.execution.abstract import (
    UNKNOWN,
    Awaitable,
    Class,
    Const,
    DictValue,
    Foreign,
    FunctionValue,
    Generator,
    Instance,
    ListValue,
    Value,
    known,
    members,
)
from fastlint.project.execution.sessions import CONNECTIONS, type_names

if TYPE_CHECKING:
    from fastlint.project.project import Project

_SCALARS = frozenset({"str", "int", "float", "bool", "bytes"})
#: Bases outside the project whose instances cannot be called.
_PLAIN_BASES = frozenset(
    """pydantic.BaseModel pydantic_settings.BaseSettings sqlmodel.SQLModel typing.Generic typing.Protocol abc.ABC
    builtins.object enum.Enum builtins.str builtins.int builtins.dict builtins.list typing.NamedTuple
    typing.TypedDict""".split()
)
_PLAIN_FOREIGNERS = CONNECTIONS | {
    "sqlalchemy.orm.Session",
    "sqlalchemy.ext.asyncio.AsyncSession",
    "sqlmodel.Session",
    "sqlmodel.ext.asyncio.session.AsyncSession",
    "httpx.Client",
    "httpx.AsyncClient",
    "redis.Redis",
    "redis.asyncio.Redis",
}


def what_is_not_callable(value: Value, project: Project) -> str:
    """What a value is, for a message, where it surely cannot be called; else empty."""
    told = [_told(member, project) for member in members(value)]
    return told[0] if told and all(told) else ""


def _told(value: Value, project: Project) -> str:
    if value is UNKNOWN:
        return ""
    match value:
        case Const():
            return "a constant" if value.value is not None else ""
        case Awaitable():
            return "a coroutine"
        case Generator():
            return "a generator"
        case ListValue() | DictValue():
            return f"a {value.kind}" if isinstance(value, ListValue) else "a dict"
        case Instance(cls=Class() as cls) if value.native is None:
            if project.interpreter.attributes.find(value, "__call__") is not None:
                return ""
            if not all(base in _PLAIN_BASES for base in cls.external_bases()):
                return ""
            has_hook = project.interpreter.attributes.in_class(cls, "__getattr__") is not None
            return "" if has_hook or not cls.mro else f"an instance of `{cls.fact.name}`"
        case Foreign() if value.type in _SCALARS:
            return f"a `{value.type}`"
        case Foreign():
            names = type_names(value, project.interpreter.knowledge)
            return f"a `{value.type.rpartition('.')[2]}`" if not _PLAIN_FOREIGNERS.isdisjoint(names) else ""
    return ""


#: Arguments of these types are new ones for each request.
_PER_REQUEST = frozenset(
    """starlette.requests.Request starlette.requests.HTTPConnection starlette.websockets.WebSocket
    starlette.responses.Response fastapi.BackgroundTasks fastapi.security.SecurityScopes""".split()
)


def cache_on(value: FunctionValue) -> str | None:
    """The last name of the `functools` decorator that keeps what a function returns; None where there is none."""
    if value.marks is None or "cached" not in value.marks:
        return None
    for decorator in value.function.fact.decorators:
        callee = decorator.callee if isinstance(decorator, Call) else decorator
        name = (dotted(callee) or "").rpartition(".")[2]
        if name in ("lru_cache", "cache"):
            return name
    return None


def is_given_what_is_new(value: FunctionValue, project: Project) -> bool:
    """Whether FastAPI calls a function with something else for each request: then no cache ever has it."""
    for parameter in value.function.fact.parameters:
        if project.interpreter.caller.marker(value, parameter) is not None:
            return True
        if parameter.annotation is not None:
            declared = project.interpreter.types.annotation(parameter.annotation, value.scope)
            if any(
                _PER_REQUEST.intersection(type_names(each, project.interpreter.knowledge)) for each in known(declared)
            ):
                return True
    return False
