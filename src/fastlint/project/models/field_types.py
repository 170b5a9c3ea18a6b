"""What FastAPI asks of the type of a parameter: is it a model, a sequence, an upload, a `Request` ...?

Follows `fastapi/_compat/shared.py` and `fastapi/dependencies/utils.py` of 0.165. In goes a type as a value (what
`TypeForms.annotated` gives), out comes True, False, or None where it is not known.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from fastlint.facts.expressions import Call
from fastlint.project.execution.abstract import (
    NONE,
    Class,
    ClassValue,
    Const,
    External,
    TypeForm,
    TypeVariable,
    Union,
    Value,
    external,
    members,
)
from fastlint.project.execution.typeforms import UNION

if TYPE_CHECKING:
    from fastlint.project.execution.interpreter import Interpreter

#: Classes of Pydantic and what builds on it: the fields of a body.
MODELS = frozenset({"pydantic.BaseModel", "sqlmodel.SQLModel", "pydantic_settings.BaseSettings", "pydantic.RootModel"})
UPLOADS = frozenset({"starlette.datastructures.UploadFile", "fastapi.UploadFile"})
#: Classes whose instances FastAPI passes itself, with what FastAPI calls them.
SPECIAL = {
    "starlette.requests.Request": "request",
    "starlette.websockets.WebSocket": "websocket",
    "starlette.requests.HTTPConnection": "connection",
    "starlette.responses.Response": "response",
    "starlette.background.BackgroundTasks": "background tasks",
    "fastapi.security.SecurityScopes": "security scopes",
}
#: The remaining responses are known by the module that they come from.
_RESPONSE_MODULES = ("starlette.responses.", "fastapi.responses.")

SEQUENCES = frozenset(
    """builtins.list builtins.tuple builtins.set builtins.frozenset typing.List typing.Tuple typing.Set typing.FrozenSet
    typing.Sequence typing.MutableSequence typing.Deque typing.NamedTuple collections.deque collections.abc.Sequence
    collections.abc.MutableSequence""".split()
)
MAPPINGS = frozenset(
    """builtins.dict typing.Dict typing.Mapping typing.MutableMapping typing.DefaultDict typing.OrderedDict
    typing.Counter typing.TypedDict typing_extensions.TypedDict collections.abc.Mapping collections.abc.MutableMapping
    collections.defaultdict collections.OrderedDict collections.Counter""".split()
)
_SCALARS = frozenset(
    """builtins.str builtins.int builtins.float builtins.bool builtins.bytes builtins.complex builtins.object
    builtins.None builtins.bytearray typing.Any typing_extensions.Any typing.AnyStr typing.Iterable
    collections.abc.Iterable typing.AbstractSet collections.abc.Set typing.Generic typing.Hashable abc.ABC
    datetime.datetime datetime.date datetime.time datetime.timedelta uuid.UUID decimal.Decimal fractions.Fraction
    enum.Enum enum.IntEnum enum.StrEnum enum.Flag enum.IntFlag enum.ReprEnum re.Pattern typing.Pattern
    pathlib.Path pathlib.PurePath pathlib.PosixPath pathlib.PurePosixPath ipaddress.IPv4Address ipaddress.IPv6Address
    ipaddress.IPv4Network ipaddress.IPv6Network ipaddress.IPv4Interface ipaddress.IPv6Interface zoneinfo.ZoneInfo
    pydantic.EmailStr pydantic.NameEmail pydantic.HttpUrl pydantic.AnyUrl pydantic.AnyHttpUrl pydantic.FileUrl
    pydantic.WebsocketUrl pydantic.AnyWebsocketUrl pydantic.RedisDsn pydantic.PostgresDsn pydantic.MongoDsn
    pydantic.SecretStr pydantic.SecretBytes pydantic.UUID1 pydantic.UUID3 pydantic.UUID4 pydantic.UUID5 pydantic.UUID6
    pydantic.UUID7 pydantic.PositiveInt pydantic.NegativeInt pydantic.NonNegativeInt pydantic.NonPositiveInt
    pydantic.PositiveFloat pydantic.NegativeFloat pydantic.NonNegativeFloat pydantic.NonPositiveFloat
    pydantic.FiniteFloat pydantic.StrictStr pydantic.StrictInt pydantic.StrictBool pydantic.StrictFloat
    pydantic.StrictBytes pydantic.FilePath pydantic.DirectoryPath pydantic.NewPath pydantic.ByteSize
    pydantic.PastDate pydantic.FutureDate pydantic.AwareDatetime pydantic.NaiveDatetime pydantic.PastDatetime
    pydantic.FutureDatetime pydantic.Base64Str pydantic.Base64Bytes pydantic.Base64UrlStr pydantic.IPvAnyAddress
    pydantic.IPvAnyInterface pydantic.IPvAnyNetwork pydantic.Json pydantic.ImportString""".split()
)
_ANYTHING = frozenset({"typing.Any", "typing_extensions.Any", "builtins.object", "builtins.None"})
_TYPING = ("typing", "typing_extensions")
_DATACLASSES = frozenset({"dataclasses.dataclass", "pydantic.dataclasses.dataclass"})
_JSON = frozenset({"pydantic.Json", "pydantic.types.Json"})


class FieldTypes:
    """Questions about the types of parameters and fields, for those who classify them."""

    def __init__(self, interpreter: Interpreter) -> None:
        self._interpreter = interpreter
        self._complex_classes: dict[Class, bool | None] = {}

    # The parts of a type

    def annotated(self, value: Value) -> tuple[Value, tuple[Value, ...]]:
        """The type and the metadata of `Annotated[...]`; of any other type, itself and nothing."""
        metadata: tuple[Value, ...] = ()
        while isinstance(value, TypeForm) and self.form(value) == "Annotated":
            metadata = (*value.arguments[1:], *metadata)
            value = value.arguments[0]
        return value, metadata

    def form(self, value: TypeForm) -> str:
        """`Union` for any way of writing a union, `Annotated`, `Literal` ...; empty for a generic type."""
        if value.origin == UNION:
            return "Union"
        if isinstance(value.origin, External):
            package, _, name = value.origin.name.rpartition(".")
            if package in _TYPING and name in ("Annotated", "Literal", "Union", "Optional", "Type", "Callable"):
                return "Union" if name == "Optional" else name
        return ""

    def alternatives(self, value: Value) -> tuple[Value, ...]:
        """The members of a union type, None among them; of any other type, itself."""
        value, _ = self.annotated(value)
        if isinstance(value, TypeForm) and self.form(value) == "Union":
            found = [each for argument in value.arguments for each in self.alternatives(argument)]
            if value.origin != UNION and str(getattr(value.origin, "name", "")).endswith(".Optional"):
                found.append(NONE)
            return tuple(found)
        return (value,)

    def is_optional(self, value: Value) -> bool:
        """Whether None is written as one of the alternatives."""
        return NONE in self.alternatives(value) or external("builtins.None") in self.alternatives(value)

    def admits_none(self, value: Value) -> bool | None:
        """Whether None is a value of a type: written as an alternative, or `Any`."""
        return _any(map(self._has_none, self.alternatives(value)))

    def _has_none(self, value: Value) -> bool | None:
        if value is NONE:
            return True
        if isinstance(value, External):
            name = self._canonical(value)
            if name in _ANYTHING:
                return True
            return False if self._are_known({name}) else None
        if isinstance(value, TypeForm):
            if self.form(value) == "Literal":
                return NONE in value.arguments
            return self._has_none(value.origin) if isinstance(value.origin, Value) else None
        return False if isinstance(value, ClassValue) else None

    def arguments(self, value: Value) -> tuple[Value, ...]:
        """What stands in the brackets of a type."""
        return value.arguments if isinstance(value, TypeForm) else ()

    # What FastAPI asks

    def is_complex(self, value: Value) -> bool | None:
        """`field_annotation_is_complex`: read from the body where nothing else is said."""
        if isinstance(value, Union):
            return _agreed(map(self.is_complex, members(value)))
        if isinstance(value, TypeForm):
            form = self.form(value)
            if form in ("Annotated", "Union"):
                parts = value.arguments[:1] if form == "Annotated" else value.arguments
                return _any(map(self.is_complex, parts))
            if form:
                return False
            if isinstance(value.origin, External) and self._canonical(value.origin) in _JSON:
                # `Json[X]` is `Annotated[X, Json()]`
                return _any(map(self.is_complex, value.arguments))
            return self.is_complex(value.origin) if isinstance(value.origin, Value) else None
        if isinstance(value, ClassValue):
            return self._class_is_complex(value.cls)
        if isinstance(value, External):
            name = self._canonical(value)
            if name in MODELS or name in SEQUENCES or name in MAPPINGS or name in UPLOADS:
                return True
            return False if name in _SCALARS else None
        if isinstance(value, Const | TypeVariable):
            return False
        return None

    def _class_is_complex(self, cls: Class) -> bool | None:
        if cls not in self._complex_classes:
            self._complex_classes[cls] = self._judge_class(cls)
        return self._complex_classes[cls]

    def _judge_class(self, cls: Class) -> bool | None:
        outside = {self._canonical(base) for base in cls.mro if isinstance(base, External)}
        if outside & (MODELS | SEQUENCES | MAPPINGS | UPLOADS) or self.is_dataclass(cls):
            return True
        return False if self.has_known_bases(cls) and outside <= _SCALARS else None

    def has_known_bases(self, cls: Class) -> bool:
        """Whether every base that is written could be followed, at every level within the project."""
        return all(len(each.bases) == len(each.fact.bases) for each in cls.mro if isinstance(each, Class))

    def is_dataclass(self, cls: Class) -> bool:
        """Whether the class or a base of it in the project is a dataclass."""
        for each in cls.mro:
            if isinstance(each, Class):
                for decorator in each.fact.decorators:
                    named = decorator.callee if isinstance(decorator, Call) else decorator
                    found = self._interpreter.types.annotated(named, each.scope.parent or each.scope)
                    if isinstance(found, External) and found.name in _DATACLASSES:
                        return True
        return False

    def is_sequence(self, value: Value) -> bool | None:
        """`field_annotation_is_sequence`: a list, tuple or set, or one of the alternatives is."""
        if isinstance(value, TypeForm) and self.form(value) in ("Annotated", "Union"):
            parts = value.arguments[:1] if self.form(value) == "Annotated" else value.arguments
            return _any(map(self.is_sequence, parts))
        origin = value.origin if isinstance(value, TypeForm) else value
        return self._is_kind(origin, SEQUENCES)

    def is_mapping(self, value: Value) -> bool | None:
        """Whether a type is a dict of any kind, an optional one included."""
        return _any(
            self._is_kind(each.origin if isinstance(each, TypeForm) else each, MAPPINGS)
            for each in self.alternatives(value)
            if each is not NONE
        )

    def is_scalar_sequence(self, value: Value) -> bool | None:
        """`field_annotation_is_scalar_sequence`: what `Query()` takes beside scalars and models."""
        if isinstance(value, TypeForm) and self.form(value) == "Annotated":
            return self.is_scalar_sequence(value.arguments[0])
        if isinstance(value, TypeForm) and self.form(value) == "Union":
            found = False
            for part in value.arguments:
                if self.is_scalar_sequence(part):
                    found = True
                elif self.is_complex(part) is not False:
                    return False if self.is_complex(part) else None
            return found
        is_sequence = self.is_sequence(value)
        if not is_sequence:
            return is_sequence
        inner = [each for each in self.arguments(value) if not (isinstance(each, Const) and each is not NONE)]
        return _not(_any(map(self.is_complex, inner)))

    def is_upload(self, value: Value) -> bool | None:
        """Whether FastAPI takes the type for a file: `UploadFile`, an optional one, or a sequence of them."""
        value, _ = self.annotated(value)
        if isinstance(value, TypeForm) and self.form(value) == "Union":
            return _any(map(self.is_upload, value.arguments))
        if isinstance(value, TypeForm) and self.is_sequence(value):
            inner = value.arguments
            return _every(self.is_upload(each) for each in inner if not isinstance(each, Const)) if inner else False
        return self._is_kind(value, UPLOADS)

    def models(self, value: Value) -> tuple[Class, ...]:
        """The Pydantic models of the project among the alternatives of a type."""
        return tuple(
            each.cls
            for each in (getattr(each, "origin", each) for each in self.alternatives(value))
            if isinstance(each, ClassValue) and each.cls.inherits(MODELS)
        )

    def is_model(self, value: Value) -> bool | None:
        """Whether a type is one Pydantic model, an optional one included."""
        alternatives = [each for each in self.alternatives(value) if each is not NONE]
        if len(alternatives) != 1:
            return False
        only = alternatives[0]
        return self._is_kind(only.origin if isinstance(only, TypeForm) else only, MODELS)

    def special(self, value: Value) -> str:
        """What FastAPI passes for a type by itself: `request`, `response` ...; empty for any other type."""
        value, _ = self.annotated(value)
        names: Iterable[str] = ()
        if isinstance(value, External):
            names = (self._canonical(value),)
        elif isinstance(value, ClassValue):
            names = value.cls.external_bases()
        for name in names:
            for base in self._interpreter.knowledge.bases(name):
                if base in SPECIAL:
                    return SPECIAL[base]
                if base.startswith(_RESPONSE_MODULES):
                    return "response"
        return ""

    def _is_kind(self, value: Value | str, kind: frozenset[str]) -> bool | None:
        if isinstance(value, ClassValue):
            outside = {self._canonical(base) for base in value.cls.mro if isinstance(base, External)}
            if outside & kind:
                return True
            return False if self.has_known_bases(value.cls) and self._are_known(outside) else None
        if isinstance(value, External):
            name = self._canonical(value)
            return True if name in kind else False if self._are_known({name}) else None
        if isinstance(value, Const | TypeVariable | TypeForm):
            return False
        return None

    def _are_known(self, names: set[str]) -> bool:
        return all(
            name in _SCALARS
            or name in SEQUENCES
            or name in MAPPINGS
            or name in MODELS
            or name in UPLOADS
            or name in SPECIAL
            for name in names
        )

    def _canonical(self, value: External) -> str:
        name = self._interpreter.knowledge.canonical(value.name)
        package, _, last = name.rpartition(".")
        if package.startswith("pydantic.") and f"pydantic.{last}" in _SCALARS | MODELS:
            return f"pydantic.{last}"  # `pydantic.networks.HttpUrl`, `pydantic.main.BaseModel`
        return name


def _any(answers: Iterable[bool | None]) -> bool | None:
    found: bool | None = False
    for answer in answers:
        if answer:
            return True
        if answer is None:
            found = None
    return found


def _every(answers: Iterable[bool | None]) -> bool | None:
    return _not(_any(_not(answer) for answer in answers))


def _agreed(answers: Iterable[bool | None]) -> bool | None:
    found = set(answers)
    return found.pop() if len(found) == 1 else None


def _not(answer: bool | None) -> bool | None:
    return None if answer is None else not answer
