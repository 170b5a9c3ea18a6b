"""FL104: file input and output on the event loop makes every other request wait for the disk.

A named pipe plays the slow disk: opening it waits for the other end.
"""

import os
import shutil
from io import BytesIO
from pathlib import Path

import pytest

from .slow_world import drain_later, fill_later, make_pipe
from .two_colours import prove_blocking

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the slow disk of this proof is a named pipe")


def test_file_access_on_the_loop_stalls_the_bystander(tmp_path: Path) -> None:
    def by_open() -> None:
        pipe = make_pipe(tmp_path)
        fill_later(pipe)
        with open(pipe) as stream:
            assert stream.read() == "content"

    def by_pathlib() -> None:
        pipe = make_pipe(tmp_path)
        fill_later(pipe)
        assert pipe.read_bytes() == b"content"

    def by_copyfileobj() -> None:
        pipe = make_pipe(tmp_path)
        drain_later(pipe)
        with pipe.open("wb") as target:
            shutil.copyfileobj(BytesIO(b"an upload"), target)

    prove_blocking({"open": by_open, "pathlib": by_pathlib, "copyfileobj": by_copyfileobj})
