"""A progress bar on stderr, for runs that take long enough to wonder."""

import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

#: Seconds before the bar appears: most runs end earlier and leave the terminal alone.
PATIENCE = 1.0


class ProgressBar:
    """Call it with a stage, how much is done and how much there is; the bar is gone when the `with` block ends."""

    def __init__(self, shown: bool, clock: Callable[[], float] = time.monotonic) -> None:
        self.shown = shown
        self.clock = clock
        self.started = clock()
        self.bar: Progress | None = None
        self.task: TaskID | None = None

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Show how far a stage has come; a total of 0 means that nobody knows."""
        if not self.shown or self.clock() - self.started < PATIENCE:
            return
        bar = self.bar or self.open()
        if self.task is None:
            self.task = bar.add_task(stage)
        bar.update(self.task, description=stage, completed=done, total=total or None)

    def open(self) -> "Progress":
        """Put the bar on the terminal."""
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self.bar = Progress(*columns, console=Console(file=sys.stderr), transient=True)
        self.bar.start()
        return self.bar

    def __enter__(self) -> "ProgressBar":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.bar is not None:
            self.bar.stop()
