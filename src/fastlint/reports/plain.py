"""What belongs to a finding, as lines without layout: for services that have a text field and nothing more."""

from collections.abc import Iterator

from fastlint.reports.chain import names_of, short_function
from fastlint.values import Diagnostic


def details(diagnostic: Diagnostic) -> Iterator[str]:
    """The chain a step a line, then routes, related places, help and fixes."""
    if len(diagnostic.chain) > 1:
        for step, name in zip(diagnostic.chain, names_of(diagnostic), strict=True):
            yield f"{step.span.path}:{step.span.line}: {short_function(step)} calls {name}"
    if diagnostic.routes:
        yield f"{'route' if len(diagnostic.routes) == 1 else 'routes'}: {', '.join(diagnostic.routes)}"
    for note in diagnostic.related:
        yield f"see {note.span.path}:{note.span.line}" + (f": {note.message}" if note.message else "")
    if diagnostic.help:
        yield f"help: {diagnostic.help}"
    for fix in diagnostic.fixes:
        yield f"fix ({fix.safety.value}): {fix.title}"


def heading(diagnostic: Diagnostic) -> str:
    """`FL101 blocking-sleep`."""
    return f"{diagnostic.code} {diagnostic.name}"


def sureness(diagnostic: Diagnostic) -> str:
    """`error, medium confidence`."""
    return f"{diagnostic.severity.value}, {diagnostic.confidence.value} confidence"
