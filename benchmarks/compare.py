#!/usr/bin/env python3
"""Run fastlint and other linters over the benchmark corpora, and write what each of them takes as a table.

    python compare.py --corpora /tmp/bench --environments /tmp/linters --write docs/performance.md --json runs.json
    python compare.py --corpora /tmp/bench --environments /tmp/linters --only khoj zenml --runs 3
    python compare.py --corpora /tmp/bench --tools fastlint --runs 7 --target 3      # downloads nothing

fastlint is the one of this repository.  Every other tool gets a virtual environment of its own below --environments,
with the pinned releases of `TOOLS`, from the package index by pip.  A tool that cannot be installed has a line in the
table that says so.  `ast.parse` is what no linter that uses it can beat (`limit.py`); times are given as multiples of
it, too, for seconds do not travel between machines, or hours.

A corpus is copied to a scratch folder, its .py files only.  There each tool is given the folder, no configuration, no
environment with the corpus's packages, and a cache folder of its own:

    cold                the cache is deleted; fastlint neither reads nor writes one (--no-cache)
    writing the cache   what `cold` is for the other tools that have a cache
    warm                the same again, nothing has changed
    one file edited     the same again, with one more function at the end of the file in the middle of the project: one
                        that is imported by many files and imports many (`middle`)

Runs go in turn, all tools and modes once, then all of them again; the table has the medians.  A tool that takes longer
than --timeout is killed, and not tried again on that corpus.  Run this with the interpreter of a virtual environment
that holds fastlint's dependencies.  Findings are counted, not judged: the tools look for different things.
"""

import argparse
import ast
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parent
BEGINS = "<!-- begin: written by benchmarks/compare.py -->\n"
ENDS = "<!-- end -->\n"
PARSE = "`ast.parse`"
PYLINT_CHECKS = (
    "await-outside-async",
    "async-context-manager-with-regular-with",
    "yield-inside-async-function",
    "not-async-context-manager",
)
ADDED = b"\n\n\ndef added_by_the_benchmark(value):\n    return value\n"
#: One small file, as an editor would hand it over: 50 lines.
SMALL_FILE = (
    """\
import time

from fastapi import Depends, FastAPI

app = FastAPI()


def store():
    return {}
"""
    + "".join(
        f"""

@app.get("/items{number}/{{key}}")
async def read_item_{number}(key: int, items=Depends(store)):
    return items.get(key)
"""
        for number in range(8)
    )
    + "\n"
)

Report = dict[str, Any]
Run = dict[str, Any]


class Mode(NamedTuple):
    """One way to run a tool on a corpus."""

    label: str
    words: tuple[str, ...] = ()  # added to the command
    cache: str = "deleted"  # before the run; or "kept", or "kept, one file edited"


class Tool(NamedTuple):
    """A linter. In its words, `{bin}` is the `bin` folder of its environment, and `{cache}` its cache folder; the word
    `{files}` stands for all .py files."""

    name: str
    label: str
    command: tuple[str, ...]
    modes: tuple[Mode, ...]
    findings: Callable[[bytes], int] | None = None  # how many there are in its output
    accepted: tuple[int, ...] = (0, 1)  # exit codes of a run that has come to its end
    requirements: tuple[str, ...] = ()
    cache: str = ""  # within the corpus, for a tool that puts it there


def items(key: str | None = None) -> Callable[[bytes], int]:
    """Counts the items of a JSON array, or of the array under a key of a JSON object."""

    def count(output: bytes) -> int:
        parsed = json.loads(output)
        return len(parsed[key] if key else parsed)

    return count


def lines(output: bytes) -> int:
    return sum(1 for line in output.splitlines() if line.strip())


WITH_CACHE = (Mode("cold"), Mode("warm", cache="kept"), Mode("one file edited", cache="kept, one file edited"))
#: All but fastlint, whose modes depend on its options.
TOOLS = (
    Tool("parse", PARSE, (sys.executable, "-W", "ignore", str(HERE / "limit.py"), ".", "--once", "parse"), (Mode(""),)),
    Tool(
        "ruff",
        "ruff `FAST,ASYNC`",
        (
            "{bin}/ruff",
            "check",
            ".",
            "--isolated",
            "--select=FAST,ASYNC",
            "--output-format=json",
            "--cache-dir={cache}",
        ),
        WITH_CACHE,
        items(),
        requirements=("ruff==0.17.6",),
    ),
    Tool(
        "flake8",
        "flake8 with flake8-async",
        # not --select=ASYNC, which runs what flake8-async leaves off by default, too
        ("{bin}/flake8", ".", "--isolated", "--extend-ignore=C,E,F,W", "--asyncio"),
        (Mode("cold"),),
        lines,
        requirements=("flake8==7.5.0", "flake8-async==26.8.1"),
    ),
    Tool(
        "pylint",
        "pylint, async checks",
        (
            *("{bin}/pylint", f"--rcfile={os.devnull}", "--persistent=n", "--output-format=json", "--disable=all"),
            # not --recursive, which leaves out folders of a package that have no __init__.py
            *(f"--enable={','.join(PYLINT_CHECKS)}", "{files}"),
        ),
        (Mode("cold"),),
        items(),
        # a sum of bits, one for each kind of message; 32 is wrong usage
        accepted=tuple(range(32)),
        requirements=("pylint==4.1.4", "astroid==4.3.4"),
    ),
    Tool(
        "hydroid",
        "hydroid",
        ("{bin}/hydroid", ".", "--format=json"),
        WITH_CACHE,
        items("diagnostics"),
        requirements=("hydroid-cli==0.5.0",),
        cache=".hydroid_cache",
    ),
    Tool(
        "fastapi-lsp",
        "fastapi-lsp `check`",
        ("{bin}/fastapi-lsp", "check", ".", "--format=json"),
        (Mode("cold"),),
        lines,
        requirements=("fastapi-lsp==0.1.9",),
    ),
)


def fastlint(options: str) -> tuple[Tool, list[str]]:
    """fastlint in the modes for which it has the options, and what is left out for want of one."""
    uncached = ("--no-cache",) if "--no-cache" in options else ()
    modes = [Mode("cold", uncached)]
    left_out = []
    if "--jobs" in options:
        modes.append(Mode("cold, one process", (*uncached, "--jobs=1")))
    else:
        left_out.append("this fastlint has no `--jobs`: all its runs are in one process")
    if "--cache-dir" in options:
        cached = ("--cache-dir={cache}",)
        modes += [
            Mode("writing the cache", cached),
            Mode("warm", cached, "kept"),
            Mode("one file edited", cached, "kept, one file edited"),
        ]
    else:
        left_out.append("this fastlint has no `--cache-dir`: all its runs are cold")
    command = (sys.executable, "-m", "fastlint", "check", ".", "--isolated", "--output-format=json")
    return Tool("fastlint", "fastlint", command, tuple(modes), items("diagnostics")), left_out


class Bench:
    """Where tools are run: their environments, and a scratch folder for corpora, caches and output."""

    def __init__(self, environments: Path | None, scratch: Path, timeout: float) -> None:
        self.environments = environments
        self.scratch = scratch
        self.timeout = timeout
        self.home = scratch / "home"
        self.home.mkdir()
        (scratch / "cache").mkdir()

    def variables(self, tool: Tool) -> dict[str, str]:
        """The environment's variables, without those that configure Python, an environment or a tool."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("PYTHON", "XDG_", "CONDA", "VIRTUAL_ENV", "RUFF", "PYLINT", "FASTLINT", "HYDROID"))
        }
        kept["HOME"] = str(self.home)
        if tool.name == "fastlint":
            kept["PYTHONPATH"] = str(REPOSITORY / "src")
        return kept

    def folder(self, tool: Tool) -> Path:
        assert self.environments is not None
        return self.environments / tool.requirements[0].replace("==", "-")

    def install(self, tool: Tool) -> str:
        """Make the environment of a tool, unless it is there; why it cannot be, or nothing."""
        if not tool.requirements:
            return ""
        wanted = " ".join(tool.requirements)
        if self.environments is None:
            return "not installed: no --environments"
        done = self.folder(tool) / "installed.txt"
        if done.is_file() and done.read_text() == wanted:
            return ""
        print(f"installing {wanted}", file=sys.stderr, flush=True)
        make = [sys.executable, "-m", "venv", "--clear", str(self.folder(tool))]
        pip = [str(self.folder(tool) / "bin" / "python"), "-m", "pip", "install", "--quiet", *tool.requirements]
        for command in (make, pip):
            ran = subprocess.run(command, capture_output=True, text=True)
            if ran.returncode:
                print(ran.stderr.strip()[-2000:], file=sys.stderr)
                return f"could not be installed: `pip install {wanted}` failed"
        done.write_text(wanted)
        return ""

    def run(self, tool: Tool, mode: Mode, tree: Path, middle: Path) -> Run:
        """One run of a tool in a folder, of which `middle` is the file that is edited."""
        cache = tree / tool.cache if tool.cache else self.scratch / "cache" / tool.name
        if mode.cache == "deleted":
            shutil.rmtree(cache, ignore_errors=True)
        environment = self.folder(tool) / "bin" if tool.requirements else None
        command = [word.format(bin=environment, cache=cache, files="") for word in (*tool.command, *mode.words)]
        if "{files}" in tool.command:
            place = tool.command.index("{files}")
            command[place : place + 1] = map(str, python_files(tree))
        output = self.scratch / "output"
        with appended(middle) if "edited" in mode.cache else unchanged():
            run = self.measure(command, tree, self.variables(tool), output)
        if run["exit_code"] is None:
            return run | {"outcome": "timeout"}
        try:
            if run["exit_code"] in tool.accepted:
                counted = {"findings": tool.findings(output.read_bytes())} if tool.findings else {}
                return run | counted | {"outcome": "done"}
        except ValueError:  # it broke off, with an exit code that findings have, too
            pass
        return run | {"outcome": "failed", "error": Path(f"{output}.err").read_text(errors="replace")[-2000:]}

    def measure(self, command: list[str], folder: Path, variables: dict[str, str], output: Path) -> Run:
        """What a command takes, as `measure.py` says."""
        measured = subprocess.run(
            [sys.executable, "-I", "-S", str(HERE / "measure.py"), str(self.timeout), str(output), *command],
            cwd=folder,
            env=variables,
            capture_output=True,
            text=True,
            check=True,
        )
        run: Run = json.loads(measured.stdout)
        return run


@contextmanager
def unchanged() -> Iterator[None]:
    yield


@contextmanager
def appended(path: Path) -> Iterator[None]:
    """A file with one function more, and afterwards as it was, the time of its change too."""
    content, status = path.read_bytes(), path.stat()
    path.write_bytes(content + ADDED)
    try:
        yield
    finally:
        path.write_bytes(content)
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def clean(tool: Tool, tree: Path) -> None:
    """Delete a cache that lies within a corpus: other tools would walk through it."""
    if tool.cache:
        shutil.rmtree(tree / tool.cache, ignore_errors=True)


def python_files(tree: Path) -> list[Path]:
    """The .py files below a folder, relative to it."""
    return sorted(path.relative_to(tree) for path in tree.rglob("*.py") if path.is_file())


def middle(tree: Path) -> Path:
    """The file that lies most in the middle of a project, no `__init__.py`: the one for which the number of files that
    it imports and the number of those that import it, whichever is lower, is the highest."""
    files = {module_name(path): path for path in python_files(tree)}
    imports = {path: imported(tree, path, files) - {path} for path in files.values()}
    importers = Counter(target for targets in imports.values() for target in targets)
    candidates = [path for path in imports if path.name != "__init__.py"] or list(imports)
    return min(candidates, key=lambda path: (-min(len(imports[path]), importers[path]), path))


def module_name(path: Path) -> str:
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(tree: Path, path: Path, files: dict[str, Path]) -> set[Path]:
    """The files of a project that one of them imports."""
    try:
        nodes = list(ast.walk(ast.parse((tree / path).read_bytes())))
    except (SyntaxError, ValueError):
        return set()
    names: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            package = path.parts[: len(path.parts) - node.level] if node.level else ()
            origin = ".".join((*package, *([node.module] if node.module else [])))
            # a submodule, or else a name of the module
            names.update(
                f"{origin}.{alias.name}" if f"{origin}.{alias.name}" in files else origin for alias in node.names
            )
    return {files[name] for name in names if name in files}


def copy(corpus: Path, tree: Path) -> Report:
    """Copy the .py files of a corpus; how many they are."""
    size = 0
    for path in python_files(corpus):
        (tree / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(corpus / path, tree / path)
        size += (tree / path).read_bytes().count(b"\n")
    return {"files": len(python_files(tree)), "lines": size}


def in_turn(bench: Bench, tools: list[Tool], tree: Path, middle: Path, rounds: int) -> dict[str, dict[str, list[Run]]]:
    """The runs of each tool and mode in a folder, of which `middle` is the file that is edited."""
    runs: dict[str, dict[str, list[Run]]] = {tool.name: {mode.label: [] for mode in tool.modes} for tool in tools}
    for _ in range(rounds):
        for tool in tools:
            filled = True  # the last run that was to fill the cache did
            for mode in tool.modes:
                group = runs[tool.name][mode.label]
                if mode.cache == "deleted":
                    filled = not group or group[-1]["outcome"] == "done"
                if not filled or (group and group[-1]["outcome"] != "done"):
                    continue
                group.append(bench.run(tool, mode, tree, middle))
                filled = group[-1]["outcome"] == "done"
                print(f"{tree.name}: {tool.name} {mode.label}: {group[-1]}", file=sys.stderr, flush=True)
            clean(tool, tree)
    return runs


def start_up(bench: Bench, tools: list[Tool], rounds: int) -> list[Report]:
    """What is paid for each run: the interpreter, fastlint's imports, and each tool on one small file."""
    tree = bench.scratch / "one-file"
    tree.mkdir()
    file = tree / "main.py"
    file.write_text(SMALL_FILE)
    once = [tool._replace(modes=tool.modes[:1]) for tool in tools]
    bare = [
        Tool("interpreter", "`python -c pass`", (sys.executable, "-c", "pass"), (Mode(""),)),
        # under the name of fastlint, for which there is a PYTHONPATH
        Tool("fastlint", "`fastlint --version`", (sys.executable, "-m", "fastlint", "--version"), (Mode(""),)),
    ]
    for tool in (*bare, *once):
        bench.run(tool, tool.modes[0], tree, file)  # unmeasured: byte code is compiled, the files are in memory
    groups: list[list[Run]] = [[] for _ in (*bare, *once)]
    for _ in range(rounds):
        for tool, group in zip((*bare, *once), groups, strict=True):
            group.append(bench.run(tool, tool.modes[0], tree, file))
            clean(tool, tree)
    labels = [*(tool.label for tool in bare), *(f"{tool.label}, one file of 50 lines" for tool in once)]
    return [{"label": label, "runs": group} for label, group in zip(labels, groups, strict=True)]


# The table


def median(group: list[Run], key: str) -> float:
    value: float = statistics.median(run[key] for run in group)
    return value


def seconds(value: float) -> str:
    return f"{value:.2f}" if value < 9.995 else f"{value:.1f}"


def times(value: float) -> str:
    return f"{value:.1f}" if value < 99.95 else f"{value:.0f}"


def duration(value: float) -> str:
    return f"{value / 60:g} min" if value >= 60 else f"{value:g} s"


def row(label: str, group: list[Run], base: list[Run] | None, timeout: float) -> str:
    """One line: wall and processor seconds, each with its ratio to `base` if there is one, MiB, findings."""
    unmeasured = ["–"] * (5 if base is not None else 2)
    if not group:
        return line(label, "not run", *unmeasured)
    last = group[-1]
    if last["outcome"] == "timeout":
        return line(label, f"> {duration(timeout)}", *unmeasured)
    if last["outcome"] == "failed":
        return line(label, f"failed, exit code {last['exit_code']}", *unmeasured)
    wall, cpu = median(group, "wall_s"), median(group, "cpu_s")
    memory = f"{median(group, 'peak_mib'):.0f}"
    if base is None:
        return line(label, f"{wall:.3f}", f"{cpu:.3f}", memory)
    ratios = ("–", "–")
    if base and base[-1]["outcome"] == "done":
        ratios = (times(wall / median(base, "wall_s")), times(cpu / median(base, "cpu_s")))
    counts = sorted({run["findings"] for run in group if "findings" in run})
    findings = "–" if not counts else " to ".join(f"{count:,}" for count in dict.fromkeys((counts[0], counts[-1])))
    return line(label, seconds(wall), ratios[0], seconds(cpu), ratios[1], memory, findings)


def line(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |\n"


def table(report: Report) -> str:
    """The report in Markdown."""
    used = [tool for tool in report["tools"] if tool["missing"] == ""]
    releases = [each.replace("==", " ") for tool in used for each in tool["requirements"]]
    text = (
        f"{report['date']}, Python {report['python']}, {report['processors']} processors; load average "
        f"{report['load']:.1f} before the first run. Medians of {report['rounds']} runs in turn. "
        f"fastlint {report['fastlint']}{''.join(f', {each}' for each in releases)}.\n"
    )
    if report["left_out"]:
        text += "\nLeft out: " + "; ".join(report["left_out"]) + ".\n"
    for name, corpus in report["corpora"].items():
        text += (
            f"\n### {name}\n\n{corpus['files']:,} files, {corpus['lines']:,} lines; edited: `{corpus['edited']}`.\n\n"
            + line("", "wall s", "× parse", "CPU s", "× parse", "peak MiB", "findings")
            + "|---|---:|---:|---:|---:|---:|---:|\n"
        )
        base = corpus["runs"].get("parse", {}).get("", [])
        for tool in report["tools"]:
            if tool["missing"]:
                text += line(tool["label"], tool["missing"], *["–"] * 5)
                continue
            for mode, group in corpus["runs"][tool["name"]].items():
                text += row(", ".join(filter(None, (tool["label"], mode))), group, base, report["timeout_s"])
    text += "\n### Start-up\n\n" + line("", "wall s", "CPU s", "peak MiB") + "|---|---:|---:|---:|\n"
    for each in report["start_up"]:
        text += row(each["label"], each["runs"], None, report["timeout_s"])
    return text


def put(text: str, page: Path) -> None:
    """Write a text between the marks of a page."""
    head, begins, rest = page.read_text(encoding="utf-8").partition(BEGINS)
    _, ends, tail = rest.partition(ENDS)
    if not (begins and ends):
        raise SystemExit(f"{page} has no {BEGINS.strip()} with a {ENDS.strip()} behind it")
    page.write_text(f"{head}{begins}\n{text}\n{ends}{tail}", encoding="utf-8")


def above(report: Report, target: float) -> list[str]:
    """The corpora on which a cold fastlint takes more than `target` times as long as parsing, or fails."""
    found = []
    for name, corpus in report["corpora"].items():
        cold, parse = corpus["runs"]["fastlint"]["cold"], corpus["runs"]["parse"][""]
        if cold[-1]["outcome"] != "done" or median(cold, "wall_s") > target * median(parse, "wall_s"):
            found.append(name)
    return found


def answer(*arguments: str) -> str:
    """What fastlint says to these arguments."""
    return subprocess.run(
        [sys.executable, "-m", "fastlint", *arguments],
        env=os.environ | {"PYTHONPATH": str(REPOSITORY / "src"), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def main(arguments: list[str] | None = None) -> int:
    names = ["parse", "fastlint", *(tool.name for tool in TOOLS[1:])]
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--corpora", type=Path, required=True, metavar="FOLDER", help="made by corpora.py")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="these corpora")
    parser.add_argument("--environments", type=Path, metavar="FOLDER", help="where the tools are, or are installed")
    parser.add_argument("--tools", nargs="+", choices=names, default=names, help="these tools, and ast.parse")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--timeout", type=float, default=600, metavar="SECONDS", help="for one run")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every run here")
    parser.add_argument("--write", type=Path, metavar="PAGE", help="put the table between the marks of this page")
    parser.add_argument("--target", type=float, metavar="RATIO", help="exit with 1 if cold fastlint / parsing is above")
    options = parser.parse_args(arguments)
    if options.target and "fastlint" not in options.tools:
        parser.error("--target is about fastlint")

    own, left_out = fastlint(answer("check", "--help"))
    by_name = {tool.name: tool for tool in (TOOLS[0], own, *TOOLS[1:])}
    asked = [tool for name, tool in by_name.items() if name in {"parse", *options.tools}]
    corpora = [
        folder
        for folder in sorted(options.corpora.iterdir())
        if folder.is_dir() and (folder.name in options.only if options.only else folder.name != "all")
    ]
    if not corpora or set(options.only or ()) - {folder.name for folder in corpora}:
        parser.error(f"not all of these are in {options.corpora}: {' '.join(options.only or ['a corpus'])}")
    with tempfile.TemporaryDirectory() as scratch:
        bench = Bench(options.environments and options.environments.resolve(), Path(scratch), options.timeout)
        missing = {tool.name: bench.install(tool) for tool in asked}
        tools = [tool for tool in asked if not missing[tool.name]]
        report: Report = {
            "date": date.today().isoformat(),
            "python": ".".join(map(str, sys.version_info[:3])),
            "processors": len(os.sched_getaffinity(0)),
            "load": os.getloadavg()[0],
            "rounds": options.runs,
            "timeout_s": options.timeout,
            "fastlint": answer("--version").split()[-1],
            "left_out": left_out if own in tools else [],
            "tools": [
                {
                    "name": tool.name,
                    "label": tool.label,
                    "requirements": tool.requirements,
                    "command": tool.command,
                    "missing": missing[tool.name],
                }
                for tool in asked
            ],
            "corpora": {},
            "start_up": start_up(bench, tools, options.runs),
        }
        for corpus in corpora:
            tree = Path(scratch, corpus.name)
            size = copy(corpus, tree)
            edited = middle(tree)
            runs = in_turn(bench, tools, tree, tree / edited, options.runs)
            report["corpora"][corpus.name] = size | {"edited": edited.as_posix(), "runs": runs}
            shutil.rmtree(tree)
            if options.json:  # after each corpus: what was measured is kept when the rest is broken off
                options.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")

    if options.write:
        put(table(report), options.write)
    else:
        print(table(report), end="")
    slow = above(report, options.target) if options.target else []
    if slow:
        print(f"more than {options.target:g} times ast.parse: {', '.join(slow)}", file=sys.stderr)
    return bool(slow)


if __name__ == "__main__":
    sys.exit(main())
