"""The route table that FastAPI itself reports, as JSON: the truth the static route model is measured against.

    python runtime_table.py ROOT --own PACKAGE... --modules MODULE...      # every app made at module level, a fork each
    python runtime_table.py ROOT --own PACKAGE... --app NAME --setup CODE   # one app: CODE binds the name `app`

ROOT is the import root that paths are relative to; PACKAGE names the top-level packages and modules that are the
project (everything else is a library).  The table has the shape of `fastlint routes --output-format json`, with three
differences.  What no tool that reads only the project can know stands in `foreign`, not in `routes`: a route whose
endpoint is defined in a library, and a mount in a sub-application without a route of the project's.  FastAPI's own
documentation routes are left out.  A dependency that a library defines carries `"foreign": true` and no children.

This program runs in the interpreter of the *measured* application, so it imports nothing but the standard library and
that interpreter's fastapi, of any version, and it is never run in fastlint's own process.
"""

from __future__ import annotations

import argparse
import ast
import functools
import importlib
import inspect
import json
import os
import re
import sys
import traceback
from pathlib import Path
from typing import Any


class Project:
    """Which files are the project's, and where its functions and classes are written."""

    def __init__(self, root: Path, own: list[str]) -> None:
        self.root = root.resolve()
        self.own = set(own)
        self._trees: dict[Path, ast.Module | None] = {}

    def relative(self, filename: str | None) -> str | None:
        """The path below the root if it is the project's own file, else None."""
        if not filename:
            return None
        try:
            path = Path(os.path.realpath(filename)).relative_to(self.root)
        except ValueError:
            return None
        top = path.parts[0].removesuffix(".py")
        return path.as_posix() if top in self.own else None

    def tree(self, path: Path) -> ast.Module | None:
        if path not in self._trees:
            try:
                self._trees[path] = ast.parse(path.read_bytes())
            except (OSError, SyntaxError, ValueError):
                self._trees[path] = None
        return self._trees[path]

    def place(self, thing: Any) -> tuple[str | None, int | None]:
        """File (None: a library's) and `def`, `class` or `lambda` line of a function or class."""
        code = getattr(thing, "__code__", None)
        if code is not None:
            return self.relative(code.co_filename), self._def_line(code)
        module = sys.modules.get(getattr(thing, "__module__", ""))
        filename = getattr(module, "__file__", None)
        if filename is None:
            return None, None
        return self.relative(filename), self._class_line(Path(filename), thing.__qualname__)

    def _def_line(self, code: Any) -> int:
        """A code object starts at its first decorator; the truth names the line of the `def` itself."""
        first: int = code.co_firstlineno
        tree = self.tree(Path(code.co_filename))
        for node in ast.walk(tree) if tree else ():
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name == code.co_name:
                if first == min([node.lineno, *(d.lineno for d in node.decorator_list)]):
                    return node.lineno
        return first

    def _class_line(self, path: Path, qualname: str) -> int | None:
        scope: Any = self.tree(path)
        for part in qualname.split("."):
            if scope is None or part == "<locals>":
                continue
            found = [n for n in ast.walk(scope) if getattr(n, "name", None) == part and hasattr(n, "body")]
            scope = found[-1] if found else None
        return getattr(scope, "lineno", None)


def definition(thing: Any) -> Any:
    """The function or class behind a callable: without partial, binding, functools.wraps or instance."""
    while True:
        if isinstance(thing, functools.partial):
            thing = thing.func
        elif inspect.ismethod(thing):
            thing = thing.__func__
        elif not inspect.isclass(thing) and hasattr(thing, "__wrapped__"):
            thing = thing.__wrapped__
        elif inspect.isclass(thing) or hasattr(thing, "__qualname__"):
            return thing
        else:
            return type(thing)


def dotted(thing: Any) -> str:
    """`module:qualname` of what stands behind a callable; for an instance, of its class."""
    found = definition(thing)
    return f"{found.__module__}:{found.__qualname__}"


def runs_on_loop(call: Any) -> bool | None:
    """Whether FastAPI awaits it rather than hand it to a thread; None for an ASGI class."""
    if inspect.isclass(call):
        return None
    found = definition(call)
    if inspect.isclass(found):
        found = getattr(found, "__call__", None)  # noqa: B004
    outer = call
    while isinstance(outer, functools.partial):
        outer = outer.func
    return any(inspect.iscoroutinefunction(f) or inspect.isasyncgenfunction(f) for f in (outer, found))


def type_name(annotation: Any) -> str | None:
    """A type as a programmer would write it, without module names."""
    if annotation is None:
        return None
    if inspect.isclass(annotation) and not getattr(annotation, "__args__", None):
        return annotation.__name__
    return re.sub(r"\b(?:[A-Za-z_]\w*\.)+([A-Za-z_]\w*)", r"\1", str(annotation))


def dependency_rows(dependant: Any, project: Project) -> list[dict[str, Any]]:
    """The dependency tree in the order in which FastAPI solves it."""
    rows = []
    for child in getattr(dependant, "dependencies", None) or ():
        path, _ = project.place(definition(child.call))
        row: dict[str, Any] = {"call": dotted(child.call), "dependencies": []}
        if path is None:
            row["foreign"] = True
        else:
            row["dependencies"] = dependency_rows(child, project)
        rows.append(row)
    return rows


def contexts(routes: Any) -> Any:
    """Routes with the prefixes and dependencies of all routers they are included by.

    Up to 0.136 `include_router` copied the routes; since then it keeps a tree, and this walks it.
    """
    try:
        from fastapi.routing import iter_route_contexts  # type: ignore[import-not-found,unused-ignore]
    except ImportError:
        return list(routes)
    return list(iter_route_contexts(routes))


def frontend_paths(router: Any) -> list[str]:
    """The full paths given to `app.frontend()` and `router.frontend()`: they are kept beside the routes."""
    found = []
    for group in getattr(router, "_low_priority_routes", ()):
        found += [route.path for route in getattr(group, "routes", ())]
    for route in getattr(router, "routes", ()):
        if not hasattr(route, "effective_low_priority_routes"):
            continue
        for context in route.effective_low_priority_routes():
            prefix = getattr(context, "frontend_prefix", "")
            for inner in getattr(context.original_route, "routes", ()):
                found.append((prefix + inner.path).rstrip("/") or "/")
    return found


def mounted_application(app: Any) -> Any:
    """What a mount serves, without the middleware wrapped around it."""
    for _ in range(20):
        if hasattr(app, "routes"):
            return app
        inner = getattr(app, "_base_app", None) or getattr(app, "app", None)
        if inner is None:
            return app
        app = inner
    return app


def route_rows(app: Any, prefix: str, project: Project, above: tuple[int, ...] = ()) -> list[dict[str, Any]]:
    """Every route of an application, mounted sub-applications included, in order of registration."""
    if id(app) in above:
        return []
    rows: list[dict[str, Any]] = []
    for context in contexts(getattr(app, "routes", None) or ()):
        original = getattr(context, "original_route", context)
        context = getattr(context, "starlette_route", None) or context  # early 0.13x: a websocket's own path is there
        kinds = {cls.__name__ for cls in type(original).__mro__}
        if "Host" in kinds:
            rows += route_rows(mounted_application(original.app), prefix, project, (*above, id(app)))
            continue
        path = prefix + (getattr(context, "path", None) or "")
        if "Mount" in kinds:
            inner = mounted_application(getattr(original, "_base_app", original.app))
            rows.append(
                {
                    "methods": [],
                    "path": path,
                    "endpoint": dotted(inner),
                    "path_file": None,
                    "line": None,
                    "is_async": None,
                    "kind": "mount",
                    "dependencies": [],
                    "response_model": None,
                    "status_code": None,
                }
            )
            below = route_rows(inner, path, project, (*above, id(app)))
            if not any(row["path_file"] for row in below):  # built by a library, its mounts too
                below = [row | {"foreign": True} for row in below]
            rows += below
            continue
        endpoint = getattr(context, "endpoint", None)
        if endpoint is None:
            continue
        name = dotted(endpoint)
        if name.startswith("fastapi.applications:FastAPI.setup."):
            continue
        path_file, line = project.place(definition(endpoint))
        websocket = "WebSocketRoute" in kinds
        rows.append(
            {
                "methods": [] if websocket else sorted(getattr(context, "methods", None) or ()),
                "path": path,
                "endpoint": name,
                "path_file": path_file,
                "line": line,
                "is_async": runs_on_loop(endpoint),
                "kind": "websocket" if websocket else "http",
                "dependencies": dependency_rows(getattr(context, "dependant", None), project),
                "response_model": type_name(getattr(context, "response_model", None)),
                "status_code": getattr(context, "status_code", None),
            }
        )
    router = getattr(app, "router", None)
    for path in frontend_paths(router) if router is not None else ():
        rows.append(
            {
                "methods": [],
                "path": prefix + path,
                "endpoint": "fastapi.routing:_FrontendStaticFiles",
                "path_file": None,
                "line": None,
                "is_async": None,
                "kind": "mount",
                "dependencies": [],
                "response_model": None,
                "status_code": None,
            }
        )
    return rows


def app_row(name: str, app: Any, path: str | None, line: int | None, project: Project) -> dict[str, Any]:
    rows = route_rows(app, "", project)
    foreign = [row for row in rows if row["path_file"] is None and (row["kind"] != "mount" or "foreign" in row)]
    return {
        "app": name,
        "path": path,
        "line": line,
        "routes": [row for row in rows if row not in foreign],
        "foreign": foreign,
    }


def assignments(tree: ast.Module) -> dict[str, int]:
    """Names that a module assigns itself, with the line of the last assignment."""
    found: dict[str, int] = {}
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)):
            continue
        targets: list[ast.expr] = []
        if isinstance(node, ast.Assign):
            targets = node.targets
        elif isinstance(node, (ast.AnnAssign, ast.NamedExpr)):
            targets = [node.target]
        for target in targets:
            if isinstance(target, ast.Name):
                found[target.id] = node.lineno  # type: ignore[attr-defined]
    return found


def module_apps(module: str, project: Project) -> list[dict[str, Any]]:
    """The applications that one module makes and binds to a name of its own (imported ones are not its own)."""
    from fastapi import FastAPI  # type: ignore[import-not-found,unused-ignore]

    loaded = importlib.import_module(module)
    filename = loaded.__file__ or ""
    tree = project.tree(Path(filename))
    lines = assignments(tree) if tree else {}
    return [
        app_row(f"{module}:{name}", value, project.relative(filename), lines[name], project)
        for name, value in list(vars(loaded).items())
        if isinstance(value, FastAPI) and name in lines
    ]


def in_fork(work: Any) -> Any:
    """The result of `work()`, computed in a forked child: no import there is seen by the next one."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        sys.stdout = sys.stderr  # what an application prints while it is imported is not the table
        os.dup2(2, 1)
        try:
            answer: dict[str, Any] = {"apps": work()}
        except BaseException as error:
            last = traceback.extract_tb(error.__traceback__)[-1]
            answer = {"error": f"{type(error).__name__}: {error} ({last.filename}:{last.lineno})"}
        with os.fdopen(writer, "w") as pipe:
            json.dump(answer, pipe)
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        text = pipe.read()
    os.waitpid(child, 0)
    return json.loads(text) if text else {"error": "the process died"}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("root", type=Path)
    parser.add_argument("--own", nargs="+", required=True, metavar="PACKAGE")
    parser.add_argument("--modules", nargs="*", default=[], metavar="MODULE")
    parser.add_argument("--app", default="app", help="the name to print for the application that --setup makes")
    parser.add_argument("--setup", metavar="CODE", help="Python that binds `app`")
    options = parser.parse_args()

    sys.path.insert(0, str(options.root))
    project = Project(options.root, options.own)
    import fastapi  # type: ignore[import-not-found,unused-ignore]  # once, before the forks

    def from_setup() -> list[dict[str, Any]]:
        scope: dict[str, Any] = {"__name__": "__setup__"}
        exec(options.setup, scope)
        return [app_row(options.app, scope["app"], None, None, project)]

    jobs: list[tuple[str, Any]] = [(m, functools.partial(module_apps, m, project)) for m in options.modules]
    if options.setup:
        jobs.append((options.app, from_setup))
    table: dict[str, Any] = {"version": 1, "fastapi": fastapi.__version__, "apps": [], "failed": []}
    for name, work in jobs:
        answer = in_fork(work)
        if "error" in answer:
            table["failed"].append({"module": name, "error": answer["error"]})
        else:
            table["apps"] += answer["apps"]
    json.dump(table, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
