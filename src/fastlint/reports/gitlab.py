"""GitLab's code quality report: what the widget of a merge request compares between two branches."""

import json
from collections.abc import Sequence
from typing import Any, TextIO

from fastlint.reports.fingerprint import Fingerprints, complete
from fastlint.reports.plain import details
from fastlint.values import Diagnostic, Severity

SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


def write_gitlab(stream: TextIO, diagnostics: Sequence[Diagnostic], fingerprints: Fingerprints) -> None:
    """Write the report."""
    prints = complete(diagnostics, fingerprints)
    issues = [issue(each, mark) for each, mark in zip(diagnostics, prints, strict=True)]
    json.dump(issues, stream, indent=1)
    stream.write("\n")


def issue(diagnostic: Diagnostic, fingerprint: str) -> dict[str, Any]:
    """A finding as Code Climate's format has it. GitLab shows description, severity and place; others the rest."""
    return {
        "type": "issue",
        "description": f"{diagnostic.code}: {diagnostic.message}",
        "check_name": diagnostic.name,
        "fingerprint": fingerprint,
        "severity": SEVERITIES[diagnostic.severity],
        "categories": ["Bug Risk"],
        "content": {"body": "\n\n".join(details(diagnostic))},
        "location": {
            "path": diagnostic.span.path,
            "lines": {"begin": diagnostic.span.line, "end": diagnostic.span.end_line},
        },
        "other_locations": [
            {"path": span.path, "lines": {"begin": span.line, "end": span.end_line}}
            for span in (
                *(step.span for step in diagnostic.chain[1:]),
                *(note.span for note in diagnostic.related),
            )
        ],
    }
