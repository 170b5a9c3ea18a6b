"""Responses that read their content while they are sent, and what `with` has closed or deleted by then."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fastlint.facts import expressions as ex
from fastlint.facts import statements as st
from fastlint.facts.expressions import Expression
from fastlint.project.execution.abstract import TRUE, Foreign, Function, Generator, Value, known, members
from fastlint.project.reading import bodies, flow
from fastlint.project.reading.origins import origins
from fastlint.values.late import NamedTuple

if TYPE_CHECKING:
    from fastlint.project.execution.seen import LibraryCall
    from fastlint.project.project import Project

STREAMING = "starlette.responses.StreamingResponse"
FILE = "starlette.responses.FileResponse"

#: Types of what `with` opens and closes, so that nothing can be read from it afterwards.
_CLOSED = frozenset(
    """io.TextIOWrapper io.BufferedReader io.BufferedRandom io.FileIO io.BytesIO io.StringIO
    tempfile._TemporaryFileWrapper tempfile.SpooledTemporaryFile zipfile.ZipFile tarfile.TarFile gzip.GzipFile
    httpx.StreamContext httpx.AsyncStreamContext httpx.Client httpx.AsyncClient httpx.Response
    httpx2.StreamContext httpx2.AsyncStreamContext httpx2.Client httpx2.AsyncClient
    requests.Response requests.Session aiohttp.ClientSession aiohttp.RequestContext aiohttp.ClientResponse""".split()
)
#: Types of what `with` deletes in the end.
_DELETED = frozenset({"tempfile._TemporaryFileWrapper", "tempfile.TemporaryDirectory"})
#: Functions that only put a path together.
_JOINING = frozenset({"os.path.join", "path.join", "join", "Path", "pathlib.Path", "str", "os.fspath"})


class Opened(NamedTuple):
    """Something that a `with` around a statement opens, under a name."""

    item: st.WithItem
    name: str
    types: tuple[str, ...]


def opened_around(site: flow.Site, project: Project) -> Iterator[Opened]:
    """What the `with` statements around a statement have opened, the innermost first."""
    for statement in reversed(site.withs):
        for item in statement.items:
            target = item.target if item.target is not None else item.manager
            value = project.interpreter.noted.get(id(item))
            types = tuple(each.type for each in known(value) if isinstance(each, Foreign)) if value is not None else ()
            if isinstance(target, ex.Name) and types:
                yield Opened(item, target.id, types)


def closed_before(call: LibraryCall, site: flow.Site, project: Project) -> Opened | None:
    """What a `StreamingResponse` reads from, and the `with` around it has closed by then; None for nothing."""
    written = call.written("content", 0)
    content = call.argument("content", 0)
    if written is None or content is None or call.function is None:
        return None
    for opened in opened_around(site, project):
        if all(each in _CLOSED for each in opened.types) and _reads_later(call.function, written, opened.name, content):
            return opened
    return None


def deleted_before(call: LibraryCall, site: flow.Site, project: Project) -> Opened | None:
    """What a `FileResponse` sends, and the `with` around it has deleted by then; None for nothing."""
    written = call.written("path", 0)
    if written is None or call.function is None:
        return None
    for opened in opened_around(site, project):
        is_deleted = all(each in _DELETED for each in opened.types) and not _is_kept(opened, project)
        if is_deleted and _is_path_of(call.function, written, opened.name):
            return opened
    return None


def _is_kept(opened: Opened, project: Project) -> bool:
    """Whether `delete=False` keeps a temporary file."""
    made = project.call_of(opened.item.manager)
    if made is None:
        return False
    given = made.argument("delete")
    return made.is_open or (given is not None and given is not TRUE)


def _is_path_of(function: Function, expression: Expression, name: str, depth: int = 0) -> bool:
    """Whether a path is that of a temporary file or folder, or of something in it."""
    match expression:
        case ex.Name(id):
            if id == name:
                return True
            found = origins(function.fact, expression) if depth < 3 else None
            return bool(found) and all(
                each != expression and _is_path_of(function, each, name, depth + 1) for each in found or ()
            )
        case ex.Attribute(value, "name"):
            return value == ex.Name(name)
        case ex.Call(callee, arguments):
            return (
                ex.dotted(callee) in _JOINING and bool(arguments) and _is_path_of(function, arguments[0], name, depth)
            )
        case ex.Operation(left, "/" | "+", _):
            return _is_path_of(function, left, name, depth)
        case ex.Format(parts):
            return bool(parts) and _is_path_of(function, parts[0], name, depth)
    return False


def _reads_later(function: Function, written: Expression, name: str, content: Value) -> bool:
    """Whether content is read from an object only when it is sent."""
    if written == ex.Name(name):
        return True
    found = origins(function.fact, written)
    return bool(found) and all(_is_lazy(function, each, name, content) for each in found or ())


def _is_lazy(function: Function, expression: Expression, name: str, content: Value) -> bool:
    if expression == ex.Name(name):
        return True
    if not all(isinstance(member, Generator) for member in members(content)):
        return False
    if isinstance(expression, ex.Comprehension):
        first = expression.clauses[0].iterable
        inner = (expression.element, expression.key, expression.clauses[1:], expression.clauses[0].conditions)
        return _is_of(first, name) or any(node == ex.Name(name) for part in inner for node in bodies.nodes(part))
    if not isinstance(expression, ex.Call):
        return False
    given = (*expression.arguments, *(value for _, value in expression.keywords))
    if any(_is_of(value, name) for value in given):
        return True
    callee = expression.callee
    if isinstance(callee, ex.Attribute):
        return _is_of(callee.value, name)
    return isinstance(callee, ex.Name) and any(
        isinstance(site.statement, st.FunctionDef)
        and site.statement.function.name == callee.id
        and site.statement.function.is_generator
        and flow.reads(site, name)
        for site in flow.sites(function.fact)
    )


def _is_of(expression: Expression, name: str) -> bool:
    """Whether an expression is the object of that name, or an attribute of it."""
    while isinstance(expression, ex.Attribute):
        expression = expression.value
    return expression == ex.Name(name)
