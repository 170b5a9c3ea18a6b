#!/usr/bin/env python3
"""How long a cold `fastlint check` takes, as a ratio to what no ast-based linter can beat.

    python speed.py /tmp/bench/zenml
    python speed.py /tmp/bench/all --rounds 7 --json

Each round runs `limit.py --once parse` and `fastlint check` on the same tree, one after the other, each in a fresh
interpreter, start-up included; the order alternates from round to round.  The ratio is that of the medians of the wall
times: seconds do not travel between machines, or hours, the ratio does.  Run it with the interpreter of a virtual
environment that holds fastlint's dependencies; the fastlint measured is the one of this repository.

Exits with 1 when the ratio is above --target.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
LIMIT = Path(__file__).resolve().with_name("limit.py")


def run(command: list[str], folder: Path, accepted: tuple[int, ...]) -> dict[str, float]:
    """Wall and processor seconds and peak MiB of one run; its output goes nowhere."""
    environment = os.environ | {"PYTHONPATH": str(REPOSITORY / "src")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # what pip installs has its byte code, too
    start = time.perf_counter()
    child = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    wall = time.perf_counter() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in accepted:
        raise SystemExit(f"{' '.join(command)} failed with {child.returncode}")
    return {"wall_s": wall, "cpu_s": usage.ru_utime + usage.ru_stime, "peak_mib": usage.ru_maxrss / 1024}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("tree", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--target", type=float, default=3.0)
    parser.add_argument("--json", action="store_true")
    parser.add_argument(
        "--arguments",
        nargs="*",
        default=[],
        metavar="WORD",
        help="more words for `fastlint check`, such as --arguments=--no-cache",
    )
    options = parser.parse_args()

    commands = {
        "parse": ([sys.executable, "-W", "ignore", str(LIMIT), ".", "--once", "parse"], (0,)),
        "fastlint": (
            [sys.executable, "-m", "fastlint", "check", ".", "--output-format", "json", *options.arguments],
            (0, 1),
        ),
    }
    runs: dict[str, list[dict[str, float]]] = {name: [] for name in commands}
    for command, accepted in commands.values():
        run(command, options.tree, accepted)  # once unmeasured: byte code is compiled, the files are in memory
    for number in range(options.rounds):
        for name in list(commands)[:: 1 if number % 2 == 0 else -1]:
            runs[name].append(run(commands[name][0], options.tree, commands[name][1]))

    medians = {
        name: {key: statistics.median(one[key] for one in group) for key in group[0]} for name, group in runs.items()
    }
    ratio = medians["fastlint"]["wall_s"] / medians["parse"]["wall_s"]
    if options.json:
        print(json.dumps({"tree": options.tree.name, "rounds": options.rounds, "ratio": ratio, "medians": medians}))
    else:
        for name, figures in medians.items():
            walls = [one["wall_s"] for one in runs[name]]
            print(
                f"{name:10}{figures['wall_s']:8.2f} s wall ({min(walls):.2f} to {max(walls):.2f})"
                f"{figures['cpu_s']:8.2f} s processor{figures['peak_mib']:8.0f} MiB"
            )
        print(f"ratio {ratio:.2f} on {options.tree.name} (target: at most {options.target:g})")
    raise SystemExit(ratio > options.target)


if __name__ == "__main__":
    main()
