"""A JSON object a line for each finding, for tools that read a stream."""

import json
from collections.abc import Iterable
from typing import TextIO

from fastlint.reports.json import diagnostic_object
from fastlint.values import Diagnostic


def write_jsonl(stream: TextIO, diagnostics: Iterable[Diagnostic]) -> None:
    """Write the diagnostics with the keys that they have in the JSON report; nothing where there are none."""
    for diagnostic in diagnostics:
        stream.write(json.dumps(diagnostic_object(diagnostic)) + "\n")
