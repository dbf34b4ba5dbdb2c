"""What keeps a server busy, and waiting for what it does in its own time."""

import functools
import time

from tests.conftest import make_picture


def large_picture(number: int) -> bytes:
    """One of the pictures that take a fifth of a second to decode."""
    return _large() + bytes([number])  # behind its end, where nobody looks


@functools.cache
def _large() -> bytes:
    return make_picture("red", size=(4500, 4500))


def wait_until(condition, seconds: float = 8) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def admitted(http) -> int:
    """Requests that are being answered."""
    lines = http.get("/metrics").text.splitlines()
    (line,) = [own for own in lines if own.startswith("pixword_admitted_requests ")]
    return int(float(line.split()[-1]))
