"""What Starlette 1.0 has removed, and what it has renamed before: where a program still uses it.

Read off starlette 0.52 and 1.10.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fastlint.facts import expressions as ex
from fastlint.facts import statements as st
from fastlint.project.execution.abstract import Const, External, Foreign, Value, known
from fastlint.project.reading import bodies
from fastlint.project.routing.apps import APPS
from fastlint.values import AddArgument, Intent, RemoveArgument, RenameLast, Severity, Span
from fastlint.values.late import dataclass

if TYPE_CHECKING:
    from fastlint.project.execution.modules import Module
    from fastlint.project.execution.seen import LibraryCall
    from fastlint.project.project import Project

TEMPLATES = "starlette.templating.Jinja2Templates"
FILE_RESPONSE = "starlette.responses.FileResponse"
STARLETTE = "starlette.applications.Starlette"
FIRST_COMPLETE = "starlette.concurrency.run_until_first_complete"

#: The keywords that `Jinja2Templates` still takes; the others went to the environment of Jinja.
_TEMPLATE_KEYWORDS = frozenset({"directory", "context_processors", "env"})
#: Names of statuses that RFC 9110 has changed; the old ones warn since starlette 0.48.
RENAMED_STATUSES = {
    "HTTP_413_REQUEST_ENTITY_TOO_LARGE": "HTTP_413_CONTENT_TOO_LARGE",
    "HTTP_414_REQUEST_URI_TOO_LONG": "HTTP_414_URI_TOO_LONG",
    "HTTP_416_REQUESTED_RANGE_NOT_SATISFIABLE": "HTTP_416_RANGE_NOT_SATISFIABLE",
    "HTTP_422_UNPROCESSABLE_ENTITY": "HTTP_422_UNPROCESSABLE_CONTENT",
}
_STATUS_MODULES = frozenset({"fastapi.status", "starlette.status"})


@dataclass(frozen=True)
class Removal:
    """A use of something that is gone, or going: since which releases of Starlette and FastAPI, and the cure."""

    module: Module
    span: Span
    message: str
    help: str
    severity: Severity
    starlette: str
    fastapi: str
    cure: tuple[Intent, ...] = ()


def removals(project: Project) -> Iterator[Removal]:
    """Every use, in the files that are reported on."""
    for call in project.calls_of(f"{TEMPLATES}.TemplateResponse"):
        if _has_name_first(call):
            message = "`TemplateResponse` takes the request first, and here gets the name of the template"
            yield _gone(call, message, "write `TemplateResponse(request, name, context)`", _request_first(call))
    for call in project.calls_of(TEMPLATES):
        given = [name for name, _ in call.expression.keywords if name is not None]
        for name in given if call.name == TEMPLATES else ():
            if name not in _TEMPLATE_KEYWORDS:
                yield _gone(call, f"`Jinja2Templates({name}=)` is a TypeError", "make a `jinja2.Environment`: `env=`")
    for call in project.calls_of(FILE_RESPONSE):
        if call.name == FILE_RESPONSE and call.has_keyword("method"):
            yield _gone(
                call,
                "`FileResponse(method=)` is a TypeError",
                "leave it out: the request tells the method",
                (RemoveArgument(call.span, "method"),),
            )
    for call in project.calls_of(STARLETTE):
        for name in ("on_startup", "on_shutdown"):
            if call.name == STARLETTE and call.has_keyword(name):
                yield _gone(call, f"`Starlette({name}=)` is a TypeError", "write a lifespan")
    for read in project.attribute_reads:
        if read.name == "add_event_handler" and not APPS.isdisjoint(read.types):
            message = "`add_event_handler` is gone from applications: an AttributeError"
            yield Removal(read.module, read.span, message, "write a lifespan", Severity.ERROR, "1.0", "0.133")
    for call in project.calls_of(FIRST_COMPLETE):
        message = "`run_until_first_complete` is deprecated"
        yield Removal(call.module, call.span, message, "use `anyio.create_task_group()`", Severity.INFO, "1.0", "0.133")
    for module in project.loaded:
        yield from _renamed_statuses(project, module)


def _gone(call: LibraryCall, message: str, help: str, cure: tuple[Intent, ...] = ()) -> Removal:
    return Removal(call.module, call.span, message, help, Severity.ERROR, "1.0", "0.133", cure)


def _request_first(call: LibraryCall) -> tuple[Intent, ...]:
    """The request of the context, which may stay there, before the name of the template."""
    context = call.written("context", 1)
    given = context.items if isinstance(context, ex.DictDisplay) else ()
    requests = [ex.dotted(value) for key, value in given if key == ex.Constant("request")]
    return (AddArgument(call.span, (requests[0],)),) if len(requests) == 1 and requests[0] else ()


def _has_name_first(call: LibraryCall) -> bool:
    """Whether a template is rendered in the way of before: `TemplateResponse(name, {"request": request})`."""
    if call.is_open or call.has_keyword("request"):
        return False
    first = call.argument(None, 0)
    if first is None:
        return call.has_keyword("name")
    found = known(first)
    return bool(found) and all(_is_string(each) for each in found)


def _is_string(value: Value) -> bool:
    return (isinstance(value, Const) and isinstance(value.value, str)) or (
        isinstance(value, Foreign) and value.type == "str"
    )


_MISSING = frozenset({"AttributeError", "ImportError"})


def _renamed_statuses(project: Project, module: Module) -> Iterator[Removal]:
    """The old names of statuses that a file uses, each once."""
    facts = module.facts
    if facts is None or not any(name.partition(".")[0] in ("fastapi", "starlette") for name, _ in facts.imports):
        return
    found: dict[str, list[Span]] = {}
    fallbacks = {id(node) for node in _in_fallbacks(facts.body)}
    blocks = (facts.body, *(each.body for each in facts.functions), *(each.body for each in facts.classes))
    defaults = (p.default for each in facts.functions for p in each.parameters)
    decorators = (each.decorators for each in facts.functions)
    written = [node for block in blocks for node in bodies.of_kind(block, ex.Attribute)]
    others = (node for part in (*defaults, *decorators) if part for node in bodies.nodes(part))
    for node in (*written, *others):
        if type(node) is not ex.Attribute or node.name not in RENAMED_STATUSES or id(node) in fallbacks:
            continue
        if node.place is not None and _is_status_module(project, module, node.value):
            found.setdefault(node.name, []).append(Span(module.path, *node.place))
    for name, places in found.items():
        now = RENAMED_STATUSES[name]
        told = f"`{name}` is deprecated", f"write `{now}`", Severity.INFO, "0.48", "0.118"
        yield Removal(module, min(places), *told, tuple(RenameLast(place, now) for place in dict.fromkeys(places)))


def _in_fallbacks(body: st.Block) -> Iterator[object]:
    """What a file falls back on where the new name is not there: handlers of AttributeError and ImportError."""
    for node in bodies.nodes(body):
        if isinstance(node, st.Handler) and node.type is not None and not _MISSING.isdisjoint(ex.names_in(node.type)):
            yield from bodies.nodes(node.body)


def _is_status_module(project: Project, module: Module, expression: ex.Expression) -> bool:
    written = ex.dotted(expression)
    if written is None:
        return False
    root, _, rest = written.partition(".")
    value = project.interpreter.module_global(module, root)
    if not isinstance(value, External):
        return False
    name = project.interpreter.knowledge.canonical(f"{value.name}.{rest}" if rest else value.name)
    return name in _STATUS_MODULES
