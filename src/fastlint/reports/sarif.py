"""SARIF 2.1.0: the format of code scanning services and of editors' viewers, with chains as code flows."""

import json
from collections.abc import Iterable, Sequence
from typing import Any, TextIO
from urllib.parse import quote

from fastlint.reports.chain import names_of
from fastlint.reports.descriptor import Descriptor, found
from fastlint.reports.fingerprint import Fingerprints, complete
from fastlint.values import Diagnostic, Fix, Severity, Span, Step, Summary, Suppressed

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
#: What GitHub calls them, where it lets people filter.
PROBLEMS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "recommendation"}
#: What relative paths start from: the folder that the run was started in.
BASE = "%SRCROOT%"
#: The name of our fingerprints; with the number, others could stand beside them.
FINGERPRINT = "fastlintFinding/v1"

Object = dict[str, Any]


def write_sarif(
    stream: TextIO,
    diagnostics: Sequence[Diagnostic],
    summary: Summary,
    fingerprints: Fingerprints,
    descriptors: Iterable[Descriptor],
    version: str,
    suppressed: Sequence[Suppressed] = (),
) -> None:
    """Write a log of one run, with the rules that found something; `suppressed` are written as such."""
    everything = [*diagnostics, *(each.diagnostic for each in suppressed)]
    rules = found(descriptors, everything)
    numbers = {rule.code: number for number, rule in enumerate(rules)}
    results = [
        result_object(each, numbers[each.code], mark)
        for each, mark in zip(everything, complete(everything, fingerprints), strict=True)
    ]
    for each, result in zip(suppressed, results[len(diagnostics) :], strict=True):
        result["suppressions"] = [suppression_object(each)]
    driver = {"name": "fastlint", "version": version, "rules": [rule_object(rule) for rule in rules]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {BASE: {"description": {"text": "The folder that fastlint was started in."}}},
        "invocations": [invocation_object(summary)],
        "results": results,
    }
    json.dump({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, stream, indent=1)
    stream.write("\n")


def rule_object(rule: Descriptor) -> Object:
    """A rule with its manual page as help."""
    page = rule.page or rule.summary
    result = {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": first_paragraph(rule.page) or rule.summary},
        "help": {"text": page, "markdown": page},
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "properties": {"tags": ["fastapi", rule.family], "problem.severity": PROBLEMS[rule.severity]},
    }
    if "://" in rule.url:
        result["helpUri"] = rule.url
    return result


def first_paragraph(page: str) -> str:
    """The first paragraph of a page that is no heading, in one line."""
    return next((" ".join(text.split()) for text in page.split("\n\n") if text and not text.startswith("#")), "")


def invocation_object(summary: Summary) -> Object:
    """How the run went: which files could not be read."""
    notes = [
        {
            "level": "warning",
            "message": {"text": "the file could not be read"},
            "locations": [{"physicalLocation": {"artifactLocation": artifact(path)}}],
        }
        for path in summary.unparsed
    ]
    return {"executionSuccessful": True, "toolExecutionNotifications": notes}


def result_object(diagnostic: Diagnostic, rule: int, fingerprint: str) -> Object:
    """A finding."""
    result: Object = {
        "ruleId": diagnostic.code,
        "ruleIndex": rule,
        "level": LEVELS[diagnostic.severity],
        "message": {"text": diagnostic.message},
        "locations": [location(diagnostic.span, function=diagnostic.chain[0].function if diagnostic.chain else "")],
        "partialFingerprints": {FINGERPRINT: fingerprint},
        "properties": {
            "name": diagnostic.name,
            "confidence": diagnostic.confidence.value,
            "sink": diagnostic.sink,
            "routes": list(diagnostic.routes),
            "help": diagnostic.help,
        },
    }
    if diagnostic.chain:
        result["codeFlows"] = [code_flow(diagnostic)]
    if diagnostic.related:
        result["relatedLocations"] = [
            {"id": number, **location(note.span, note.message)} for number, note in enumerate(diagnostic.related, 1)
        ]
    if diagnostic.fixes:
        result["fixes"] = [fix_object(fix) for fix in diagnostic.fixes]
    return result


def suppression_object(suppressed: Suppressed) -> Object:
    """The comment that suppresses a finding."""
    result: Object = {"kind": "inSource", "location": location(suppressed.comment)}
    if suppressed.reason:
        result["justification"] = suppressed.reason
    return result


def code_flow(diagnostic: Diagnostic) -> Object:
    """The chain from where the event loop enters to the call at its end."""
    steps = zip(diagnostic.chain, names_of(diagnostic), strict=True)
    return {
        "message": {"text": f"the way to {diagnostic.sink or diagnostic.chain[-1].call}"},
        "threadFlows": [{"locations": [flow_step(step, name, level) for level, (step, name) in enumerate(steps)]}],
    }


def flow_step(step: Step, name: str, level: int) -> Object:
    """A call of the chain."""
    place = location(step.span, f"{step.function} calls {name}", step.function)
    return {"location": place, "nestingLevel": level, "kinds": ["call", "function"]}


def location(span: Span, message: str = "", function: str = "") -> Object:
    """A place with what is said about it and the function that it lies in."""
    region = {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }
    result: Object = {"physicalLocation": {"artifactLocation": artifact(span.path), "region": region}}
    if function:
        result["logicalLocations"] = [{"fullyQualifiedName": function, "kind": "function"}]
    if message:
        result["message"] = {"text": message}
    return result


def artifact(path: str) -> Object:
    """A file, relative to the base where it can be."""
    uri = quote(path, errors="replace")
    if path.startswith("/"):
        return {"uri": f"file://{uri}"}
    if path[1:3] == ":/":
        return {"uri": f"file:///{path[0]}:{quote(path[2:], errors='replace')}"}
    return {"uri": uri, "uriBaseId": BASE}


def fix_object(fix: Fix) -> Object:
    """A fix: what it replaces, file by file."""
    changes: dict[str, list[Object]] = {}
    for edit in fix.edits:
        region = location(edit.span)["physicalLocation"]["region"]
        changes.setdefault(edit.span.path, []).append({"deletedRegion": region, "insertedContent": {"text": edit.text}})
    return {
        "description": {"text": f"{fix.title} ({fix.safety.value})"},
        "artifactChanges": [
            {"artifactLocation": artifact(path), "replacements": replacements} for path, replacements in changes.items()
        ],
    }
