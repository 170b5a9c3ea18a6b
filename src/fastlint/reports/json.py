"""The JSON that tools read: stable, versioned, the same on every stream (it is ASCII)."""

import json
from collections.abc import Iterable, Sequence
from typing import Any, TextIO

from fastlint.values import (
    AppTable,
    Confidence,
    DependencyRow,
    Diagnostic,
    Edit,
    Fix,
    Related,
    RouteReport,
    RouteRow,
    Safety,
    Severity,
    Span,
    Step,
    Summary,
    Suppressed,
)

#: Raised when a key changes its meaning or goes; new keys may come at any time.
VERSION = 1

Object = dict[str, Any]


def write_json(
    stream: TextIO,
    diagnostics: Sequence[Diagnostic],
    summary: Summary,
    suppressed: Sequence[Suppressed] | None = None,
) -> None:
    """Write the report of a check, a diagnostic a line; the suppressed ones too, where they are given."""
    stream.write(f'{{"version": {VERSION},\n')
    write_list(stream, "diagnostics", map(diagnostic_object, diagnostics))
    if suppressed is not None:
        write_list(stream, "suppressed", map(suppressed_object, suppressed))
    stream.write(f' "summary": {json.dumps(summary_object(summary))}}}\n')


def write_list(stream: TextIO, key: str, values: Iterable[Object]) -> None:
    """Write a key of the report and its list, a value a line."""
    lines = ",".join(f"\n  {json.dumps(value)}" for value in values)
    stream.write(f' "{key}": [{lines}' + ("\n ],\n" if lines else "],\n"))


def write_routes_json(stream: TextIO, report: RouteReport) -> None:
    """Write the route tables."""
    json.dump({"version": VERSION, "apps": [app_object(app) for app in report.apps]}, stream, indent=1)
    stream.write("\n")


def write_rows_json(stream: TextIO, key: str, rows: Iterable[Object]) -> None:
    """Write some rows under a key, one a line."""
    lines = ",".join(f"\n  {json.dumps(row)}" for row in rows)
    stream.write(f'{{"version": {VERSION},\n "{key}": [{lines}\n ]}}\n')


def diagnostic_object(diagnostic: Diagnostic) -> Object:
    """A diagnostic with its span flattened."""
    return {
        "code": diagnostic.code,
        "name": diagnostic.name,
        "severity": diagnostic.severity.value,
        "confidence": diagnostic.confidence.value,
        "message": diagnostic.message,
        "help": diagnostic.help,
        "url": diagnostic.url,
        **span_object(diagnostic.span),
        "chain": [step_object(step) for step in diagnostic.chain],
        "sink": diagnostic.sink,
        "routes": list(diagnostic.routes),
        "related": [
            {"path": note.span.path, "line": note.span.line, "message": note.message} for note in diagnostic.related
        ],
        "fixes": [fix_object(fix) for fix in diagnostic.fixes],
    }


def suppressed_object(suppressed: Suppressed) -> Object:
    """A diagnostic that a comment suppresses, with the comment."""
    comment = {**span_object(suppressed.comment), "text": suppressed.text, "reason": suppressed.reason}
    return {**diagnostic_object(suppressed.diagnostic), "suppression": comment}


def span_object(span: Span) -> Object:
    """A span as five keys."""
    return dict(span._asdict())


def step_object(step: Step) -> Object:
    """A step of a chain, with the place where it begins."""
    return {
        "path": step.span.path,
        "line": step.span.line,
        "column": step.span.column,
        "function": step.function,
        "call": step.call,
    }


def fix_object(fix: Fix) -> Object:
    """A fix with its edits."""
    return {
        "title": fix.title,
        "safety": fix.safety.value,
        "edits": [{**span_object(edit.span), "text": edit.text} for edit in fix.edits],
    }


def summary_object(summary: Summary) -> Object:
    """The counts."""
    return {**summary._asdict(), "unparsed": list(summary.unparsed)}


def app_object(app: AppTable) -> Object:
    """An application with its routes; `kind` is there for what is no application."""
    return {
        "app": app.app,
        "path": app.path,
        "line": app.line,
        "routes": [route_object(route) for route in app.routes],
        "unresolved": [dict(each._asdict()) for each in app.unresolved],
        **({} if app.kind == "app" else {"kind": app.kind}),
    }


def route_object(route: RouteRow) -> Object:
    """A route with its dependency tree."""
    return {
        **route._asdict(),
        "methods": list(route.methods),
        "dependencies": [dependency_object(each) for each in route.dependencies],
        "confidence": route.confidence.value,
    }


def dependency_object(dependency: DependencyRow) -> Object:
    """A dependency with those below it."""
    return {
        "call": dependency.call,
        "dependencies": [dependency_object(each) for each in dependency.dependencies],
    }


def read_json(text: str) -> tuple[tuple[Diagnostic, ...], Summary]:
    """What `write_json` wrote. Steps and related places come back as points: JSON holds only where they begin."""
    report: Object = json.loads(text)
    if report.get("version") != VERSION:
        raise ValueError(f"a report of version {VERSION} is expected, not {report.get('version')!r}")
    summary = report["summary"]
    return (
        tuple(map(read_diagnostic, report["diagnostics"])),
        Summary(**{**summary, "unparsed": tuple(summary["unparsed"])}),
    )


def read_diagnostic(value: Object) -> Diagnostic:
    """The diagnostic that an object describes."""
    return Diagnostic(
        code=value["code"],
        name=value["name"],
        severity=Severity(value["severity"]),
        confidence=Confidence(value["confidence"]),
        message=value["message"],
        span=read_span(value),
        help=value["help"],
        url=value["url"],
        chain=tuple(Step(read_point(step), step["function"], step["call"]) for step in value["chain"]),
        sink=value["sink"],
        routes=tuple(value["routes"]),
        related=tuple(Related(read_point(note), note["message"]) for note in value["related"]),
        fixes=tuple(map(read_fix, value["fixes"])),
    )


def read_fix(value: Object) -> Fix:
    """The fix that an object describes."""
    edits = tuple(Edit(read_span(edit), edit["text"]) for edit in value["edits"])
    return Fix(value["title"], Safety(value["safety"]), edits)


def read_span(value: Object) -> Span:
    """The span in an object's keys."""
    return Span(*(value[key] for key in Span._fields))


def read_point(value: Object) -> Span:
    """The empty span at an object's line and, if it has one, column."""
    column = value.get("column", 1)
    return Span(value["path"], value["line"], column, value["line"], column)
