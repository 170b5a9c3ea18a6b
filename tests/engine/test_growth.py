"""The work of a run grows with the program, not with its square: counted in lines of fastlint that are executed.

Counts are the same on every machine, unlike times. Of three programs of N, 2N and 3N parts, the second difference
`work(3N) - 2 work(2N) + work(N)` is nothing for work that is in proportion, and `2 N² k` where each pair of parts
costs `k` lines: so that a small program is enough to see a loop over all others, long before it costs any time.
"""

import gc
import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any

import pytest

import fastlint
from fastlint.engine import Session
from fastlint.fixes.fixing import check_only
from fastlint.rules import load_rules
from fastlint.values import Settings

SOURCE = str(Path(fastlint.__file__).parent)
#: So many lines for each pair of parts are noise: what is found in a dict of another size, kept or thrown away.
MOST_FOR_A_PAIR = 0.1


def _benchmark() -> ModuleType:
    path = Path(__file__).parents[2] / "benchmarks" / "growth.py"
    spec = importlib.util.spec_from_file_location("growth_benchmark", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # its data classes look themselves up
    spec.loader.exec_module(module)
    return module


growth = _benchmark()
RULES = load_rules()

#: The shapes and how many parts are enough: more than the bounds on contexts, unions and depth, and such that the
#: numbers in names have as many digits at 3N as at N, for paths and names of another length are another program.
SHAPES = {
    growth.routes_in_one_file: 33,
    growth.routes_alike: 33,
    growth.routes_shadowed: 33,
    growth.routes_over_files: 100,
    growth.routes_with_findings: 33,
    growth.findings_suppressed: 33,
    growth.call_chain: 150,
    growth.call_cycle: 150,
    growth.chain_over_files: 150,
    growth.called_from_many: 33,
    growth.subclasses: 33,
    growth.dependency_chain: 150,
    growth.dependency_of_many: 33,
    growth.exceptions: 33,
    growth.import_cycle: 33,
    growth.star_imports: 33,
    growth.app_state: 33,
    growth.client_class: 33,
    growth.models: 33,
    growth.try_after_try: 33,
    growth.with_after_with: 33,
    growth.assignments: 33,
    growth.tests: 33,
}


@pytest.mark.parametrize("shape", SHAPES, ids=growth.name_of)
def test_work_is_in_proportion(shape: Callable[[int], dict[str, str]]) -> None:
    size = SHAPES[shape]
    _work(shape, size * 3)  # what is read, and remembered, once in a process
    first, second, third = (_work(shape, size * times) for times in (1, 2, 3))
    for_a_pair = (third - 2 * second + first) / (2 * size * size)

    assert for_a_pair < MOST_FOR_A_PAIR, f"{first}, {second}, {third} lines: {for_a_pair:.2f} for each pair of parts"


def test_what_is_not_in_proportion_is_seen() -> None:
    def all_pairs(count: int) -> int:
        return _counted(lambda: [_is_pair(a, b) for a in range(count) for b in range(count)], __file__)

    first, second, third = (all_pairs(size) for size in (20, 40, 60))

    assert (third - 2 * second + first) / (2 * 20 * 20) >= 1


def _is_pair(first: int, second: int) -> bool:
    return first != second


def _work(shape: Callable[[int], dict[str, str]], count: int) -> int:
    """The lines of fastlint that are executed to check a program of so many parts, with its fixes."""
    files = {f"/project/{path}": text for path, text in shape(count).items()}
    session = Session(Settings(), "/project", RULES, files=files)
    return _counted(lambda: check_only(session, ["/project"]), SOURCE)


def _counted(run: Callable[[], object], source: str) -> int:
    """How many lines of the files below a path a run executes."""
    lines = 0

    def trace(frame: FrameType, event: str, argument: Any) -> Callable[..., Any] | None:
        return count if frame.f_code.co_filename.startswith(source) else None

    def count(frame: FrameType, event: str, argument: Any) -> Callable[..., Any]:
        nonlocal lines
        if event == "line":
            lines += 1
        return count

    before = sys.gettrace()
    gc.disable()
    sys.settrace(trace)
    try:
        run()
    finally:
        sys.settrace(before)
        gc.enable()
    return lines
