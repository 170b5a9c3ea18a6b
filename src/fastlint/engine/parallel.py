"""Making facts in several processes.

Nothing in the facts of a file refers to another file, so any process can make them; what it sends back is what the
cache keeps.
"""

import gc
import sys
from collections.abc import Iterator, Sequence

from fastlint.facts.definitions import ParseFailure
from fastlint.source.extract import extract
from fastlint.source.fact_cache import packed_facts
from fastlint.values.late import NamedTuple, logger

#: Bytes of source below which other processes cost more than they save. A copy of this process is there at once
#: (`fork`); where there are none, a fresh one has to import what it needs.
WORTH_A_COPY = 1_000_000
WORTH_A_START = 6_000_000

#: Bytes of source that a process gets at a time.
_PORTION = 200_000


class Task(NamedTuple):
    """A file, its content, and the key of its facts where they are kept."""

    path: str
    data: bytes
    key: bytes | None = None


#: Facts as the cache keeps them; None where they cannot be sent, and have to be made here.
Made = bytes | ParseFailure | None


def extract_all(tasks: Sequence[Task], jobs: int) -> Iterator[tuple[Task, Made]]:
    """The facts of each file, in up to `jobs` processes, in any order.

    Where one process is enough, each is None: the caller makes them. So it is where processes die.
    """
    total = sum(len(task.data) for task in tasks)
    method = "fork" if sys.platform == "linux" else "spawn"
    if jobs < 2 or total < (WORTH_A_COPY if method == "fork" else WORTH_A_START):
        yield from ((task, None) for task in tasks)
        return
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor, as_completed
    from concurrent.futures.process import BrokenProcessPool

    portions = list(_portions(tasks))
    workers = min(jobs, len(portions))
    context = multiprocessing.get_context(method)
    done: set[int] = set()
    try:
        with ProcessPoolExecutor(workers, context, _prepare, (sys.getrecursionlimit(),)) as pool:
            running = {pool.submit(_extract_portion, portion): index for index, portion in enumerate(portions)}
            for future in as_completed(running):
                index = running[future]
                made = future.result()
                done.add(index)
                yield from zip(portions[index], made, strict=True)
    except (BrokenProcessPool, OSError) as error:
        logger("fastlint.engine").info("reading in one process: %s", error)
        for index, portion in enumerate(portions):
            if index not in done:
                yield from ((task, None) for task in portion)


def _portions(tasks: Sequence[Task]) -> Iterator[tuple[Task, ...]]:
    """The files in portions of about the same size, the largest files first, so that none is waited for at the end."""
    portion: list[Task] = []
    size = 0
    for task in sorted(tasks, key=lambda task: -len(task.data)):
        portion.append(task)
        size += len(task.data)
        if size >= _PORTION:
            yield tuple(portion)
            portion, size = [], 0
    if portion:
        yield tuple(portion)


def _prepare(recursion_limit: int) -> None:
    gc.disable()
    sys.setrecursionlimit(recursion_limit)


def _extract_portion(tasks: tuple[Task, ...]) -> list[Made]:
    made: list[Made] = []
    for task in tasks:
        facts = extract(task.path, task.data)
        made.append(facts if isinstance(facts, ParseFailure) else packed_facts(facts))
    return made
