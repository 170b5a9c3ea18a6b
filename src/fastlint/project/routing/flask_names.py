"""What Flask's objects have and FastAPI's have not, and what FastAPI has in its place.

Source: flask 3.1 (`Flask`, `Request`, the package's functions and proxies), compared with fastapi 0.165 and starlette
1.10 by `hasattr`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fastlint.facts.expressions import Call
from fastlint.project.execution.abstract import Class, Instance, Value

if TYPE_CHECKING:
    from fastlint.facts.definitions import FunctionFact
    from fastlint.project.execution.abstract import Function
    from fastlint.project.execution.seen import AttributeRead
    from fastlint.project.project import Project

FASTAPI = "fastapi.FastAPI"
STARLETTE = "starlette.applications.Starlette"
APP_TYPES = frozenset({FASTAPI, STARLETTE})

#: Attributes of a Flask application, with what to use.
APP_ATTRIBUTES = {
    "route": "use `@app.get`, `@app.post` ... or `@app.api_route`",
    "add_url_rule": "use `app.add_api_route`",
    "errorhandler": "use `@app.exception_handler`",
    "register_error_handler": "use `app.add_exception_handler`",
    "before_request": 'use a dependency, or `@app.middleware("http")`',
    "after_request": 'use `@app.middleware("http")`',
    "before_first_request": "use `FastAPI(lifespan=...)`",
    "teardown_request": "use a dependency with `yield`",
    "teardown_appcontext": "use a dependency with `yield`, or `FastAPI(lifespan=...)`",
    "app_context": "there is no application context: pass what is needed",
    "test_request_context": "use `fastapi.testclient.TestClient`",
    "test_client": "use `fastapi.testclient.TestClient`",
    "config": "use a settings class (pydantic-settings), or `app.state`",
    "run": 'use `uvicorn.run("module:app")` or `fastapi run`',
    "register_blueprint": "use an `APIRouter` and `app.include_router`",
    "context_processor": "give `Jinja2Templates(context_processors=...)`",
    "template_filter": "use `templates.env.filters`",
    "jinja_env": "use `templates.env`",
    "url_map": "use `fastapi.routing.iter_route_contexts(app.routes)`",
}

#: The same for an application of Starlette alone, where that differs: it has no decorators.
STARLETTE_ATTRIBUTES = {
    "route": "use `app.add_route(path, endpoint)`, or `Starlette(routes=[Route(...)])`",
    "add_url_rule": "use `app.add_route(path, endpoint)`",
    "errorhandler": "use `app.add_exception_handler`",
    "before_request": "use `app.add_middleware`",
    "after_request": "use `app.add_middleware`",
    "before_first_request": "use `Starlette(lifespan=...)`",
    "teardown_request": "use `app.add_middleware`",
    "teardown_appcontext": "use `Starlette(lifespan=...)`",
    "test_request_context": "use `starlette.testclient.TestClient`",
    "test_client": "use `starlette.testclient.TestClient`",
    "run": 'use `uvicorn.run("module:app")`',
    "register_blueprint": "use `Mount(path, routes=[...])`",
    "url_map": "use `app.routes`",
}

#: Attributes of Flask's request, with what to use.
REQUEST_ATTRIBUTES = {
    "args": "declare query parameters, or use `request.query_params`",
    "get_json": "declare a body, or use `await request.json()`",
    "is_json": 'look at `request.headers["content-type"]`',
    "files": "declare an `UploadFile`",
    "data": "declare a body, or use `await request.body()`",
    "remote_addr": "use `request.client.host`",
    "remote_user": "use a security dependency",
    "environ": "use `request.scope`",
    "user_agent": 'use `request.headers.get("user-agent")`',
    "referrer": 'use `request.headers.get("referer")`',
    "mimetype": 'use `request.headers.get("content-type")`',
    "content_type": 'use `request.headers.get("content-type")`',
    "authorization": "use `fastapi.security`",
    "full_path": "use `request.url`",
    "host_url": "use `request.base_url`",
    "url_root": "use `request.base_url`",
    "script_root": 'use `request.scope["root_path"]`',
    "url_rule": 'use `request.scope["route"]`',
    "blueprint": 'use `request.scope["route"]`',
    "view_args": "use `request.path_params`",
}

#: Attributes of Flask's request that are methods here.
REQUEST_METHODS = {"json": "await request.json()", "form": "await request.form()", "values": "request.query_params"}

#: The keys of an ASGI scope, which `request.get(...)` reads. Source: the ASGI specification, starlette, fastapi 0.165.
SCOPE_KEYS = frozenset(
    {
        "type", "asgi", "http_version", "method", "scheme", "path", "raw_path", "query_string", "root_path", "headers",
        "client", "server", "subprotocols", "state", "extensions", "app", "router", "route", "endpoint", "path_params",
        "session", "user", "auth", "app_root_path", "tls",
    }
)  # fmt: skip

#: What the package `flask` offers that only works within a request or application of Flask.
GLOBALS = {
    "request": "declare a parameter `request: Request`",
    "g": "use `request.state`",
    "session": "use `request.session` with `SessionMiddleware`",
    "current_app": "use `request.app`",
    "jsonify": "return the data",
    "abort": "`raise HTTPException(...)`",
    "redirect": "return a `RedirectResponse`",
    "render_template": "use `Jinja2Templates`",
    "render_template_string": "use `Jinja2Templates`",
    "url_for": "use `request.url_for`",
    "flash": "use `request.session`",
    "make_response": "return a `Response`",
    "send_file": "return a `FileResponse`",
    "send_from_directory": "return a `FileResponse`",
    "stream_with_context": "return a `StreamingResponse`",
    "after_this_request": "use a `Response` parameter",
}


def missing_attributes(project: Project) -> Iterator[AttributeRead]:
    """Where something of a Flask application is used on one of FastAPI or Starlette, in the reported files."""
    for read in project.attribute_reads:
        if read.name not in APP_ATTRIBUTES or read.types[-1] not in APP_TYPES:
            continue
        if read.name == "route" and project.versions(read.module).is_below("starlette", "1.0"):
            continue
        if not has_attribute(project, read.receiver, read.name):
            yield read


def unregistered(project: Project) -> Iterator[Function]:
    """The functions under a decorator that is missing: where they are defined, the module fails."""
    missing = {id(read.expression): read.module for read in missing_attributes(project)}
    for module in dict.fromkeys(missing.values()):
        for fact in module.facts.functions if module.facts is not None else ():
            if any(id(each.callee if isinstance(each, Call) else each) in missing for each in fact.decorators):
                yield project.modules.function(fact, module)


def has_attribute(project: Project, receiver: Value, name: str) -> bool:
    """Whether the project itself puts an attribute on an object: by assignment anywhere, or in the object's class."""
    if name in project.modules.storing:
        return True
    if isinstance(receiver, Instance):
        if name in receiver.attributes:
            return True
        cls = receiver.cls
        if isinstance(cls, Class):
            return any(
                isinstance(each, Class)
                and (name in each.namespace or name in each.annotations or "__getattr__" in each.namespace)
                for each in cls.mro
            ) or any(name in fact.self_stores for fact in _methods(cls))
    return False


def _methods(cls: Class) -> Iterator[FunctionFact]:
    for each in cls.mro:
        if isinstance(each, Class) and each.module.facts is not None:
            prefix = f"{each.fact.qualname}."
            for fact in each.module.facts.functions:
                if fact.qualname.startswith(prefix):
                    yield fact
