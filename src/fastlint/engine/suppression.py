"""Which findings the comments of a file suppress, and which comments suppress nothing or mean nothing."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from fastlint.engine.directives import MARKS, Directive, Reach, directives_in
from fastlint.engine.selection import is_known, nearest, reaches
from fastlint.rule import Rule
from fastlint.source.comments import Layout
from fastlint.values import Diagnostic, InvalidSuppression, Suppressed, UnusedSuppression

#: The findings that no comment hides: a file that is not understood, and failures of fastlint.
NEVER = frozenset({"FL001", "FL004"})

#: The findings about comments: a comment that speaks of everything does not mean itself.
ABOUT_COMMENTS = frozenset({"FL002", "FL003"})

#: Stands for every line of a file: its lines count from 1.
EVERYWHERE = 0

LayoutOf = Callable[[str], Layout | None]


class Suppressions:
    """The suppression comments of a run.

    `rules` are all that exist. `layout_of` gives the layout of a file that may hold comments of interest, or None.
    """

    def __init__(self, rules: Sequence[Rule], layout_of: LayoutOf) -> None:
        self._rules = rules
        self._layout_of = layout_of
        self._directives: dict[str, list[Directive]] = {}
        self._by_line: dict[str, dict[int, list[tuple[int, Directive]]]] = {}
        self._used: set[tuple[str, Directive, str]] = set()

    def split(self, diagnostics: Iterable[Diagnostic]) -> tuple[list[Diagnostic], list[Suppressed]]:
        """The findings that stay, and those that a comment suppresses."""
        kept: list[Diagnostic] = []
        suppressed: list[Suppressed] = []
        for diagnostic in diagnostics:
            directive = self._suppressing(diagnostic)
            if directive is None:
                kept.append(diagnostic)
            else:
                span = diagnostic.span._replace(
                    line=directive.line,
                    column=directive.column,
                    end_line=directive.line,
                    end_column=directive.end_column,
                )
                suppressed.append(Suppressed(diagnostic, span, directive.text, directive.reason))
        return kept, suppressed

    def invalid(self, path: str, *, require_reason: bool) -> Iterator[InvalidSuppression]:
        """The suppressions of a file that cannot be understood."""
        for each in self._in_file(path):
            if not each.is_own:
                continue
            place = (path, each.line, each.column, each.end_column)
            if each.fault:
                yield InvalidSuppression(*place, f"`{_quoted(each)}` is no suppression: {each.fault}", each.cure)
                continue
            for selector in each.selectors:
                if not is_known(selector, self._rules):
                    near = nearest(selector, self._rules)
                    cure = f"did you mean `{near}`?" if near else "`fastlint rules` lists them all"
                    reason = f"`{_quoted(each)}` names `{selector.replace('`', '')}`, which is no rule"
                    yield InvalidSuppression(*place, reason, cure)
            if require_reason and not each.reason:
                cure = "`require-reason` is set: write ` -- why` behind it"
                yield InvalidSuppression(*place, f"`{_quoted(each)}` gives no reason", cure)

    def unused(self, path: str, codes: frozenset[str]) -> Iterator[UnusedSuppression]:
        """The suppressions of a file that nothing was found for, though all that they name are among these codes."""
        for each in self._in_file(path):
            if not each.is_own or each.fault:
                continue
            idle = [
                selector
                for selector in each.selectors
                if (path, each, selector) not in self._used and self._was_asked(selector, codes)
            ]
            if idle:
                is_all = len(idle) == len(each.selectors)
                names = () if is_all else tuple(idle)
                place = (path, each.line, each.column, each.end_column)
                rest = each.without(idle)
                end = each.end_column if rest else each.reason_end
                yield UnusedSuppression(*place, _quoted(each), names, self._elsewhere(path, each), end, rest)

    def _suppressing(self, diagnostic: Diagnostic) -> Directive | None:
        """The directive that suppresses a finding; all of them are marked as used."""
        if diagnostic.code in NEVER:
            return None
        path = diagnostic.span.path
        if not self._in_file(path):
            return None
        directives = self._concerning(diagnostic)
        if not directives:
            return None
        rule = next((rule for rule in self._rules if rule.code == diagnostic.code), None)
        found: Directive | None = None
        for each in directives:
            if not each.selectors:
                found = found or (None if diagnostic.code in ABOUT_COMMENTS else each)
                continue
            for selector in each.selectors:
                if rule is not None and reaches(selector, rule) and _is_meant(selector, rule):
                    self._used.add((path, each, selector))
                    found = found or each
        return found

    def _concerning(self, diagnostic: Diagnostic) -> list[Directive]:
        """The directives whose reach a finding is in, in the order in which they are written."""
        path = diagnostic.span.path
        by_line = self._by_line.get(path)
        if by_line is None:
            by_line = self._by_line[path] = {}
            for index, each in enumerate(self._in_file(path)):
                if not each.fault:
                    line = each.line if each.reach is Reach.STATEMENT else EVERYWHERE
                    by_line.setdefault(line, []).append((index, each))
        found = [each for line in (EVERYWHERE, *self._lines_of(diagnostic)) for each in by_line.get(line, ())]
        return [directive for _, directive in sorted(found, key=lambda pair: pair[0])]

    def _lines_of(self, diagnostic: Diagnostic) -> set[int]:
        """The lines on which a comment concerns a finding: its own, and the first and last of its statement."""
        line = diagnostic.span.line
        layout = self._layout_of(diagnostic.span.path)
        statement = layout.statement_at(line) if layout is not None else None
        return {line} if statement is None else {line, statement.first, statement.last}

    def _in_file(self, path: str) -> list[Directive]:
        directives = self._directives.get(path)
        if directives is None:
            layout = self._layout_of(path)
            comments = layout.comments.values() if layout is not None else ()
            directives = self._directives[path] = [
                directive
                for comment in comments
                if any(mark in comment.text.lower() for mark in MARKS)
                for directive in directives_in(comment)
            ]
        return directives

    def _was_asked(self, selector: str, codes: frozenset[str]) -> bool:
        named = [rule.code for rule in self._rules if reaches(selector, rule)]
        return bool(named) and codes.issuperset(set(named) - NEVER)

    def _elsewhere(self, path: str, directive: Directive) -> int | None:
        """The line that a comment on a line of its own was probably meant for: the end of the next statement."""
        layout = self._layout_of(path)
        if layout is None or directive.reach is Reach.FILE:
            return None
        comment = layout.comments.get(directive.line)
        if comment is None or not comment.is_alone or layout.statement_at(directive.line) is not None:
            return None
        statement = layout.statement_after(directive.line)
        return statement.last if statement is not None else None


def _is_meant(selector: str, rule: Rule) -> bool:
    """Whether a selector speaks of a rule: of those about comments only when it is narrow."""
    return rule.code not in ABOUT_COMMENTS or selector in (rule.code, rule.name, rule.family)


def _quoted(directive: Directive) -> str:
    text = directive.text.replace("`", "'")
    return text if len(text) <= 60 else f"{text[:59]}…"
