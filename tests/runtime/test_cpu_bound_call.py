"""FL109: heavy computation on the event loop makes every other request wait; a thread helps if the GIL is released."""

import hashlib
import time
from collections.abc import Callable, Mapping

import bcrypt
import pytest
from PIL import Image, ImageFilter

from .bystander import BLOCK, expect_free, expect_stall, serve
from .two_colours import application

PHOTO = Image.new("RGB", (1200, 800))


def for_a_while(work: Callable[[], object]) -> Callable[[], None]:
    """The same work again and again for `BLOCK` seconds: as long on a fast machine as on a slow one."""

    def repeat() -> None:
        end = time.monotonic() + BLOCK
        while time.monotonic() < end:
            work()

    return repeat


HEAVY: Mapping[str, Callable[[], None]] = {
    "bcrypt": for_a_while(lambda: bcrypt.hashpw(b"secret", bcrypt.gensalt(rounds=8))),
    "pbkdf2": for_a_while(lambda: hashlib.pbkdf2_hmac("sha256", b"secret", b"salt", 50_000)),
    "pillow": for_a_while(lambda: PHOTO.filter(ImageFilter.GaussianBlur(3))),
}


@pytest.mark.parametrize("name", HEAVY)
def test_computing_on_the_loop_stalls_the_bystander_and_in_a_thread_does_not(name: str) -> None:
    with serve(application(HEAVY)) as served:
        expect_stall(served, f"/async-def/{name}")
        expect_free(served, f"/def/{name}")


def test_a_quick_digest_is_innocent() -> None:
    start = time.monotonic()
    hashlib.sha256(b"a short text" * 100).hexdigest()
    assert time.monotonic() - start < 0.05
