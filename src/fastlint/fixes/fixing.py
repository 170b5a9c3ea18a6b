"""Carry out the fixes of a check, again and again, until there is nothing more to fix."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from fastlint.engine.report import Outcome, Report
from fastlint.fixes.change import Change, Impossible
from fastlint.values import Diagnostic, Safety

if TYPE_CHECKING:
    from fastlint.fixes.planning import Bench, Claims, Plan

#: A fix may make room for another one. That this goes on for longer has not been seen.
MOST_ROUNDS = 10


class Checker(Protocol):
    """What checks, and holds files in place of what is on the disk: the engine's session."""

    def check(self, paths: Sequence[str]) -> Report: ...
    def read(self, path: str) -> bytes: ...
    def hold(self, path: str, data: bytes) -> None: ...


def with_fixes(report: Report, checker: Checker) -> Report:
    """The report with the edits of all fixes that can be made."""
    if not any(each.fixes for each in report.diagnostics):
        return report
    from fastlint.fixes.planning import Bench, with_edits

    bench = Bench(checker.read)
    diagnostics = tuple(with_edits(each, bench) for each in report.diagnostics)
    fixable = sum(1 for each in diagnostics if each.fixes)
    return replace(report, diagnostics=diagnostics, summary=report.summary._replace(fixable=fixable))


def check_only(checker: Checker, paths: Sequence[str]) -> Outcome:
    """What is found, with the fixes that can be made; none of them is."""
    return Outcome(with_fixes(checker.check(paths), checker))


def fix_all(checker: Checker, paths: Sequence[str], *, unsafe: bool) -> Outcome:
    """Carry out the safe fixes, and the `unsafe` ones if they are wanted. Nothing is written: the checker holds it."""
    before: dict[str, bytes] = {}
    fixed = 0
    report = with_fixes(checker.check(paths), checker)
    for _ in range(MOST_ROUNDS):
        changed, count = one_round(report.diagnostics, checker, unsafe=unsafe)
        if not changed:
            break
        for path, data in changed.items():
            before.setdefault(path, checker.read(path))
            checker.hold(path, data)
        fixed += count
        report = with_fixes(checker.check(paths), checker)
    after = ((path, data, checker.read(path)) for path, data in sorted(before.items()))
    files = tuple(each for each in after if each[1] != each[2])
    if fixed:
        report = replace(report, summary=report.summary._replace(fixed=fixed))
    return Outcome(report, files)


def one_round(diagnostics: Iterable[Diagnostic], checker: Checker, *, unsafe: bool) -> tuple[dict[str, bytes], int]:
    """The files that fixes change that do not meet, each with its new bytes; and how many findings they cure."""
    from fastlint.fixes.planning import Bench, Claims

    bench = Bench(checker.read)
    chosen: dict[str, list[Plan]] = {}
    claimed: dict[str, Claims] = {}
    same: set[tuple[str, tuple[Change, ...]]] = set()
    cured: dict[str, int] = {}
    for diagnostic in diagnostics:
        plan = _plan(diagnostic, bench, unsafe=unsafe)
        if plan is None:
            continue
        claims = claimed.setdefault(plan.path, Claims())
        if (plan.path, plan.changes) in same:
            cured[plan.path] += 1
        elif not claims.meet(plan):
            chosen.setdefault(plan.path, []).append(plan)
            claims.add(plan)
            same.add((plan.path, plan.changes))
            cured[plan.path] = cured.get(plan.path, 0) + 1
    changed: dict[str, bytes] = {}
    count = 0
    for path, plans in chosen.items():
        data = _carried_out(path, plans, bench, checker.read(path))
        if data is not None:
            changed[path] = data
            count += cured[path]
    return changed, count


def _plan(diagnostic: Diagnostic, bench: Bench, *, unsafe: bool) -> Plan | None:
    """What the first fix of a finding changes that is as safe as wanted."""
    for fix in diagnostic.fixes:
        if fix.safety is Safety.SAFE or unsafe:
            return bench.plan(fix)
    return None


def _carried_out(path: str, plans: list[Plan], bench: Bench, before: bytes) -> bytes | None:
    """The file after all plans; after those of them with which it compiles, if it does not with all."""
    whole = _valid(path, plans, bench, before)
    if whole is not None:
        return whole
    kept: list[Plan] = []
    last: bytes | None = None
    for plan in plans:
        data = _valid(path, [*kept, plan], bench, before)
        if data is not None:
            kept.append(plan)
            last = data
    return last


def _valid(path: str, plans: list[Plan], bench: Bench, before: bytes) -> bytes | None:
    """The file after the plans; None where Python would not compile it, or nothing has changed."""
    from fastlint.source.rewriting import compiles, encoded_like

    try:
        text = bench.changed(path, plans)
    except Impossible:
        return None
    data = encoded_like(before, text)
    return data if data is not None and data != before and compiles(text, path) else None
