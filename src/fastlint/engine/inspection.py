"""What fastlint knows about one file: facts, routes, calls and contexts, as a rule sees them."""

from __future__ import annotations

from collections.abc import Callable

from fastlint.facts.expressions import render
from fastlint.project import Project
from fastlint.project.execution.calling import label_text
from fastlint.values import InspectReport, Section


def inspect_module(project: Project, path: str, shown: Callable[[str], str]) -> InspectReport:
    """The view of the file at an absolute path."""
    activations = project.activations
    module = next(module for module in project.loaded if module.path == path)
    facts = module.facts
    assert facts is not None
    imports = [f"{'.' * level}{name}" for name, level in facts.imports]
    classes = [f"{cls.line:5}  {cls.qualname}({', '.join(map(render, cls.bases))})" for cls in facts.classes]
    functions = []
    for fact in facts.functions:
        kind = "async def" if fact.is_async else "lambda" if fact.is_lambda else "def"
        functions.append(
            f"{fact.line:5}  {kind} {fact.qualname}({', '.join(parameter.name for parameter in fact.parameters)})"
        )
    routes = [
        f"{route.title}  ->  {route.function.function.name if route.function else '?'}"
        for app in project.apps
        for route in app.routes
        if route.function is not None and route.function.function.module.path == path
    ]
    contexts = []
    calls = []
    for activation in activations:
        function = activation.function
        if function is None or function.module.path != path:
            continue
        known = ", ".join(f"{name}: {value!r}" for name, value in activation.bindings.items())
        contexts.append(f"{function.fact.line:5}  {function.fact.qualname}({known}) -> {activation.returns!r}")
        for edge in activation.edges:
            target = edge.target.function.name if edge.target.function else "?"
            calls.append(
                f"{edge.place[0]:5}  {label_text(edge.label)}  "
                f"{edge.kind.value} ->  {target}  [{edge.confidence.value}]"
            )
        calls.extend(
            f"{sink.place[0]:5}  {sink.label}  blocks ({sink.blocking.value}): {sink.name}" for sink in activation.sinks
        )
    blocking = [
        f"{call.span.line:5}  {call.blocking.value}: {' -> '.join(step.call for step in call.chain)}"
        for call in project.blocking_calls
        if call.span.path == path
    ]
    return InspectReport(
        shown(path),
        (
            Section("imports", tuple(imports)),
            Section("classes", tuple(classes)),
            Section("functions", tuple(functions)),
            Section("routes", tuple(routes)),
            Section("contexts", tuple(dict.fromkeys(contexts))),
            Section("calls", tuple(sorted(dict.fromkeys(calls)))),
            Section("blocking calls on the event loop", tuple(blocking)),
        ),
    )
