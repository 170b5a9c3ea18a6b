"""What a finding is known by when lines move: for services that tell new findings from old ones."""

import hashlib
from collections import Counter
from collections.abc import Sequence

from fastlint.reports.sources import Sources
from fastlint.values import Diagnostic, Span


def fingerprints(diagnostics: Sequence[Diagnostic], sources: Sources) -> tuple[str, ...]:
    """A fingerprint for each diagnostic, no two of them alike.

    It is made of the rule, the file, the function, the code of the finding, and how many alike stand before it; of no
    line number, so that what is written above moves nothing.
    """
    seen: Counter[tuple[str, ...]] = Counter()
    result = []
    for each in diagnostics:
        function = each.chain[0].function if each.chain else ""
        identity = (each.code, each.span.path, function, code_of(each.span, sources) or each.message)
        seen[identity] += 1
        text = "\0".join((*identity, str(seen[identity])))
        result.append(hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()[:32])
    return tuple(result)


def code_of(span: Span, sources: Sources) -> str:
    """The lines of a span without the space between words; empty where the file cannot be read."""
    lines = sources(span.path) or []
    return " ".join(" ".join(lines[span.line - 1 : span.end_line]).split())
