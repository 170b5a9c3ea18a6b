"""Compute something once for all processes of a run: the first that asks computes, the others wait for its answer."""

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, Any

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


def once(directory: str, compute: Callable[[], Any]) -> Any:
    """What `compute` gives, as JSON gives it back, computed by one of the processes that share the directory.

    The lock is the operating system's: it goes with the process that holds it. Where that process dies before it has
    written its answer, the next one computes.
    """
    answer = os.path.join(directory, "answer.json")
    with open(os.path.join(directory, "lock"), "a+b") as lock, locked(lock):
        if not os.path.exists(answer):
            write(answer, compute())
        with open(answer, encoding="ascii") as file:
            return json.load(file)


def write(path: str, value: Any) -> None:
    """Write the value, whole or not at all."""
    partial = f"{path}.{os.getpid()}"
    with open(partial, "w", encoding="ascii") as file:
        json.dump(value, file)
    os.replace(partial, path)


@contextmanager
def locked(file: IO[bytes]) -> Iterator[None]:
    """Hold the lock of a file; waits until nobody else does."""
    if sys.platform == "win32":
        while True:
            try:
                file.seek(0)
                msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
                break
            except OSError:  # somebody held it for ten seconds
                continue
    else:
        fcntl.flock(file, fcntl.LOCK_EX)
    try:
        yield
    finally:
        if sys.platform == "win32":
            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_UN)
