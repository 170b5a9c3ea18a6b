"""What services tell new findings from old ones by."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence

from fastlint.values import Diagnostic

#: A word for each finding that stays when lines move.
Fingerprints = Mapping[Diagnostic, str]


def complete(diagnostics: Sequence[Diagnostic], known: Fingerprints) -> tuple[str, ...]:
    """The fingerprint of each diagnostic, no two of them alike; one of its message where it has none."""
    seen: Counter[str] = Counter()
    result = []
    for each in diagnostics:
        text = known.get(each) or "\0".join((each.code, each.span.path, each.message))
        seen[text] += 1
        if each not in known or seen[text] > 1:
            text = hashlib.sha256(f"{text}\0{seen[text]}".encode("utf-8", "backslashreplace")).hexdigest()[:32]
        result.append(text)
    return tuple(result)
