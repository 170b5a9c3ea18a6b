"""Suppression comments: what they say, before anybody asks whether it means something.

`# noqa`, `# noqa: FL102 -- reason`, `# fastlint: ignore[FL102] -- reason`, and for a whole file
`# fastlint: ignore-file[FL102] -- reason` or, as flake8 understands it, `# flake8: noqa`.
"""

import re
from collections.abc import Collection, Iterator
from enum import Enum

from fastlint.source.comments import Comment
from fastlint.values.late import NamedTuple, pattern

#: A comment without any of these texts, in small letters, holds no suppression.
MARKS = ("noqa", "fastlint")

#: A file in which this is not found holds none either: what names codes of other tools alone is not for us.
MAY_SUPPRESS = pattern(
    r"#\s*fastlint|#\s*(?:flake8[:=]\s*)?noqa\b(?:(?!\s*:\s*[a-z]+[0-9])|[^\n]*\bfl[0-9])", re.IGNORECASE
)

#: Every file that may hold a suppression of fastlint's own, in bytes: others matter only where something is found.
OWN_MARK = pattern(rb"#\s*fastlint|#\s*noqa\s*:[^\n]*\bfl\d|#\s*flake8[:=]\s*noqa\s*:[^\n]*\bfl\d", re.IGNORECASE)

_CODES = r"[A-Za-z]+[0-9]+(?:\s*[,\s]\s*[A-Za-z]+[0-9]+)*"
_REASON = r"(?:\s*--\s*(?P<reason>.*))?"
_NOQA = pattern(rf"#\s*noqa\b(?:\s*:\s*(?P<codes>{_CODES}){_REASON})?", re.IGNORECASE)
_FLAKE8 = pattern(rf"#\s*flake8[:=]\s*noqa(?::\s*(?P<codes>{_CODES}){_REASON})?\s*$", re.IGNORECASE)
_OWN = pattern(r"#\s*fastlint\b(?P<colon>\s*:)?\s*(?P<rest>.*)", re.IGNORECASE)
_IGNORE = pattern(rf"(?P<verb>ignore|ignore-file)\[(?P<list>[^\[\]]*)\]{_REASON}")
#: What makes a comment that begins with `fastlint`, without a colon, more than prose.
_MEANT = pattern(r"(?:ignore|noqa|disable|skip)\b", re.IGNORECASE)
#: Where a malformed suppression ends: at its reason, or at the next comment.
_NEXT = pattern(r"\s*(?:--|#)")
_WORD = pattern(r"[^\s,]+")
_CODE = pattern(r"fl\d+", re.IGNORECASE)


class Reach(Enum):
    """What a directive is about."""

    STATEMENT = "statement"
    FILE = "file"


class Directive(NamedTuple):
    """One suppression. Without `selectors` it concerns everything; `fault` says why it cannot be understood.

    `is_own` tells that it speaks of fastlint by name or by codes: others may be meant for other tools. `text` is how it
    is written, without the reason, from `column` to `end_column` (exclusive), and `reason_end` is where that ends.
    """

    reach: Reach
    selectors: tuple[str, ...]
    reason: str
    is_own: bool
    line: int
    column: int
    end_column: int
    reason_end: int
    text: str
    fault: str = ""
    cure: str = ""

    def without(self, selectors: Collection[str]) -> str:
        """The text where these selectors no longer stand; empty where nothing else would be left."""
        head, found, rest = self.text.rpartition("[") if self.text.endswith("]") else self.text.rpartition(":")
        words = [word for word in _WORD.findall(rest.rstrip("]")) if _normal(word) not in selectors]
        tail = "]" if found == "[" else ""
        return f"{head}{found}{'' if tail else ' '}{', '.join(words)}{tail}" if words else ""


def directives_in(comment: Comment) -> Iterator[Directive]:
    """The suppressions of a comment; codes of other tools are left out, and so is what speaks of them alone."""
    for match in _FLAKE8.finditer(comment.text):
        if comment.is_alone:
            yield from _listed(match, comment, Reach.FILE)
    for match in _NOQA.finditer(comment.text):
        yield from _listed(match, comment, Reach.STATEMENT)
    own = _OWN.search(comment.text)
    while own is not None:
        directive = _own(own, comment) if own["colon"] or _MEANT.match(own["rest"]) else None
        if directive is not None:
            yield directive
        # What follows one that is understood is its reason.
        stays = directive is None or directive.fault
        own = _OWN.search(comment.text, own.start() + 1) if stays else None


def _listed(match: re.Match[str], comment: Comment, reach: Reach) -> Iterator[Directive]:
    words = _WORD.findall(match["codes"] or "")
    codes = tuple(_normal(word) for word in words if _CODE.fullmatch(word))
    if codes or not words:
        end = match.end("codes") if words else match.end()
        yield _directive(match, comment, end, reach, codes, is_own=bool(codes))


def _own(match: re.Match[str], comment: Comment) -> Directive:
    found = _IGNORE.match(match["rest"]) if match["colon"] else None
    if found is None:
        end = match.start("rest") + len(_NEXT.split(match["rest"], maxsplit=1)[0])
        fault, cure = _fault(match["rest"], has_colon=bool(match["colon"]))
        return _directive(match, comment, end, Reach.STATEMENT, (), fault=fault, cure=cure)
    words = tuple(_normal(word) for word in _WORD.findall(found["list"]))
    reach = Reach.FILE if found["verb"] == "ignore-file" else Reach.STATEMENT
    end = match.start("rest") + found.end("list") + 1
    if not words:
        fault, cure = "no rule is named", f"write `# fastlint: {found['verb']}[FL101]`, or `[ALL]`"
        return _directive(match, comment, end, reach, (), fault=fault, cure=cure)
    if reach is Reach.FILE and not comment.is_alone:
        fault, cure = "`ignore-file` stands behind code", "put it on a line of its own"
        return _directive(match, comment, end, reach, words, fault=fault, cure=cure)
    return _directive(match, comment, end, reach, words, reason=found["reason"] or "")


def _normal(word: str) -> str:
    return word.upper() if _CODE.fullmatch(word) else word


def _fault(rest: str, *, has_colon: bool) -> tuple[str, str]:
    """Why a comment that begins with `# fastlint` is no suppression, and what was probably meant."""
    named = ", ".join(re.findall(r"\bFL\d+\b", rest, re.IGNORECASE)).upper() or "FL101"
    verb = "ignore-file" if "file" in rest else "ignore"
    cure = f"write `# fastlint: {verb}[{named}]`"
    if not has_colon:
        return "the colon is missing", cure
    if rest.startswith("ignore"):
        return "the rules do not stand in brackets", cure
    return "it is neither `ignore[...]` nor `ignore-file[...]`", cure


def _directive(
    match: re.Match[str],
    comment: Comment,
    end: int,
    reach: Reach,
    selectors: tuple[str, ...],
    *,
    reason: str | None = None,
    is_own: bool = True,
    fault: str = "",
    cure: str = "",
) -> Directive:
    if reason is None:
        reason = match.groupdict().get("reason") or ""
    start = comment.column + match.start()
    text = comment.text[match.start() : end]
    ends = comment.column + end, comment.column + (match.end() if reason else end)
    return Directive(reach, selectors, reason.strip(), is_own, comment.line, start, *ends, text, fault, cure)
