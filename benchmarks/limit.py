#!/usr/bin/env python3
"""Measure what no ast-based linter can beat on a tree: reading and parsing it.

    python limit.py TREE                       # a table, every mode, 5 runs each
    python limit.py TREE --modes parse --runs 9 --json
    python limit.py TREE --once parse          # do it once, silently

Modes, each in a fresh interpreter and whole-process (start-up included):

    startup   imports only
    stat      list the *.py files and stat each one (what a warm run must do)
    read      ... and read their bytes
    hash      ... and digest them with blake2b
    parse     read and ast.parse, each tree dropped at once: THE BASELINE
    nogc      parse with the cyclic collector off (safe: trees hold no cycles)
    walk      parse, then one full ast.walk
    keep      parse, all trees kept to the end, collector off (the memory ceiling)
    parallel  nogc in one forked process per processor, balanced by size, no results

Quote a linter's time as a ratio to `parse` on the same tree, the two measured
in turn in one run (`--once parse` is the other command for a timer that pairs
commands); absolute seconds do not travel between machines or hours.  The runs
of the modes are interleaved here for the same reason.  Files that do not parse
count as read.  Warnings are off: invalid escapes in a corpus would print.
Standard library only; Linux (fork, sched_getaffinity, wait4).  Run it with the
interpreter of a virtual environment: a *.pth file in site-packages of the base
installation can cost more start-up than everything measured here.
"""

from __future__ import annotations

import os
import sys

# Everything else is imported where it is used: a run of one mode must not pay
# for the report's imports.
TYPE_CHECKING = False
if TYPE_CHECKING:
    import ast
    from collections.abc import Callable, Iterator


def python_files(tree: str) -> Iterator[os.DirEntry[str]]:
    with os.scandir(tree) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from python_files(entry.path)
            elif entry.name.endswith(".py"):
                yield entry


def read(path: str) -> bytes:
    with open(path, "rb", buffering=0) as file:
        return file.read()


def parse(path: str) -> ast.Module:
    import ast

    try:
        return ast.parse(read(path), path)
    except (SyntaxError, ValueError):
        return ast.Module([], [])


def parse_and_drop(path: str) -> None:
    parse(path)


def run_startup(tree: str) -> None:
    import ast  # noqa: F401


def run_stat(tree: str) -> None:
    for entry in python_files(tree):
        entry.stat()


def run_read(tree: str) -> None:
    for entry in python_files(tree):
        read(entry.path)


def run_hash(tree: str) -> None:
    from hashlib import blake2b

    for entry in python_files(tree):
        blake2b(read(entry.path), digest_size=16).digest()


def run_parse(tree: str) -> None:
    for entry in python_files(tree):
        parse_and_drop(entry.path)


def run_nogc(tree: str) -> None:
    import gc

    gc.disable()
    run_parse(tree)


def run_walk(tree: str) -> None:
    import ast

    for entry in python_files(tree):
        for _ in ast.walk(parse(entry.path)):
            pass


def run_keep(tree: str) -> None:
    import gc

    gc.disable()
    kept = [parse(entry.path) for entry in python_files(tree)]  # noqa: F841
    os._exit(0)  # no time spent freeing them


def run_parallel(tree: str) -> None:
    import ast  # noqa: F401  (once, before the forks)
    import gc

    gc.disable()
    shares: list[tuple[list[int], list[str]]] = [([0], []) for _ in os.sched_getaffinity(0)]  # bytes, paths
    for entry in sorted(python_files(tree), key=lambda entry: -entry.stat().st_size):
        smallest = min(shares, key=lambda share: share[0][0])
        smallest[0][0] += entry.stat().st_size
        smallest[1].append(entry.path)
    children = []
    for _, paths in shares[1:]:
        child = os.fork()
        if child == 0:
            for path in paths:
                parse_and_drop(path)
            os._exit(0)
        children.append(child)
    for path in shares[0][1]:
        parse_and_drop(path)
    for child in children:
        os.waitpid(child, 0)


MODES: dict[str, Callable[[str], None]] = {
    "startup": run_startup,
    "stat": run_stat,
    "read": run_read,
    "hash": run_hash,
    "parse": run_parse,
    "nogc": run_nogc,
    "walk": run_walk,
    "keep": run_keep,
    "parallel": run_parallel,
}


def measure(mode: str, tree: str) -> dict[str, float]:
    """Wall and processor seconds and peak MiB (largest process) of one fresh run.

    A peak below this process's own (some 15 MiB) cannot be seen.
    """
    import subprocess
    import time

    command = [sys.executable, "-W", "ignore", os.path.abspath(__file__), tree, "--once", mode]
    start = time.perf_counter()
    child = subprocess.Popen(command)
    _, status, usage = os.wait4(child.pid, 0)
    wall = time.perf_counter() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{mode} failed on {tree}")
    return {"wall_s": wall, "cpu_s": usage.ru_utime + usage.ru_stime, "peak_mib": usage.ru_maxrss / 1024}


def main() -> None:
    if len(sys.argv) == 4 and sys.argv[2] == "--once" and sys.argv[3] in MODES:
        MODES[sys.argv[3]](sys.argv[1])
        return

    import argparse
    import json
    import statistics

    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("tree")
    parser.add_argument("--once", choices=MODES, help="run one mode here, print nothing")
    parser.add_argument("--modes", nargs="+", choices=MODES, default=list(MODES))
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()

    if options.once:
        parser.error("--once takes the place of every other option: TREE --once MODE")

    files = lines = size = 0  # nothing is kept: a child's peak starts at its parent's
    for entry in python_files(options.tree):
        content = read(entry.path)
        files, lines, size = files + 1, lines + content.count(b"\n"), size + len(content)
    modes = options.modes if "parse" in options.modes else ["parse", *options.modes]
    runs: dict[str, list[dict[str, float]]] = {mode: [] for mode in modes}
    for _ in range(options.runs):
        for mode in modes:
            runs[mode].append(measure(mode, options.tree))

    figures = {}
    for mode in modes:
        figures[mode] = {
            key: statistics.median(run[key] for run in runs[mode]) for key in ("wall_s", "cpu_s", "peak_mib")
        }
        figures[mode]["wall_to_parse"] = statistics.median(
            run["wall_s"] / base["wall_s"] for run, base in zip(runs[mode], runs["parse"], strict=True)
        )
    report = {
        "tree": options.tree,
        "files": files,
        "lines": lines,
        "bytes": size,
        "python": sys.version.split()[0],
        "processors": os.cpu_count(),
        "runs": options.runs,
        "modes": figures,
    }
    if options.json:
        print(json.dumps(report, indent=1))
        return
    print(
        f"{report['files']} files, {lines} lines, {report['bytes']} bytes; "
        f"Python {report['python']}, {report['processors']} processors; "
        f"medians of {options.runs} runs"
    )
    print(f"{'mode':10}{'wall s':>9}{'cpu s':>9}{'peak MiB':>10}{'klines/s':>10}{'x parse':>9}")
    for mode, row in figures.items():
        print(
            f"{mode:10}{row['wall_s']:9.3f}{row['cpu_s']:9.3f}{row['peak_mib']:10.0f}"
            f"{lines / row['wall_s'] / 1000:10.0f}{row['wall_to_parse']:9.3f}"
        )


if __name__ == "__main__":
    main()
