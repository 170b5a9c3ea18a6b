"""JUnit's XML: findings as failed tests, for servers that show tests and know of nothing else."""

from collections.abc import Sequence
from itertools import groupby
from typing import TextIO
from xml.etree import ElementTree

from fastlint.reports.plain import details, heading, sureness
from fastlint.values import Diagnostic, Summary
from fastlint.values.late import pattern

#: The characters that XML 1.0 cannot hold, not even escaped.
FORBIDDEN = pattern("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_junit(stream: TextIO, diagnostics: Sequence[Diagnostic], summary: Summary) -> None:
    """Write a suite for each file with findings; one with a test that passes where there are none."""
    counts = {"tests": str(len(diagnostics) or 1), "failures": str(len(diagnostics)), "errors": "0"}
    root = ElementTree.Element("testsuites", {"name": "fastlint", **counts})
    for path, group in groupby(diagnostics, key=lambda each: each.span.path):
        members = list(group)
        number = str(len(members))
        suite = ElementTree.SubElement(
            root, "testsuite", {"name": clean(path), "tests": number, "failures": number, "errors": "0"}
        )
        for diagnostic in members:
            add_case(suite, diagnostic)
    if not diagnostics:
        suite = ElementTree.SubElement(
            root, "testsuite", {"name": "fastlint", "tests": "1", "failures": "0", "errors": "0"}
        )
        ElementTree.SubElement(suite, "testcase", {"classname": "fastlint", "name": f"{summary.files} files checked"})
    ElementTree.indent(root)
    stream.write("<?xml version='1.0' encoding='utf-8'?>\n")
    stream.write(ElementTree.tostring(root, encoding="unicode") + "\n")


def add_case(suite: ElementTree.Element, diagnostic: Diagnostic) -> None:
    """The failed test of a finding."""
    span = diagnostic.span
    case = ElementTree.SubElement(
        suite,
        "testcase",
        {
            "classname": clean(span.path.removesuffix(".py").replace("/", ".")),
            "name": clean(f"{heading(diagnostic)} (line {span.line})"),
            "file": clean(span.path),
            "line": str(span.line),
        },
    )
    failure = ElementTree.SubElement(
        case, "failure", {"type": clean(diagnostic.code), "message": clean(diagnostic.message)}
    )
    place = f"{span.path}:{span.line}:{span.column}: {heading(diagnostic)} [{sureness(diagnostic)}]"
    failure.text = clean("\n".join([place, diagnostic.message, *details(diagnostic)]))


def clean(text: str) -> str:
    """The text with a question mark for what XML cannot hold."""
    return FORBIDDEN.sub("?", text)
