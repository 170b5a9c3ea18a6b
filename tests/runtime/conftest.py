"""What the proofs leave behind is swept up here, so that it warns nobody else."""

import gc
import warnings
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="module", autouse=True)
def sweep_up() -> Iterator[None]:
    """Collect, in silence, the coroutines that the bad code of a module never awaited."""
    yield
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        gc.collect()
