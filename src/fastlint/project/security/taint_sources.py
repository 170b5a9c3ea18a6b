"""What clients send as free text: the parameters of endpoints and dependencies that may hold anything."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from fastlint.project.execution.abstract import (
    Class,
    ClassValue,
    External,
    Foreign,
    Instance,
    Value,
    known,
)
from fastlint.project.execution.markers import Location
from fastlint.values.late import NamedTuple

if TYPE_CHECKING:
    from fastlint.project.project import Project
    from fastlint.project.requests.parameters import Parameter, Signature

#: Types of one text that the client is free to choose; a URL type may name any host.
TEXTS = frozenset(
    """builtins.str builtins.bytes str bytes pathlib.Path pathlib.PurePath pydantic.HttpUrl pydantic.AnyUrl
    pydantic.AnyHttpUrl""".split()
)
UPLOADS = frozenset({"fastapi.UploadFile", "starlette.datastructures.UploadFile"})
SECURITY = "fastapi.security."
#: What of a request holds texts by name, and where they come from.
REQUEST_PARTS = {
    "query_params": Location.QUERY,
    "path_params": Location.PATH,
    "headers": Location.HEADER,
    "cookies": Location.COOKIE,
}
REQUEST_BODIES = {"json": Location.BODY, "form": Location.FORM}
#: Constraints that leave little freedom.
CONSTRAINTS = ("pattern", "regex", "max_length")


class Taint(NamedTuple):
    """A text that a client chose. `origin` says where it comes from, as a message names it.

    `leads` tells that the text begins with what the client sent, `is_composed` that it was put into another text,
    `is_joined` that it was more than an ending that the other text gave it. `is_segment` tells that it is one segment
    of a URL's path, which holds no slash, `is_file_name` that it is the name of an upload, `is_found` that a row of the
    database was found by it. `is_glued` tells that the name of a file or folder is written right before it, so that
    `..` only leads on where there is a folder of that very name.
    """

    origin: str
    location: Location
    leads: bool = True
    is_composed: bool = False
    is_joined: bool = False
    is_segment: bool = False
    is_file_name: bool = False
    is_found: bool = False
    is_glued: bool = False

    @property
    def chooses_folder(self) -> bool:
        """Whether what is joined to it lies in a folder that the client is free to choose."""
        return self.leads and not (self.is_segment or self.is_file_name or self.is_found or self.is_glued)

    def composed(self, *, leads: bool, is_extended: bool = False, is_glued: bool = False) -> Taint:
        """The taint of a text that it became a part of; `is_extended`: that text is it with an ending."""
        return self._replace(
            leads=leads,
            is_composed=True,
            is_joined=self.is_joined or not is_extended,
            is_glued=self.is_glued or is_glued,
        )

    def attribute(self, name: str) -> Taint | None:
        """Of a path: its folder is as dangerous, its name is not."""
        return self if name in ("parent", "parents") else None

    def item(self) -> Taint:
        """A part of a text."""
        return self


class Mapped(NamedTuple):
    """Texts by name: the query of a request, its cookies, its JSON."""

    origin: str
    location: Location

    def attribute(self, name: str) -> None:
        """No attribute of it is a text."""

    def item(self) -> Taint:
        """One of the texts."""
        return Taint(self.origin, self.location, is_segment=self.location is Location.PATH)

    def called(self, method: str) -> Source | None:
        """What its methods give."""
        return self.item() if method in ("get", "pop", "setdefault") else None


class Holder(NamedTuple):
    """An object with texts in its attributes: an upload, a model, a request; or a list of such or of texts."""

    origin: str
    attributes: tuple[tuple[str, Source], ...]
    methods: tuple[tuple[str, Source], ...] = ()
    element: Source | None = None

    def attribute(self, name: str) -> Source | None:
        """The text in an attribute."""
        return dict(self.attributes).get(name)

    def item(self) -> Source | None:
        """An element of it."""
        return self.element

    def called(self, method: str) -> Source | None:
        """What its methods give."""
        return dict(self.methods).get(method)


class Derived(NamedTuple):
    """What was computed from a text: no danger by itself, but a condition on it looks at the text.

    Of a query, `equal` are the origins of the texts that it asks for; `is_row`: of the row that it found, if it did.
    """

    origin: str
    equal: frozenset[str] = frozenset()
    is_row: bool = False

    def attribute(self, name: str) -> None:
        """Nothing of it is the text."""

    def item(self) -> None:
        """Nothing in it is the text."""


Source = Taint | Mapped | Holder | Derived


def found(source: Source, origins: frozenset[str]) -> Source:
    """The same source where rows were found by the texts of some origins."""
    if isinstance(source, Taint):
        return source._replace(is_found=True) if source.origin in origins else source
    if isinstance(source, Holder):
        return source._replace(attributes=tuple((name, found(each, origins)) for name, each in source.attributes))
    return source


def shared(source: Source) -> frozenset[str]:
    """The origins that several texts of a source have, each under a name of its own."""
    if isinstance(source, Mapped):
        return frozenset({source.origin})
    if isinstance(source, Holder):
        inner = [each for _, each in (*source.attributes, *source.methods)]
        return frozenset().union(*map(shared, inner))
    return frozenset()


def worst(sources: Iterable[Source | None]) -> Source | None:
    """The first of some sources by which no row was found, else the first."""
    given = [each for each in sources if each is not None]
    return next(
        (each for each in given if not (isinstance(each, Taint) and each.is_found)), given[0] if given else None
    )


def sources(project: Project, signature: Signature) -> dict[str, Source]:
    """The parameters of a function that FastAPI calls which hold free text, by name."""
    found: dict[str, Source] = {}
    for parameter in signature.parameters:
        source = _of_parameter(project, parameter)
        if isinstance(source, Taint) and parameter.location is Location.PATH:
            converters = {operation.path_names.get(parameter.alias) for operation in signature.operations}
            source = source._replace(is_segment="path" not in converters)
        if source is not None:
            found[parameter.name] = source
    return found


def _of_parameter(project: Project, parameter: Parameter) -> Source | None:
    if parameter.special == "request":
        return _of_request(parameter.name)
    if parameter.location is Location.DEPENDENCY:
        return _of_scheme(project, parameter)
    if not parameter.is_from_client or any(parameter.option(name) is not None for name in CONSTRAINTS):
        return None
    origin = f"the {parameter.location.value} parameter `{parameter.name}`"
    if parameter.type is None:
        return Taint(origin, parameter.location) if parameter.location is not Location.BODY else None
    return _of_type(project, parameter.type, origin, parameter.location, 0)


def _of_scheme(project: Project, parameter: Parameter) -> Source | None:
    """What a security scheme takes out of the request: the token itself, or an object that has it."""
    if parameter.marker is None:
        return None
    for call in known(project.injector.marked_call(parameter.marker, parameter.type)):
        cls = call.cls.name if isinstance(call, Instance) else call.type if isinstance(call, Foreign) else ""
        if cls.startswith(SECURITY):
            token = Taint("the client's credentials", Location.HEADER)
            return Holder(token.origin, (("credentials", token),)) if ".HTTP" in cls else token
    return None


def _of_type(project: Project, type_: Value, origin: str, location: Location, depth: int) -> Source | None:
    types = project.parameters.types
    inner, metadata = types.annotated(type_)
    if metadata and any(not isinstance(each, Instance | Foreign | External) for each in metadata):
        return None  # a validator, perhaps
    if any(_constrains(each) for each in metadata):
        return None
    for each in types.alternatives(inner):
        name = _name_of(each)
        if name in TEXTS:
            return Taint(origin, location)
        if name in UPLOADS:
            return Holder(
                origin, (("filename", Taint(f"the name of the file in {origin}", location, is_file_name=True)),)
            )
        if types.is_sequence(each):
            elements = types.arguments(each)
            element = _of_type(project, elements[0], origin, location, depth + 1) if elements and depth < 3 else None
            if element is not None:
                return Holder(origin, (), element=element)
        if isinstance(each, ClassValue) and types.is_model(each) and depth == 0:
            return _of_model(project, each.cls, origin, location)
    return None


def _of_model(project: Project, cls: Class, origin: str, location: Location) -> Source | None:
    if project.interpreter.caller.validators_of(cls):
        return None
    attributes: list[tuple[str, Source]] = []
    for field in project.model_fields.of(cls):
        if any(field.option(name) is not None for name in CONSTRAINTS):
            continue
        source = _of_type(project, field.annotated, f"`{field.name}` of {origin}", location, 1)
        if source is not None:
            attributes.append((field.name, source))
    return Holder(origin, tuple(attributes)) if attributes else None


def _of_request(name: str) -> Source:
    attributes = tuple((part, Mapped(f"`{name}.{part}`", location)) for part, location in REQUEST_PARTS.items())
    methods = tuple((part, Mapped(f"`{name}.{part}()`", location)) for part, location in REQUEST_BODIES.items())
    return Holder(f"`{name}`", attributes, methods)


def _constrains(metadata: Value) -> bool:
    """Whether something in `Annotated` narrows the text down: a pattern, a length, a validator of any library."""
    if isinstance(metadata, Instance):
        arguments = metadata.arguments
        name = metadata.cls.name
        if arguments is not None and any(option in arguments.keywords for option in CONSTRAINTS):
            return True
        return "Validator" in name or "Constraints" in name
    name = metadata.type if isinstance(metadata, Foreign) else metadata.name if isinstance(metadata, External) else ""
    return "Validator" in name or "Constraints" in name


def _name_of(type_: Value) -> str:
    if isinstance(type_, External):
        return type_.name
    if isinstance(type_, Foreign):
        return type_.type
    return ""
