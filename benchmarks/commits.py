#!/usr/bin/env python3
"""Run two commits of fastlint over the benchmark corpora and print the findings gained and lost.

    python commits.py main HEAD --corpora /tmp/bench
    python commits.py HEAD~1 --corpora /tmp/bench --only khoj zenml --select FL1 --samples 20

Each commit is checked out into a git worktree of its own and run with PYTHONPATH at its `src`, by the interpreter
that runs this (it needs fastlint's dependencies).  HEAD may be `.`: the working tree as it stands.  A finding is the
same in both when code, path, line, column and message are; those that changed only their message or column are counted
apart.  A reviewer of a change reads this first.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parent.parent
Finding = dict[str, Any]


def check_out(commit: str, folder: Path) -> Path:
    """The `src` folder of a commit; of `.`, the working tree's own."""
    if commit == ".":
        return REPOSITORY / "src"
    done = subprocess.run(
        ["git", "-C", str(REPOSITORY), "worktree", "add", "--quiet", "--detach", str(folder), commit],
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise SystemExit(done.stderr.strip())
    return folder / "src"


def findings(source: Path, corpus: Path, arguments: list[str]) -> list[Finding]:
    """What the fastlint under `source` finds in a corpus."""
    command = [sys.executable, "-m", "fastlint", "check", ".", "--output-format", "json", *arguments]
    done = subprocess.run(
        command, cwd=corpus, env=os.environ | {"PYTHONPATH": str(source)}, capture_output=True, text=True
    )
    if done.returncode not in (0, 1):
        raise SystemExit(f"fastlint failed on {corpus.name} (exit {done.returncode})\n{done.stderr[-2000:]}")
    found: list[Finding] = json.loads(done.stdout)["diagnostics"]
    return found


def exactly(finding: Finding) -> tuple[Any, ...]:
    return (finding["code"], finding["path"], finding["line"], finding["column"], finding["message"])


def roughly(finding: Finding) -> tuple[Any, ...]:
    return (finding["code"], finding["path"], finding["line"])


def difference(base: list[Finding], head: list[Finding]) -> tuple[list[Finding], list[Finding], int]:
    """Gained, lost, and how many only changed their words."""
    gained = without(head, base)
    lost = without(base, head)
    places = Counter(map(roughly, gained)) & Counter(map(roughly, lost))
    return leave_out(gained, places), leave_out(lost, places), places.total()


def without(these: list[Finding], those: list[Finding]) -> list[Finding]:
    return leave_out(these, Counter(map(exactly, those)), exactly)


def leave_out(these: Iterable[Finding], counts: Counter[tuple[Any, ...]], key: Any = roughly) -> list[Finding]:
    left = counts.copy()
    kept = []
    for finding in these:
        if left[key(finding)] > 0:
            left[key(finding)] -= 1
        else:
            kept.append(finding)
    return kept


def show(corpus: str, sign: str, found: list[Finding], samples: int) -> None:
    by_code: dict[str, list[Finding]] = defaultdict(list)
    for finding in found:
        by_code[finding["code"]].append(finding)
    for code, group in sorted(by_code.items()):
        # spread over the whole list: the first ones would all be from one folder
        step = max(1, len(group) // samples) if samples else 1
        for finding in group[::step][:samples]:
            print(
                f"  {sign} {code} {corpus}/{finding['path']}:{finding['line']}:{finding['column']} "
                f"[{finding['confidence']}] {finding['message']}"
            )
        if len(group) > samples:
            print(f"  {sign} {code} ... {len(group)} in all")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("base")
    parser.add_argument("head", nargs="?", default=".", help="a commit, or . for the working tree")
    parser.add_argument("--corpora", type=Path, required=True, metavar="FOLDER", help="made by corpora.py")
    parser.add_argument("--only", nargs="+", metavar="NAME")
    parser.add_argument("--select", help="passed on to fastlint")
    parser.add_argument("--samples", type=int, default=5, help="lines a code, corpus and direction")
    options = parser.parse_args()
    arguments = ["--select", options.select] if options.select else []
    corpora = [
        folder
        for folder in sorted(options.corpora.iterdir())
        if folder.is_dir() and (folder.name in options.only if options.only else folder.name != "all")
    ]

    totals: Counter[tuple[str, str]] = Counter()
    with tempfile.TemporaryDirectory() as scratch:
        folders = [Path(scratch, "base"), Path(scratch, "head")]
        try:
            sources = [
                check_out(commit, folder) for commit, folder in zip((options.base, options.head), folders, strict=True)
            ]
            for corpus in corpora:
                base, head = (findings(source, corpus, arguments) for source in sources)
                gained, lost, reworded = difference(base, head)
                print(
                    f"{corpus.name}: {len(base)} -> {len(head)} findings, "
                    f"{len(gained)} gained, {len(lost)} lost, {reworded} reworded",
                    flush=True,
                )
                show(corpus.name, "+", gained, options.samples)
                show(corpus.name, "-", lost, options.samples)
                for name, group in (("before", base), ("after", head), ("gained", gained), ("lost", lost)):
                    totals.update((finding["code"], name) for finding in group)
        finally:
            for folder in folders:
                if folder.exists():
                    subprocess.run(["git", "-C", str(REPOSITORY), "worktree", "remove", "--force", str(folder)])

    columns = ("before", "after", "gained", "lost")
    print("\n" + f"{'code':8}" + "".join(f"{name:>9}" for name in columns))
    for code in sorted({code for code, _ in totals}):
        print(f"{code:8}" + "".join(f"{totals[code, name]:9}" for name in columns))


if __name__ == "__main__":
    main()
