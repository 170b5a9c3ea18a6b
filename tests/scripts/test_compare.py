"""The comparison with other linters: what it runs, and the table that it writes. Nothing is downloaded here."""

import importlib.util
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parents[2] / "benchmarks/compare.py"
HEAD = "|  | wall s | × parse | CPU s | × parse | peak MiB | findings |"
#: Prints a line for each file with a function and one more where it finds its cache.
CACHING = """
import pathlib, sys
files = [path for path in pathlib.Path().rglob("*.py") if b"def " in path.read_bytes()]
cache = pathlib.Path(sys.argv[1])
print("\\n".join(["file"] * sum(path.read_bytes().count(b"def ") for path in files) + ["hit"] * cache.exists()))
cache.mkdir(exist_ok=True)
"""


@pytest.fixture
def compare() -> ModuleType:
    spec = importlib.util.spec_from_file_location("compare", SCRIPT)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def corpora(tmp_path: Path) -> Path:
    """A folder with one corpus: an endpoint that blocks through a function in another file."""
    files = {
        "app/__init__.py": "",
        "app/main.py": "from fastapi import FastAPI\n\nfrom app.service import load\n\napp = FastAPI()\n\n\n"
        '@app.get("/")\nasync def read():\n    return load()\n',
        "app/service.py": "from app.store import wait\n\n\ndef load():\n    return wait()\n",
        "app/store.py": "import time\n\n\ndef wait():\n    time.sleep(1)\n",
        "notes.txt": "no Python\n",
    }
    for name, text in files.items():
        path = tmp_path / "corpora/tiny" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path / "corpora"


def snapshot(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {
        str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file()
    }


def cells(text: str, label: str) -> list[str]:
    """The cells of a line of a table, behind its label."""
    (found,) = [line for line in text.splitlines() if line.startswith(f"| {label} |")]
    return [cell.strip() for cell in found.strip("|").split("|")][1:]


def test_the_table_has_a_line_for_each_tool_and_mode(compare, corpora, tmp_path):
    page, runs = tmp_path / "page.md", tmp_path / "runs.json"
    page.write_text(f"# Performance\n\n{compare.BEGINS}of yesterday{compare.ENDS}\nThe rest.\n")
    before = snapshot(corpora)

    done = subprocess.run(
        [
            *(sys.executable, SCRIPT, f"--corpora={corpora}", "--tools", "fastlint", "ruff", "--runs=2"),
            *(f"--write={page}", f"--json={runs}", "--target=0.01"),
        ],
        capture_output=True,
        text=True,
    )

    assert done.returncode == 1, done.stderr
    assert done.stderr.endswith("more than 0.01 times ast.parse: tiny\n")
    assert snapshot(corpora) == before
    text = page.read_text()
    assert text.startswith(f"# Performance\n\n{compare.BEGINS}\n") and text.endswith(f"{compare.ENDS}\nThe rest.\n")
    assert "of yesterday" not in text
    assert "### tiny\n\n4 files, 20 lines; edited: `app/service.py`.\n" in text
    corpus, start_up = text.partition("### tiny")[2].split("### Start-up")
    table = [line for line in corpus.splitlines() if line.startswith("|")]
    assert table[:2] == [HEAD, "|---|---:|---:|---:|---:|---:|---:|"]
    assert {line.count("|") for line in table} == {8}

    own, left_out = compare.fastlint(compare.answer("check", "--help"))
    labels = ["`ast.parse`", *(f"fastlint, {mode.label}" for mode in own.modes), "ruff `FAST,ASYNC`"]
    assert [line.split(" | ")[0].removeprefix("| ") for line in table[2:]] == labels
    assert cells(corpus, "`ast.parse`")[1] == cells(corpus, "`ast.parse`")[3] == "1.0"
    for label in labels[1:-1]:
        *figures, findings = cells(corpus, label)
        assert all(float(figure) > 0 for figure in figures)
        assert int(findings) >= 1
    assert cells(corpus, "ruff `FAST,ASYNC`") == ["not installed: no --environments", "–", "–", "–", "–", "–"]
    assert all(reason in text for reason in left_out)
    for label in ("`python -c pass`", "`fastlint --version`", "fastlint, one file of 50 lines"):
        assert all(float(figure) > 0 for figure in cells(start_up, label))

    report = json.loads(runs.read_text())
    groups = [group for modes in report["corpora"]["tiny"]["runs"].values() for group in modes.values()]
    assert len(groups) == 1 + len(own.modes)
    assert {len(group) for group in groups} == {2}
    assert {run["outcome"] for group in groups for run in group} == {"done"}


def test_corpora_above_the_target_are_those_too_slow_or_failed(compare):
    def corpus(seconds: float, outcome: str = "done") -> dict[str, object]:
        cold = {"wall_s": seconds, "outcome": outcome}
        return {"runs": {"parse": {"": [{"wall_s": 1}]}, "fastlint": {"cold": [cold]}}}

    report = {"corpora": {"quick": corpus(2), "slow": corpus(4), "broken": corpus(1, "failed")}}

    assert compare.above(report, 3) == ["slow", "broken"]


def test_fastlint_runs_in_the_modes_that_it_has_options_for(compare):
    few, left_out = compare.fastlint("--select RULES")
    many, none_left_out = compare.fastlint("--no-cache --jobs N --cache-dir DIR")

    assert [(mode.label, mode.words) for mode in few.modes] == [("cold", ())]
    assert len(left_out) == 2
    assert [(mode.label, mode.words, mode.cache) for mode in many.modes] == [
        ("cold", ("--no-cache",), "deleted"),
        ("cold, one process", ("--no-cache", "--jobs=1"), "deleted"),
        ("writing the cache", ("--cache-dir={cache}",), "deleted"),
        ("warm", ("--cache-dir={cache}",), "kept"),
        ("one file edited", ("--cache-dir={cache}",), "kept, one file edited"),
    ]
    assert none_left_out == []


@pytest.fixture
def bench(compare, tmp_path):
    (tmp_path / "scratch").mkdir()
    return compare.Bench(None, tmp_path / "scratch", timeout=60)


@pytest.mark.parametrize("inside", ["", ".cache"])
def test_a_cache_is_deleted_filled_used_and_used_with_an_edited_file(compare, bench, corpora, inside):
    tree = corpora / "tiny"
    command = (sys.executable, "-c", CACHING, "{cache}")
    tool = compare.Tool("caching", "caching", command, compare.WITH_CACHE, compare.lines, cache=inside)
    before = snapshot(tree)

    runs = compare.in_turn(bench, [tool], tree, tree / "app/service.py", 2)["caching"]

    counts = {label: [run["findings"] for run in group] for label, group in runs.items()}
    assert counts == {"cold": [3, 3], "warm": [4, 4], "one file edited": [5, 5]}
    assert snapshot(tree) == before
    assert not (tree / ".cache").exists()


def test_a_tool_may_be_given_every_file(compare, bench, corpora):
    command = (sys.executable, "-c", "import sys; print('\\n'.join(sys.argv[1:]))", "{files}", "last")
    tool = compare.Tool("listing", "listing", command, (compare.Mode("cold"),), compare.lines)

    bench.run(tool, tool.modes[0], corpora / "tiny", corpora / "tiny/app/service.py")

    given = (bench.scratch / "output").read_text().splitlines()
    assert given == ["app/__init__.py", "app/main.py", "app/service.py", "app/store.py", "last"]


def test_a_tool_that_takes_too_long_is_killed_with_its_children_and_not_tried_again(compare, bench, corpora, tmp_path):
    marks = tmp_path / "marks"
    marks.mkdir()
    child = f"import os, pathlib, time; pathlib.Path({str(marks)!r}, str(os.getpid())).touch(); time.sleep(600)"
    command = (sys.executable, "-c", f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])")
    slow = compare.Tool("slow", "slow", command, compare.WITH_CACHE, compare.lines)
    bench.timeout = 5
    began = time.monotonic()

    runs = compare.in_turn(bench, [slow], corpora / "tiny", corpora / "tiny/app/service.py", 3)["slow"]

    assert time.monotonic() - began < 60
    assert {label: [run["outcome"] for run in group] for label, group in runs.items()} == {
        "cold": ["timeout"],
        "warm": [],
        "one file edited": [],
    }
    (mark,) = marks.iterdir()
    with pytest.raises(ProcessLookupError):
        wait_until_gone(int(mark.name))
    assert compare.row("slow", runs["cold"], [], 600) == "| slow | > 10 min | – | – | – | – | – |\n"
    assert compare.row("slow", runs["warm"], [], 600) == "| slow | not run | – | – | – | – | – |\n"


def wait_until_gone(process: int) -> None:
    """Raises ProcessLookupError as soon as there is no such process."""
    for _ in range(100):
        os.kill(process, 0)
        time.sleep(0.1)


def test_a_tool_that_fails_has_no_times(compare, bench, corpora):
    command = (sys.executable, "-c", "import sys; sys.exit('no such option')")
    broken = compare.Tool("broken", "broken", command, (compare.Mode("cold"),), compare.lines, accepted=(0,))

    (run,) = compare.in_turn(bench, [broken], corpora / "tiny", corpora / "tiny/app/service.py", 2)["broken"]["cold"]

    assert (run["outcome"], run["error"]) == ("failed", "no such option\n")
    assert compare.row("broken", [run], [], 600) == "| broken | failed, exit code 1 | – | – | – | – | – |\n"


def test_a_tool_that_breaks_off_with_the_exit_code_of_findings_has_failed(compare, bench, corpora):
    command = (sys.executable, "-c", "import sys; sys.exit('Traceback')")
    broken = compare.Tool("broken", "broken", command, (compare.Mode("cold"),), compare.items())

    (run,) = compare.in_turn(bench, [broken], corpora / "tiny", corpora / "tiny/app/service.py", 1)["broken"]["cold"]

    assert run["outcome"] == "failed"


def test_processor_time_and_memory_are_those_of_children_too(bench, tmp_path):
    work = "held = bytearray(150 << 20); sum(range(5_000_000))"
    command = [sys.executable, "-c", f"import subprocess, sys; subprocess.run([sys.executable, '-c', {work!r}])"]
    idle = bench.measure([sys.executable, "-c", "pass"], tmp_path, dict(os.environ), tmp_path / "output")

    busy = bench.measure(command, tmp_path, dict(os.environ), tmp_path / "output")

    assert busy["peak_mib"] > 150 > idle["peak_mib"]
    assert busy["cpu_s"] > idle["cpu_s"] + 0.05
    assert busy["exit_code"] == 0


def test_findings_that_differ_from_run_to_run_are_a_range(compare):
    group = [{"outcome": "done", "wall_s": 1, "cpu_s": 2, "peak_mib": 3, "findings": each} for each in (1200, 7, 9)]

    assert compare.row("x", group, group, 600) == "| x | 1.00 | 1.0 | 2.00 | 1.0 | 3 | 7 to 1,200 |\n"
