#!/usr/bin/env python3
"""Run one command and print, as JSON, what it took.

    python -I -S measure.py SECONDS OUTPUT COMMAND [WORD ...]

Wall seconds, processor seconds and peak MiB as `os.wait4` gives them: processor time is that of the command and of
every process that it waited for, peak memory that of the largest one of these.  After SECONDS the command and its
children are killed.  Its standard output goes to OUTPUT, its standard error to OUTPUT with `.err` behind it.

It imports next to nothing, because on Linux the peak of a process begins at the size of the one that starts it: a peak
below that of this one, some 6 MiB, cannot be seen.
"""

import os
import signal
import sys
import time


def start(output: str, command: list[str]) -> int:
    """The process of a command, in a session of its own."""
    child = os.fork()
    if child:
        return child
    try:
        os.setsid()
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        for number, path in ((1, output), (2, output + ".err")):
            os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644), number)
        os.execv(command[0], command)
    except OSError as error:
        os.write(2, str(error).encode())
    finally:
        os._exit(127)


def main() -> None:
    seconds, output, command = float(sys.argv[1]), sys.argv[2], sys.argv[3:]
    killed = False

    def kill(number: int, frame: object) -> None:
        nonlocal killed
        killed = True
        os.killpg(child, signal.SIGKILL)

    began = time.perf_counter()
    child = start(output, command)
    for number in (signal.SIGALRM, signal.SIGTERM, signal.SIGINT):
        signal.signal(number, kill)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    _, status, usage = os.wait4(child, 0)
    wall = time.perf_counter() - began
    cpu, peak = usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024
    exit_code = "null" if killed else os.waitstatus_to_exitcode(status)
    print(f'{{"wall_s": {wall:.4f}, "cpu_s": {cpu:.4f}, "peak_mib": {peak:.1f}, "exit_code": {exit_code}}}')


if __name__ == "__main__":
    main()
