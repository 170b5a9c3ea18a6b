"""Fixes → what they change, file by file."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import field

from fastlint.fixes.change import Change, Impossible, applied, ordered
from fastlint.fixes.imports import Imports
from fastlint.fixes.writing import Writer
from fastlint.source.decode import DecodeError, decode
from fastlint.source.tokens import TokenFile, TokenizeError
from fastlint.values import Confidence, Diagnostic, Edit, Fix, Imported, Safety, Span
from fastlint.values.late import dataclass

#: So many files are kept open. Findings come file by file, and the tokens of a file take twenty times its size.
MOST_OPEN = 8

Read = Callable[[str], bytes]


@dataclass(frozen=True)
class Plan:
    """What a fix changes in its file: `claims` are the stretches that are its own, `needed` the imports to add."""

    path: str
    changes: tuple[Change, ...]
    claims: tuple[tuple[int, int], ...]
    needed: frozenset[Imported] = field(default_factory=frozenset)


class Claims:
    """The stretches of one file that plans have as their own: sorted, and joined where they meet."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []

    def meet(self, plan: Plan) -> bool:
        """Whether a plan cannot be carried out at the same time as those that were added."""
        return any(before < after for before, after in map(self._met, plan.claims))

    def add(self, plan: Plan) -> None:
        """What a plan changes is its own from now on."""
        for claim in plan.claims:
            start, end = claim
            before, after = self._met(claim)
            if before < after:
                start, end = min(start, self._starts[before]), max(end, self._ends[after - 1])
            self._starts[before:after] = [start]
            self._ends[before:after] = [end]

    def _met(self, claim: tuple[int, int]) -> tuple[int, int]:
        """The stretches that a claim meets: from the one index to before the other."""
        return bisect_left(self._ends, claim[0]), bisect_right(self._starts, claim[1])


class Bench:
    """The files at hand, as they are now. `read` gives the bytes of an absolute path and raises `OSError`."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._files: dict[str, tuple[TokenFile, Imports] | None] = {}

    def text(self, path: str) -> str:
        """The text of a file. Raises `Impossible`."""
        return self._opened(path)[0].text

    def _opened(self, path: str) -> tuple[TokenFile, Imports]:
        if path not in self._files:
            if len(self._files) >= MOST_OPEN:
                del self._files[next(iter(self._files))]
            try:
                file = TokenFile(decode(self._read(path)))
                self._files[path] = file, Imports(file)
            except (OSError, DecodeError, TokenizeError):
                self._files[path] = None
        opened = self._files[path]
        if opened is None:
            raise Impossible("the file cannot be read")
        return opened

    def plan(self, fix: Fix) -> Plan | None:
        """What a fix changes; None where it cannot be made. All of its intents are about one file."""
        paths = {intent[0].path for intent in fix.intents}
        if len(paths) != 1:
            return None
        path = paths.pop()
        try:
            file, imports = self._opened(path)
            writer = Writer(file, imports)
            changes = tuple(change for intent in fix.intents for change in writer.changes(intent))
            applied(file.text, [*changes, *imports.added(writer.needed)])
        except Impossible:
            return None
        claims = (*((change.start, change.end) for change in changes), *writer.claims)
        return Plan(path, changes, claims, frozenset(writer.needed)) if changes else None

    def changed(self, path: str, plans: Iterable[Plan]) -> str:
        """The text of a file after plans that do not meet. Raises `Impossible`."""
        file, imports = self._opened(path)
        plans = tuple(plans)
        changes = dict.fromkeys(change for plan in plans for change in plan.changes)
        needed = {each for plan in plans for each in plan.needed}
        return applied(file.text, [*changes, *imports.added(needed)])

    def edits(self, plan: Plan, shown: str) -> Iterator[Edit]:
        """The plan as edits of the file that is shown under this path, in order; no two begin at the same place."""
        file, imports = self._opened(plan.path)
        joined: list[Change] = []
        for change in ordered([*plan.changes, *imports.added(plan.needed)]):
            if joined and joined[-1].start == joined[-1].end == change.start:
                change = change._replace(text=joined.pop().text + change.text)
            joined.append(change)
        for start, end, text in joined:
            yield Edit(Span(shown, *file.place(start), *file.place(end)), text)


def with_edits(diagnostic: Diagnostic, bench: Bench) -> Diagnostic:
    """The diagnostic with the edits of its fixes, and without the fixes that cannot be made.

    What is not sure is not changed without being read: then a fix is unsafe.
    """
    if not diagnostic.fixes:
        return diagnostic
    fixes = []
    for fix in diagnostic.fixes:
        if fix.edits:
            fixes.append(fix)
            continue
        plan = bench.plan(fix)
        if plan is not None:
            is_sure = diagnostic.confidence is Confidence.HIGH
            safety = fix.safety if is_sure else Safety.UNSAFE
            fixes.append(fix._replace(safety=safety, edits=tuple(bench.edits(plan, diagnostic.span.path))))
    return diagnostic._replace(fixes=tuple(fixes))
